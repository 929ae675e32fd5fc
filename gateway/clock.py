"""Time as a port, so that tests and replays can hold it still."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The present, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)
