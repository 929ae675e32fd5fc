"""`postdesk client`: who a client is, which addresses are his, and what he is told of the panel."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db import contacts, panel, tickets, traces
from gateway.errors import PostdeskError
from gateway.ops.printable import console, json_text
from gateway.ops.stored import stored
from gateway.ops.tickets import moment
from gateway.ops.views import client_page
from gateway.outbox.address import usable
from gateway.repair import Repair
from gateway.settings import load_settings


def show_client(config: Path, address: str, *, as_json: bool) -> None:
    """Print the addresses of the client who has this one, and his newest tickets."""
    settings = load_settings(config)
    with stored(settings) as database, database.read() as connection:
        value = client_value(connection, address)
    if as_json:
        print(json_text(value, indent=2))
    else:
        client_page(console(), value, settings.gateway.zone)


def client_value(connection: Connection, address: str) -> dict[str, Any]:
    """The client as a JSON value. PostdeskError: nobody has written from that address."""
    known = contacts.of_address(connection, address)
    if not known:
        raise PostdeskError(f"{address}: no client has written from it")
    ids = traces.tickets_of_person(connection, [one.address for one in known])
    past = panel.past(connection, [one.address for one in known])
    rows = sorted(tickets.find(connection, [], ids), key=lambda row: row.id, reverse=True)
    return {
        "name": next((one.name for one in known if one.name), ""),
        "addresses": [
            {"address": one.address, "since": one.since.isoformat(), "proven": one.proven}
            for one in known
        ],
        "panel": {
            "suggested": past.suggested,
            "last_suggested_at": moment(past.last_at),
            "ignored_in_a_row": past.ignored,
            "told_not_to_at": moment(past.told_not_to_at),
            "seen_there_at": moment(past.seen_at),
        },
        "tickets": [{"ref": row.ref, "state": row.state, "subject": row.subject} for row in rows],
    }


def join_clients(config: Path, address: str, other: str) -> str:
    """Say that two addresses are one person's; gives a line that says what was done."""
    with stored(load_settings(config)) as database, database.begin() as connection:
        return Repair(connection, datetime.now(UTC)).join(address, other)


def separate_client(config: Path, address: str) -> str:
    """Undo it."""
    with stored(load_settings(config)) as database, database.begin() as connection:
        return Repair(connection, datetime.now(UTC)).separate(address)


def never_suggest(config: Path, address: str) -> str:
    """Never suggest the panel to a client again, by an agent's word."""
    if not usable(address):
        raise PostdeskError(f"{address}: is no e-mail address")
    with stored(load_settings(config)) as database, database.begin() as connection:
        panel.never_suggest(connection, address, datetime.now(UTC))
        return _noted(connection, address, "the panel is never suggested any more")


def may_suggest(config: Path, address: str) -> str:
    """Undo it, and forget that he was seen in the panel."""
    with stored(load_settings(config)) as database, database.begin() as connection:
        known = [one.address for one in contacts.of_address(connection, address)]
        if not panel.may_suggest(connection, [address, *known]):
            raise PostdeskError(f"{address}: nothing speaks against suggesting the panel")
        return _noted(connection, address, "the panel may be suggested again")


def _noted(connection: Connection, address: str, said: str) -> str:
    tickets.add_event(connection, None, datetime.now(UTC), "panel", f"{address}: {said}")
    return f"{address}: {said}"
