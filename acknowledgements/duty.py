"""Hours on duty: when somebody is at work, on a clock of their own. Pure.

All arithmetic is done in UTC, so that a change to summer time neither adds nor swallows an hour.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = 60  # days ahead; a desk that is closed for longer promises nothing

_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*(?:([01]?\d|2[0-3]):([0-5]\d)|24:00)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From a time of the day to another; to one that isn't later is to that of the next day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The hours of each weekday (Monday is 0), less the days off."""

    zone: tzinfo
    hours: Mapping[int, Sequence[Hours]]
    days_off: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hours", MappingProxyType(dict(self.hours)))

    def is_on(self, now: datetime) -> bool:
        """Whether somebody is at work at that moment."""
        return any(start <= now < end for start, end in self._spans(now, now))

    def next_start(self, now: datetime) -> datetime | None:
        """When somebody is at work again: now, if somebody is; None when not within HORIZON."""
        spans = self._spans(now, now + HORIZON * _DAY)
        return next((max(start, now) for start, end in spans if end > now), None)

    def after(self, now: datetime, work: timedelta) -> datetime | None:
        """When that much time on duty has passed; None when not within HORIZON."""
        for start, end in self._spans(now, now + HORIZON * _DAY):
            begun = max(start, now)
            if end <= begun:
                continue
            if work <= end - begun:
                return begun + work
            work -= end - begun
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The time on duty from one moment to another."""
        spans = self._spans(start, end)
        shared = (min(stop, end) - max(begun, start) for begun, stop in spans)
        return sum((one for one in shared if one > timedelta()), timedelta())

    def _spans(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
        """In order, in UTC, none of them over another."""
        day = first.astimezone(self.zone).date() - _DAY
        until = last.astimezone(self.zone).date()
        open_from = open_to = None
        while day <= until:
            for start, end in self._spans_of(day):
                if open_from is None or open_to is None:
                    open_from, open_to = start, end
                elif start <= open_to:
                    open_to = max(open_to, end)
                else:
                    yield open_from, open_to
                    open_from, open_to = start, end
            day += _DAY
        if open_from is not None and open_to is not None:
            yield open_from, open_to

    def _spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.days_off:
            return []
        spans = []
        for hours in self.hours.get(day.weekday(), ()):
            last = day if hours.end > hours.start else day + _DAY
            start = datetime.combine(day, hours.start, self.zone).astimezone(UTC)
            spans.append((start, datetime.combine(last, hours.end, self.zone).astimezone(UTC)))
        return sorted(spans)


def parse_hours(text: str) -> tuple[Hours, ...]:
    """The hours of one day: "09:00-18:00", "09:00-13:00, 14:00-18:00", "00:00-24:00" or "".

    ValueError says which span isn't one.
    """
    found = []
    for span in filter(None, (one.strip() for one in text.split(","))):
        match = _SPAN.fullmatch(span)
        if not match:
            raise ValueError(f"{span!r} is no span of hours such as 09:00-18:00")
        end = time(int(match[3]), int(match[4])) if match[3] else time()
        found.append(Hours(time(int(match[1]), int(match[2])), end))
    return tuple(found)


def parse_week(table: Mapping[str, str]) -> dict[int, tuple[Hours, ...]]:
    """The hours of a week: {"mon-fri": "09:00-18:00", "sat": "10:00-14:00"}; other days have none.

    ValueError names the key that is no day or no range of days, or that names a day again.
    """
    week: dict[int, tuple[Hours, ...]] = {}
    for key, text in table.items():
        first, _, last = (part.strip() for part in key.lower().partition("-"))
        days = [WEEKDAYS.index(day) for day in (first, last or first) if day in WEEKDAYS]
        if len(days) != 2 or days[0] > days[1]:
            raise ValueError(f"{key!r} is no day or range of days such as mon or mon-fri")
        for day in range(days[0], days[1] + 1):
            if day in week:
                raise ValueError(f"{key!r} names {WEEKDAYS[day]} again")
            week[day] = parse_hours(text)
    return week
