"""`postdesk quarantine` and `postdesk replay`: letters that could not be filed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db import spool
from db.spool import Failure
from gateway.errors import PostdeskError
from gateway.ops.printable import console, json_text, shown
from gateway.ops.stored import stored
from gateway.ops.tickets import moment
from gateway.settings import load_settings


def list_quarantine(config: Path, *, as_json: bool) -> None:
    """Print what is in quarantine, newest first."""
    with stored(load_settings(config)) as database, database.read() as connection:
        found = [one for one in spool.failures(connection, 1000) if one.state == "quarantined"]
    if as_json:
        print(json_text([failure_value(one) for one in found], indent=2))
        return
    page = console()
    for one in found:
        line = f"{one.id}  {moment(one.received_at)}  {one.source} {one.mailbox}  {one.size} bytes"
        page.print(shown(line), markup=False)
        page.print(f"    {shown(one.error)}", markup=False)
    page.print(f"{len(found)} letter(s) in quarantine", markup=False)


def failure_value(failure: Failure) -> dict[str, Any]:
    """A letter that could not be filed, as JSON has it."""
    return {
        "id": failure.id,
        "source": failure.source,
        "mailbox": failure.mailbox,
        "received_at": moment(failure.received_at),
        "size": failure.size,
        "attempts": failure.attempts,
        "error": failure.error,
    }


def replay_letters(config: Path, ids: Sequence[int]) -> str:
    """Put letters back into the queue; all of them when none is named. Gives a line about it."""
    with stored(load_settings(config)) as database, database.begin() as connection:
        replayed = spool.replay(connection, ids, datetime.now(UTC))
        unknown = sorted(set(ids) - set(replayed))
        if unknown:
            raise PostdeskError(f"{unknown[0]}: no letter of that number is in quarantine")
    return f"{len(replayed)} letter(s) wait to be filed again"
