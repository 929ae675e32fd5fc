"""Tell an agent that the client did not get his answer."""

from datetime import datetime

from sqlalchemy import Connection

from db import tickets
from db.outbox import Claimed, Outgoing
from gateway.correspondence import Correspondence, TicketFacts
from gateway.settings import Settings


class Undelivered:
    """Composes the notice about a relayed answer that failed, from what the database says now."""

    def __init__(self, settings: Settings, correspondence: Correspondence) -> None:
        self._settings = settings
        self._correspondence = correspondence

    def notice(
        self, connection: Connection, letter: Claimed, now: datetime, reply: str, *, gave_up: bool
    ) -> Outgoing | None:
        """None when nobody is to be told: the letter was no answer, or its agent is gone.

        Nobody is told of a notice or a notification that failed: the next letter would fail too.
        """
        if letter.purpose != "relay":
            return None
        ticket = next(iter(tickets.find(connection, [], [letter.ticket_id])), None)
        agent = self._settings.agent(ticket.agent) if ticket else None
        if ticket is None or agent is None:
            return None
        facts = TicketFacts(
            id=ticket.id,
            ref=ticket.ref,
            subject=ticket.subject,
            category=ticket.category,
            urgency=ticket.urgency,
            mailbox=self._settings.mailbox(ticket.mailbox) or self._settings.mailboxes[0],
            people=tickets.people(connection, [ticket.id])[ticket.id],
        )
        return self._correspondence.undelivered(
            now, facts, agent, recipient=letter.recipient, reply=reply, gave_up=gave_up
        )
