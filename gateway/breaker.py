"""The breaker of all automatic mail on the figures that the database keeps of it. Pure."""

from collections.abc import Mapping
from datetime import datetime

from acknowledgements.budget import Breaker, Limits, Step, step
from db.budgets import BREAKER, WANTED, Left


def look(
    buckets: Mapping[str, Left | None], now: datetime, *, more: int = 1
) -> tuple[Step, dict[str, Left]]:
    """The breaker when so many more acknowledgements are wanted, and the figures to keep.

    How much was wanted of late leaks away over the window.
    """
    limits = Limits()
    wanted, since = buckets.get(WANTED) or (0.0, now)
    leaked = (now - since) / limits.window * limits.most
    wanted = max(wanted - max(leaked, 0.0), 0.0) + more
    is_open, open_since = buckets.get(BREAKER) or (0.0, now)
    found = step(Breaker(open_since if is_open else None), int(wanted), now, limits)
    opened = found.breaker.open_since
    return found, {
        WANTED: (wanted, now),
        BREAKER: (1.0, opened) if opened else (0.0, now),
    }
