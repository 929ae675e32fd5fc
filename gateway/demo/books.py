"""What the gateway of the demo has in its books, read while it works."""

from dataclasses import dataclass

from db import outbox, spool, tickets
from db.engine import Database
from db.outbox import Shown
from db.tickets import EventRow, Letter, LinkRow, TicketRow
from gateway.ops.tickets import STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A ticket with all that hangs on it."""

    ticket: TicketRow
    letters: tuple[Letter, ...]  # those that came in from outside, agents' answers included
    events: tuple[EventRow, ...]
    links: tuple[LinkRow, ...]
    outgoing: tuple[Shown, ...]


class Books:
    """Reads the database of the gateway."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def busy(self) -> bool:
        """Whether a letter still waits to be filed or sent."""
        with self._database.read() as connection:
            return (
                spool.oldest_waiting(connection) is not None
                or outbox.next_due(connection) is not None
            )

    def faults(self) -> list[str]:
        """What went wrong with letters, in the gateway's words."""
        with self._database.read() as connection:
            filing = [one.error for one in spool.failures(connection)]
            undelivered = [one for one in outbox.undelivered(connection) if one.sent_at is None]
            return filing + [one.response for one in undelivered]

    def pages(self) -> dict[str, Page]:
        """Every ticket by its ref."""
        with self._database.read() as connection:
            return {
                row.ref: Page(
                    ticket=row,
                    letters=tuple(
                        one
                        for one in tickets.letters(connection, [row.id])
                        if one.spool_id is not None
                    ),
                    events=tuple(tickets.events(connection, row.id)),
                    links=tuple(tickets.links(connection, row.id)),
                    outgoing=tuple(outbox.of_ticket(connection, row.id)),
                )
                for row in tickets.listing(connection, STATES)
            }
