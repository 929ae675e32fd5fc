"""What follows from a letter that was not delivered: somebody must know, in no endless round.

A client's answer that failed is told to its agent, once. A notification that failed goes to the
other agents, so that the client's letter is read. Of all else there is an event only: the next
letter would fail too.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from db import outbox, spool, tickets
from db.outbox import Outgoing
from db.tickets import Person, TicketRow
from gateway.agents.choose import candidates
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
        facts = TicketFacts(
            id=ticket.id,
            ref=ticket.ref,
            subject=ticket.subject,
            category=ticket.category,
            urgency=ticket.urgency,
            mailbox=self._settings.mailbox(ticket.mailbox) or self._settings.mailboxes[0],
            people=tickets.people(connection, [ticket.id])[ticket.id],
        )
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

    def _notify_others(
        self, connection: Connection, ticket: TicketRow, facts: TicketFacts, now: datetime
    ) -> list[Outgoing]:
        unreachable = outbox.failed_recipients(connection, ticket.id, "notification")
        others = [one for one in self._settings.agents if one.address.lower() not in unreachable]
        if not others:
            return []
        chosen = candidates(others, ticket.category, ticket.language)
        spool_id = tickets.last_spooled(connection, tickets.family(connection, ticket.id))
        spooled = spool.load(connection, [spool_id]).get(spool_id) if spool_id else None
        if spooled is None:
            return []
        if ticket.agent.lower() in unreachable:
            tickets.change(connection, ticket.id, agent=chosen[0].address)
        facts = self._with_agents(connection, facts, chosen)
        names = ", ".join(sorted(unreachable))
        tickets.add_event(connection, ticket.id, now, "escalated", f"{names} cannot be reached")
        return self._correspondence.notifications(
            read_spooled(spooled, self._own),
            now,
            facts,
            chosen,
            reason=f"{names} cannot be reached",
        )

    def _with_agents(
        self, connection: Connection, facts: TicketFacts, agents: list[Agent]
    ) -> TicketFacts:
        number = max((one.number for one in facts.people), default=0)
        new = []
        for agent in agents:
            if facts.person(agent.address) is None:
                number += 1
                new.append(
                    Person(
                        number=number,
                        role="agent",
                        name=agent.name,
                        address=agent.address,
                        proven="configured",
                    )
                )
        tickets.add_people(connection, facts.id, new)
        return replace(facts, people=(*facts.people, *new))
