"""When an answer may honestly be expected, in words, or no time at all. Pure.

The time is counted on duty only, rounded up to a part of a day, and said only while it can be said
without figures: a broken promise costs more than none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum
from statistics import median

from acknowledgements.duty import Duty
from acknowledgements.language import Language

FEWEST_FIGURES = 20  # recent first answers, before their median says anything
LONGEST = timedelta(hours=24)  # of duty; who needs more than some days doesn't know yet
_MARGIN = 1.5  # half of all answers take longer than the median
_NIGHT_ENDS = 5  # until then "tomorrow" may be taken for today
_DAY = timedelta(days=1)


class Part(IntEnum):
    """A part of a day, by the hour before which it ends."""

    MORNING = 12
    AFTERNOON = 18
    EVENING = 23


@dataclass(frozen=True, slots=True)
class Expectation:
    """The moment by which an answer is to be expected, None for not sure, and why."""

    due: datetime | None
    reason: str


def expectation(
    now: datetime, duty: Duty, target: timedelta | None, recent: Sequence[timedelta] = ()
) -> Expectation:
    """What can be promised at that moment.

    ``target`` is the category's own, ``recent`` are the last first answers, both in time on duty
    (``Duty.between``). A target never beats the figures: the slower of the two counts.
    """
    known = [target] if target is not None else []
    if len(recent) >= FEWEST_FIGURES:
        known.append(timedelta(seconds=median(one.total_seconds() for one in recent)))
    if not known:
        return Expectation(None, "neither a target nor enough recent answers")
    wait = max(known) * _MARGIN
    if wait > LONGEST:
        return Expectation(None, f"an answer takes {wait} on duty, too long to be sure")
    due = duty.after(now, wait)
    if due is None:
        return Expectation(None, "there are no hours on duty to count with")
    return Expectation(due, f"{wait} on duty from now")


_TODAY: dict[Language, dict[Part, str]] = {
    "ru": {
        Part.MORNING: "сегодня до обеда",
        Part.AFTERNOON: "сегодня до вечера",
        Part.EVENING: "сегодня вечером",
    },
    "en": {
        Part.MORNING: "this morning",
        Part.AFTERNOON: "this afternoon",
        Part.EVENING: "this evening",
    },
}
_BEFORE_DAWN: dict[Language, dict[Part, str]] = {  # at two at night, of the day that has begun
    "ru": {
        Part.MORNING: "утром",
        Part.AFTERNOON: "сегодня днём",
        Part.EVENING: "сегодня вечером",
    },
    "en": {
        Part.MORNING: "in the morning",
        Part.AFTERNOON: "in the afternoon",
        Part.EVENING: "in the evening",
    },
}
_TOMORROW: dict[Language, dict[Part, str]] = {
    "ru": {
        Part.MORNING: "завтра утром",
        Part.AFTERNOON: "завтра днём",
        Part.EVENING: "завтра вечером",
    },
    "en": {
        Part.MORNING: "tomorrow morning",
        Part.AFTERNOON: "tomorrow afternoon",
        Part.EVENING: "tomorrow evening",
    },
}
_DAYS: dict[Language, tuple[str, ...]] = {  # Monday first
    "ru": (
        "в понедельник",
        "во вторник",
        "в среду",
        "в четверг",
        "в пятницу",
        "в субботу",
        "в воскресенье",
    ),
    "en": (
        "on Monday",
        "on Tuesday",
        "on Wednesday",
        "on Thursday",
        "on Friday",
        "on Saturday",
        "on Sunday",
    ),
}
_PARTS: dict[Language, dict[Part, str]] = {
    "ru": {Part.MORNING: "утром", Part.AFTERNOON: "днём", Part.EVENING: "вечером"},
    "en": {Part.MORNING: "morning", Part.AFTERNOON: "afternoon", Part.EVENING: "evening"},
}
_AFTER_HOLIDAYS: dict[Language, str] = {"ru": "после праздников", "en": "after the holidays"}


def in_words(
    expected: Expectation,
    now: datetime,
    zone: tzinfo,
    language: Language,
    days_off: frozenset[date] = frozenset(),
) -> str:
    """Such as «завтра утром», on the clock of that zone; "" when nothing can be said.

    What is said is never over before the moment that is expected. A week or more ahead a weekday
    would mislead: then only holidays that lie between (``days_off``) can be named.
    """
    if expected.due is None:
        return ""
    here = now.astimezone(zone)
    day, part = _rounded((expected.due - datetime.resolution).astimezone(zone))
    ahead = (day - here.date()).days
    before_dawn = here.hour < _NIGHT_ENDS
    if ahead == 0:
        return (_BEFORE_DAWN if before_dawn else _TODAY)[language][part]
    if ahead == 1 and not before_dawn:
        return _TOMORROW[language][part]
    if ahead < 7:
        return f"{_DAYS[language][day.weekday()]} {_PARTS[language][part]}"
    between = {here.date() + one * _DAY for one in range(ahead)}
    return _AFTER_HOLIDAYS[language] if len(between & days_off) >= 2 else ""


def _rounded(due: datetime) -> tuple[date, Part]:
    """The part of a day in which the last moment before falls; at night it is the next morning."""
    for part in Part:
        if due.hour < part:
            return due.date(), part
    return due.date() + _DAY, Part.MORNING
