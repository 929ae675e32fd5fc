"""What the Date field says of its writer's clock (RFC 5322 section 3.3)."""

import re
from datetime import timedelta

_ZONE = re.compile(r"([+-])(\d\d)(00|15|30|45)\s{0,5}(?:\([^()]{0,60}\)\s{0,5})?$")
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)


def utc_offset(date: str) -> timedelta | None:
    """How far that clock is from UTC.

    None for UTC itself, which many servers write for everybody, and for what no clock shows.
    """
    found = _ZONE.search(date[-100:])
    if not found:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    offset = -offset if found[1] == "-" else offset
    return offset if offset and _EARLIEST <= offset <= _LATEST else None
