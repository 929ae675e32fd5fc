"""How long to wait before the next try, and when to stop trying."""

from datetime import timedelta

# A fault that lies in the letter comes again at once; one that lies in us may be gone in a minute.
FILING: tuple[timedelta, ...] = (timedelta(seconds=5), timedelta(minutes=1))
MOST_CLAIMS = 10  # a letter that ended the process so often is not tried again


def next_filing(attempts: int) -> timedelta | None:
    """The pause after that many attempts to file a letter; None: quarantine it."""
    return FILING[attempts - 1] if attempts <= len(FILING) else None
