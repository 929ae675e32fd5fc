"""`postdesk raw`: a letter as it came, byte for byte."""

import sys
from pathlib import Path

from db import spool
from gateway.errors import PostdeskError
from gateway.ops.stored import stored
from gateway.settings import load_settings


def write_raw(config: Path, number: int) -> None:
    """Write a letter of the spool to the standard output."""
    with stored(load_settings(config)) as database, database.read() as connection:
        found = spool.load(connection, [number]).get(number)
    if found is None:
        raise PostdeskError(
            f"{number}: no letter of that number; `postdesk quarantine` and"
            " `postdesk ticket REF --json` show them"
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(found.raw)
