"""The five fields of crontab(5) as cron reads them."""

from datetime import tzinfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

_FIELDS = ("minute", "hour", "day", "month", "day_of_week")
_DAYS = (
    "sun",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
)  # as cron counts; APScheduler: Monday is 0


def crontab(expression: str, zone: tzinfo) -> BaseTrigger:
    """When ``minute hour day month weekday`` come in that zone.

    Where both a day and a weekday are named, either is enough, as in cron. Raises ValueError.
    """
    values = expression.split()
    if len(values) != len(_FIELDS):
        raise ValueError(f'needs five fields such as "*/5 8-20 * * mon-fri", not {len(values)}')
    fields = dict(zip(_FIELDS, values, strict=True))
    day, weekday = fields["day"], fields["day_of_week"]
    fields["day_of_week"] = _weekdays(weekday)
    if day.startswith("*") or weekday.startswith("*"):
        return CronTrigger(**fields, timezone=zone)
    return OrTrigger(
        [
            CronTrigger(**fields | {"day_of_week": "*"}, timezone=zone),
            CronTrigger(**fields | {"day": "*"}, timezone=zone),
        ]
    )


def _weekdays(field: str) -> str:
    """The field with its days named, since APScheduler counts from Monday.

    0 and 7 are Sunday, and a range may go over the week's end.
    """
    if field == "*":
        return field
    days: set[int] = set()
    for part in field.lower().split(","):
        span, slash, step = part.partition("/")
        if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
            raise ValueError(f"{part} is no day of the week")
        first, dash, last = ("0", "-", "6") if span == "*" else span.partition("-")
        begin = _weekday(first)
        end = _weekday(last) if dash else begin
        if end < begin:
            end += 7
        days.update(day % 7 for day in range(begin, end + 1, int(step or 1)))
    return ",".join(_DAYS[day] for day in sorted(days))


def _weekday(name: str) -> int:
    if name in _DAYS:
        return _DAYS.index(name)
    if name.isascii() and name.isdigit() and int(name) <= 7:
        return int(name)
    raise ValueError(f"{name or 'an empty field'} is no day of the week")
