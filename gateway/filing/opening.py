"""A letter that opens a ticket, or is set aside as one that nobody is told of."""

from collections.abc import Sequence

from acknowledgements.decision import Action
from acknowledgements.roster import choose
from db import outbox, tickets
from db.tickets import Person
from gateway.agents.notification import Doubt
from gateway.agents.recipients import Told, numbered
from gateway.correspondence import TicketFacts
from gateway.filing.work import Clerk, Outcome, Work, proven
from gateway.outbox.address import usable
from gateway.plan import Step
from gateway.settings import Agent
from gateway.threading import keys
from gateway.threading.forwarded import original_authors
from gateway.tokens import new_ref
from parsers.kinds.words import is_robot
from parsers.message import Address


class Opening(Clerk):
    """The ticket with its people, what is answered, and who is told."""

    def open(self, work: Work) -> Outcome:
        """The ticket, its letter and its people; then what goes out because of it."""
        plan, message = work.plan, work.message
        queued = plan.step is Step.OPEN
        ref = new_ref()
        told = self._recipients.of_new(
            category=plan.route.category,
            urgency=plan.route.urgency,
            language=message.language,
            author=message.header_from.address,
            now=work.situation.now,
        )
        agent = self._assigned(work, told.answering, ref)
        client, proven = self._client(work)
        recipients = [*told.recipients, *self._forwarder(work, client, told)]
        ticket_id = self._create(work, ref, client, agent)
        people = self._first_people(work, client, proven)
        if queued:
            people += numbered(recipients, people)
            self._remember(work, client)
        tickets.add_people(work.connection, ticket_id, people)
        self._add_letter(work, ticket_id, "in")
        self._note(work, ticket_id, "opened", plan.threading.reason)
        self._link(work, ticket_id)
        if not queued:
            return Outcome(f"set aside as ticket {ref}: {message.kind_reason or message.kind}")
        facts = TicketFacts(
            id=ticket_id,
            ref=ref,
            subject=message.subject,
            category=plan.route.category,
            urgency=plan.route.urgency,
            unsure=plan.route.unsure,
            service=plan.route.held,
            mailbox=work.situation.mailbox,
            people=tuple(people),
        )
        self._acknowledge(work, facts, agent)
        self._note_forwarder(work, facts, client)
        if told.reasons:
            self._note(work, ticket_id, "told", "; ".join(told.reasons))
        self._notify(work, facts, recipients, self._doubt(work, client))
        return Outcome(f"opened ticket {ref}")

    def _doubt(self, work: Work, client: Address) -> Doubt:
        """Our border did not prove who writes in our name, or for whom; or perhaps nobody wrote."""
        author = work.message.header_from
        ours = self._settings.agent(author.address) or self._settings.is_group(author.address)
        if work.situation.evidence.refuted and (ours or client != author):
            return "unproven"
        return "guessed" if work.message.is_guessed else ""

    def _create(self, work: Work, ref: str, client: Address, agent: Agent) -> int:
        plan, message, now = work.plan, work.message, work.situation.now
        queued = plan.step is Step.OPEN
        acknowledged = plan.acknowledgement.action is Action.ACKNOWLEDGE
        return tickets.create(
            work.connection,
            ref=ref,
            state="open" if queued else "aside",
            created_at=now,
            updated_at=now,
            waiting_since=now,
            mailbox=work.situation.mailbox.name,
            category=plan.route.category,
            urgency=plan.route.urgency,
            topic=plan.route.topic,
            service=plan.route.held.service,
            service_state=str(plan.route.held.state),
            route_reason=plan.route.reason,
            unsure=plan.route.unsure,
            chosen=[],
            language=message.language,
            subject=message.subject,
            agent=agent.address if queued else "",
            acknowledged_at=now if acknowledged else None,
            closed_at=None,
            subject_key=keys.subject_key(client.address, message.subject_base),
            merged_into=None,
            split_from=None,
        )

    def _link(self, work: Work, ticket_id: int) -> None:
        threading = work.plan.threading
        if threading.link:
            tickets.link(
                work.connection,
                ticket_id,
                threading.link.ticket.id,
                threading.link_kind,
                threading.reason,
                work.situation.now,
            )

    def _forwarder(self, work: Work, client: Address, told: Told) -> list[Agent]:
        """An agent who forwards a client's letter is told as well, since he may answer it."""
        forwarder = self._settings.agent(work.message.header_from.address)
        if forwarder is None or forwarder in told.recipients:
            return []
        return [] if client == work.message.header_from else [forwarder]

    def _note_forwarder(self, work: Work, facts: TicketFacts, client: Address) -> None:
        author = work.message.header_from
        forwarder = self._settings.agent(author.address)
        if forwarder is None:
            return
        if client != author:
            text = f"{author.address} forwards what {client.address} wrote"
            self._note(work, facts.id, "forwarded", text)
            return
        # he may have meant it for a client
        remark = self._letters.remark(work.situation.now, facts, forwarder, "opened")
        outbox.enqueue(work.connection, work.situation.now, [remark])

    def _assigned(self, work: Work, agents: Sequence[Agent], ref: str) -> Agent:
        """Who answers: at work now, and best one who knows this client."""
        now, evidence = work.situation.now, work.situation.evidence
        recent = [evidence.by_id[one] for one in evidence.recent if one in evidence.by_id]
        proven = work.situation.authentication.verdict == "pass"
        choice = choose(
            [self._book.member(agent, now.year) for agent in agents],
            now=now,
            category=work.plan.route.category,
            language=work.message.language,
            ref=ref,
            knows=[one.ticket.agent for one in recent] if proven else (),
        )
        return next(one for one in agents if one.address == choice.address)

    def _client(self, work: Work) -> tuple[Address, str]:
        """Whose ticket it is, and how well that is proven.

        An agent forwards somebody's letter; a form on a website writes for a visitor, whom it
        names in Reply-To.
        """
        author = work.message.header_from
        agent = self._settings.agent(author.address)
        passes_on = author.key in self._settings.own_addresses or self._from_panel(work)
        if (passes_on or is_robot(author)) and (visitor := self._visitor(work.message)):
            return visitor, ""
        if agent is None or work.situation.evidence.refuted:
            return author, proven(work)
        for original in original_authors(work.reading):
            if usable(original.address) and not self._is_ours(original):
                return original, f"forwarded by {agent.address}"
        return author, proven(work)

    def _first_people(self, work: Work, client: Address, proven: str) -> list[Person]:
        first = Person(
            number=1,
            role="client",
            name=client.name,
            address=client.address,
            proven=proven,
        )
        return [first, *self._colleagues(work, [first])]
