"""What follows from a letter that was not delivered: somebody must know, in no endless round.

A client's answer that failed is told to its agent, once. A notification that failed goes to the
other agents, so that the client's letter is read. Of all else there is an event only: the next
letter would fail too.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from db import outbox, spool, tickets
from db.outbox import Outgoing
from db.tickets import TicketRow
from gateway.agents.choose import candidates
from gateway.agents.recipients import numbered
from gateway.correspondence import Correspondence, TicketFacts
from gateway.reading import own, read_spooled
from gateway.settings import Agent, Settings
from gateway.tokens import Signer


class Undelivered:
    """Composes what is to be sent instead, from what the database says now."""

    def __init__(self, settings: Settings, correspondence: Correspondence, signer: Signer) -> None:
        self._settings = settings
        self._correspondence = correspondence
        self._own = own(settings, signer)

    def instead(
        self,
        connection: Connection,
        *,
        purpose: str,
        ticket_id: int,
        recipient: str,
        now: datetime,
        reply: str,
        gave_up: bool = False,
    ) -> list[Outgoing]:
        """The letters that tell of one that failed for good; none when there is nobody to tell.

        The failed one must be marked as such in the outbox already.
        """
        ticket = next(iter(tickets.find(connection, [], [ticket_id])), None)
        if ticket is None:
            return []
        facts = self._facts(connection, ticket)
        agent = self._settings.agent(ticket.agent)
        if purpose == "relay" and agent:
            return [
                self._correspondence.undelivered(
                    now, facts, agent, recipient=recipient, reply=reply, gave_up=gave_up
                )
            ]
        if purpose == "notification":
            return self._notify_others(connection, ticket, facts, now)
        return []

    def in_person(
        self, connection: Connection, ticket: TicketRow, agent: Agent, now: datetime
    ) -> list[Outgoing]:
        """The client's last letter to an agent himself, with a reply address that proves him."""
        return self._last_letter(connection, ticket, self._facts(connection, ticket), [agent], now)

    def _facts(self, connection: Connection, ticket: TicketRow) -> TicketFacts:
        return TicketFacts.of(
            ticket,
            self._settings.mailbox(ticket.mailbox) or self._settings.mailboxes[0],
            tickets.people(connection, [ticket.id])[ticket.id],
        )

    def _notify_others(
        self, connection: Connection, ticket: TicketRow, facts: TicketFacts, now: datetime
    ) -> list[Outgoing]:
        unreachable = outbox.failed_recipients(connection, ticket.id, "notification")
        others = [one for one in self._settings.agents if one.address.lower() not in unreachable]
        if not others:
            return []
        chosen = candidates(others, ticket.category, ticket.language)
        names = ", ".join(sorted(unreachable))
        why = f"{names} cannot be reached"
        letters = self._last_letter(connection, ticket, facts, chosen, now, why)
        if not letters:
            return []
        if ticket.agent.lower() in unreachable:
            tickets.change(connection, ticket.id, agent=chosen[0].address)
        tickets.add_event(connection, ticket.id, now, "escalated", why)
        return letters

    def _last_letter(
        self,
        connection: Connection,
        ticket: TicketRow,
        facts: TicketFacts,
        agents: Sequence[Agent],
        now: datetime,
        reason: str = "",
    ) -> list[Outgoing]:
        """The newest letter of a person once more, to these agents; none when there is none."""
        spool_id = tickets.last_spooled(connection, tickets.family(connection, ticket.id))
        spooled = spool.load(connection, [spool_id]).get(spool_id) if spool_id else None
        if spooled is None:
            return []
        new = numbered(agents, facts.people)
        tickets.add_people(connection, facts.id, new)
        return self._correspondence.notifications(
            read_spooled(spooled, self._own), now, facts.with_people(new), agents, reason=reason
        )
