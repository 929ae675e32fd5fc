"""`postdesk tickets` and `postdesk ticket`: the queue, and one ticket of it."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db import tickets
from gateway.errors import PostdeskError
from gateway.ops.printable import console, json_text
from gateway.ops.stored import stored
from gateway.ops.tickets import ticket_value
from gateway.ops.views import ticket_page, tickets_table
from gateway.routing.classes import CATEGORIES
from gateway.settings import load_settings

_SCREENFUL = 200
_ALL = 1 << 31


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets are listed; "" leaves a question open."""

    states: Sequence[str]
    category: str = ""
    agent: str = ""
    service: str = ""
    unsure: bool = False


def list_tickets(config: Path, wanted: Wanted, limit: int | None, *, as_json: bool) -> None:
    """Print the queue: a screenful for people, and all of it, ticket by ticket, as JSON."""
    settings = load_settings(config)
    if wanted.category and wanted.category not in CATEGORIES:
        raise PostdeskError(
            f"{wanted.category}: no such category; there are {', '.join(CATEGORIES)}"
        )
    with stored(settings) as database, database.read() as connection:
        most = limit or (_ALL if as_json else _SCREENFUL)
        rows = tickets.listing(
            connection,
            wanted.states,
            wanted.category,
            most + 1,
            agent=wanted.agent,
            service=wanted.service,
            unsure=wanted.unsure,
        )
        if as_json:
            _print_array(json_text(ticket_value(connection, row)) for row in rows[:most])
        else:
            tickets_table(console(), rows[:most], datetime.now(UTC), cut=len(rows) > most)


def _print_array(values: Iterable[str]) -> None:
    separator = "["
    for value in values:
        sys.stdout.write(f"{separator}\n{value}")
        separator = ","
    sys.stdout.write("[]\n" if separator == "[" else "\n]\n")


def show_ticket(config: Path, ref: str, *, as_json: bool) -> None:
    """Print one ticket."""
    settings = load_settings(config)
    with stored(settings) as database, database.read() as connection:
        row = tickets.by_ref(connection, ref.lower())
        if row is None:
            raise PostdeskError(f"{ref}: no such ticket; `postdesk tickets --all` lists them")
        value = ticket_value(connection, row)
    if as_json:
        print(json_text(value, indent=2))
    else:
        ticket_page(console(), value, settings.gateway.zone)
