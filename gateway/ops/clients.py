"""`postdesk client`: who a client is, and which addresses are his."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db import contacts, tickets
from gateway.errors import PostdeskError
from gateway.ops.printable import console, json_text
from gateway.ops.stored import stored
from gateway.ops.views import client_page
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
    ids = tickets.tickets_of_person(connection, [one.address for one in known])
    rows = sorted(tickets.find(connection, [], ids), key=lambda row: row.id, reverse=True)
    return {
        "name": next((one.name for one in known if one.name), ""),
        "addresses": [
            {"address": one.address, "since": one.since.isoformat(), "proven": one.proven}
            for one in known
        ],
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
