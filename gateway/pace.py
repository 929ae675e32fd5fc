"""How soon clients were answered of late: the first answers of a category, in time on duty.

It is what keeps the time honest that an acknowledgement names (SUPPORT section 5 rule 6): a target
is a wish, these are figures. They move slowly, so that they are asked for once in a while and not
for each letter.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from db import tickets
from gateway.duty import DutyBook

_SINCE = timedelta(days=30)
_MOST = 200  # answers; the newest say most
_GOOD_FOR = timedelta(minutes=10)


class Pace:
    """Made once; used by one thread."""

    def __init__(self, book: DutyBook) -> None:
        self._book = book
        self._known: dict[str, tuple[datetime, tuple[timedelta, ...]]] = {}

    def recent(self, connection: Connection, category: str, now: datetime) -> tuple[timedelta, ...]:
        """The waits of that category's clients; none where no hours on duty are written down."""
        duty = self._book.common(now.year)
        if duty is None:
            return ()
        asked_at, found = self._known.get(category, (None, ()))
        if asked_at is not None and asked_at <= now < asked_at + _GOOD_FOR:
            return found
        rows = tickets.first_answers(connection, category, now - _SINCE, _MOST)
        found = tuple(duty.between(opened, answered) for opened, answered in rows)
        self._known[category] = (now, found)
        return found
