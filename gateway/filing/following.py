"""A letter on a ticket that is there: of its people, of strangers, of machines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from acknowledgements.decision import Action
from db import tickets
from db.tickets import Person
from gateway.agents.notification import Doubt
from gateway.agents.recipients import Recipient, next_number
from gateway.correspondence import TicketFacts
from gateway.filing.work import Clerk, Outcome, Work, facts_of
from gateway.routing.classes import URGENCIES
from gateway.routing.route import THRESHOLD
from gateway.threading.chain import Standing
from gateway.threading.evidence import Candidate
from parsers.message import Kind

_DOUBTS: dict[Standing, Doubt] = {
    Standing.AGENT: "beside",
    Standing.UNPROVEN: "stranger",
    Standing.HELD: "confirmation",
}


class Following(Clerk):
    """What a letter may do on its ticket by the standing of who wrote it."""

    def follow_up(self, work: Work) -> Outcome:
        """The letter goes on its ticket; the rest depends on who wrote it."""
        threading = work.plan.threading
        candidate = threading.ticket
        assert candidate is not None
        ticket = candidate.ticket
        self._add_letter(work, ticket.id, "in")
        facts = facts_of(work, candidate)
        match threading.standing:
            case Standing.MEMBER:
                for flag in threading.flags:
                    self._note(work, ticket.id, "flagged", flag)
                facts = self._more_urgent(work, candidate, self._join(work, candidate, facts))
                recipients = self._answering(work, candidate)
                if work.plan.acknowledgement.action is Action.ACKNOWLEDGE:
                    self._acknowledge(work, facts, self._signing(ticket))
                if facts.urgency != ticket.urgency:
                    recipients += self._told_of_urgency(work, facts, recipients)
                self._notify(work, facts, recipients, self._doubt(work))
            case Standing.AGENT | Standing.UNPROVEN | Standing.HELD as standing:
                self._note(work, ticket.id, standing, threading.reason)
                recipients = self._answering(work, candidate)
                self._notify(work, facts, recipients, _DOUBTS[standing], threading.reason)
            case _:
                self._report(work, facts)
        return Outcome(f"on ticket {ticket.ref} by {threading.rule} ({threading.standing})")

    def _more_urgent(self, work: Work, candidate: Candidate, facts: TicketFacts) -> TicketFacts:
        """What a client adds can make his matter more urgent, never less, nor against an agent."""
        ticket, urgency = candidate.ticket, work.plan.route.urgency
        rises = URGENCIES.index(urgency) < URGENCIES.index(ticket.urgency)
        sure = work.plan.route.confidence.get("urgency", 0.0) >= THRESHOLD
        fits = ticket.category != "finance" or urgency == "outage"
        if "urgency" in ticket.chosen or not (rises and sure and fits):
            return facts
        tickets.change(work.connection, ticket.id, urgency=urgency)
        self._note(work, ticket.id, "routed", f"now {urgency}: {work.plan.route.reason}")
        return replace(facts, urgency=urgency)

    def _told_of_urgency(
        self, work: Work, facts: TicketFacts, known: Sequence[Recipient]
    ) -> tuple[Recipient, ...]:
        """Whom the ticket concerns now that it is more urgent."""
        told = self._recipients.of_urgency(facts.urgency, known, work.situation.now)
        if told.reasons:
            self._note(work, facts.id, "told", "; ".join(told.reasons))
        return told.recipients

    def _doubt(self, work: Work) -> Doubt:
        """A border that proves senders, and says nothing of this one, who holds nothing either."""
        trusted = self._settings.security.trusted_authserv_ids
        if trusted and not work.plan.threading.brings:
            return "unproven"
        return "guessed" if work.message.is_guessed else ""

    def _join(self, work: Work, candidate: Candidate, facts: TicketFacts) -> TicketFacts:
        now = work.situation.now
        waiting = {} if candidate.ticket.state == "open" else {"waiting_since": now}
        tickets.change(work.connection, facts.id, state="open", updated_at=now, **waiting)
        if candidate.ticket.state in ("closed", "aside"):
            self._note(work, facts.id, "reopened", "one of its people wrote again")
        if not work.plan.threading.brings:
            return facts  # a bare From must not bring people in
        self._remember(work, work.message.header_from)
        new = [*self._other_address(work, candidate, facts)]
        new += self._colleagues(work, [*facts.people, *new])
        tickets.add_people(work.connection, facts.id, new)
        return facts.with_people(new)

    def _other_address(
        self, work: Work, candidate: Candidate, facts: TicketFacts
    ) -> Iterator[Person]:
        """Whoever writes from another address of his is answered there too."""
        author = work.message.header_from
        known = candidate.person(author.address)
        if known and facts.person(author.address) is None:
            yield Person(
                number=next_number(facts.people),
                role="colleague",
                name=author.name,
                address=author.address,
                proven=f"another address of {known.address}",
            )

    def _report(self, work: Work, facts: TicketFacts) -> None:
        message = work.message
        if message.kind is not Kind.BOUNCE or message.bounce is None:
            self._note(work, facts.id, str(message.kind), message.kind_reason)
            return
        failed = "; ".join(
            f"{one.address}: {one.action} {one.status} {one.diagnostic}".strip()[:300]
            for one in message.bounce.recipients[:5]
        )
        self._note(work, facts.id, "bounce", failed or message.kind_reason)
        self._bounced(work, message.bounce)
