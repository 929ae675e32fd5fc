"""Carry out a plan: rows of the ticket and letters of the outbox, in the caller's transaction."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from acknowledgements.decision import Action
from acknowledgements.roster import choose
from db import budgets, contacts, outbox, panel, tickets
from db.spool import Spooled
from db.tickets import Letter, Person, TicketRow
from gateway.agents.choose import candidates
from gateway.agents.notification import Doubt
from gateway.agents.recipients import Group, Recipient, Recipients, next_number, numbered
from gateway.agents.relay import Withheld
from gateway.correspondence import ADDRESSED, Correspondence, TicketFacts
from gateway.duty import DutyBook
from gateway.outbox.address import usable
from gateway.outbox.undelivered import Undelivered
from gateway.pace import Pace
from gateway.plan import Plan, Step
from gateway.routing.classes import URGENCIES
from gateway.routing.route import THRESHOLD
from gateway.settings import Agent, Settings
from gateway.situation import Situation
from gateway.threading import keys
from gateway.threading.chain import Standing
from gateway.threading.evidence import Candidate
from gateway.threading.forwarded import original_authors, own_words
from gateway.tokens import Signer, new_ref, split_plus
from parsers.kinds.words import is_robot
from parsers.message import Address, Bounce, InboundMessage, Kind
from parsers.parse import Reading

log = logging.getLogger(__name__)

_MOST_MENTIONED = 30  # ids of a letter's References that are remembered
_MOST_COLLEAGUES = 20
_MOST_TEXT = 200_000  # characters of a letter's text in the ticket; the spool has it whole


_DOUBTS: dict[Standing, Doubt] = {
    Standing.AGENT: "beside",
    Standing.UNPROVEN: "stranger",
    Standing.HELD: "confirmation",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter, in a line for ops."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What every step below needs."""

    connection: Connection
    spooled: Spooled
    reading: Reading
    situation: Situation
    plan: Plan

    @property
    def message(self) -> InboundMessage:
        """What the letter says."""
        return self.reading.message


class Filing:
    """Writes what was decided."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self._settings = settings
        self._signer = signer
        self._letters = Correspondence(settings, signer)
        self._undelivered = Undelivered(settings, self._letters, signer)
        self._book = DutyBook(settings)
        self._pace = Pace(self._book)
        self._recipients = Recipients(settings, self._book)

    def carry_out(
        self,
        connection: Connection,
        spooled: Spooled,
        reading: Reading,
        situation: Situation,
        plan: Plan,
    ) -> Outcome:
        """File the letter and queue what follows from it."""
        work = _Work(
            connection=connection,
            spooled=spooled,
            reading=reading,
            situation=situation,
            plan=plan,
        )
        if plan.step is not Step.DUPLICATE:
            self._note_panel_use(work)
        match plan.step:
            case Step.DUPLICATE:
                return self._duplicate(work)
            case Step.ANSWER:
                return self._answer(work)
            case Step.FOLLOW_UP:
                return self._follow_up(work)
            case Step.OPEN | Step.ASIDE:
                return self._open(work)

    def _duplicate(self, work: _Work) -> Outcome:
        ticket_id = work.situation.filed_on
        came = ", ".join(work.message.envelope_recipients[:5]) or work.spooled.mailbox
        text = f"the same letter arrived once more by {work.spooled.source} for {came}"
        tickets.add_event(work.connection, ticket_id, work.situation.now, "duplicate", text)
        return Outcome("a letter that is filed already")

    # -- a new ticket ---------------------------------------------------

    def _open(self, work: _Work) -> Outcome:
        plan, message, now = work.plan, work.message, work.situation.now
        queued = plan.step is Step.OPEN
        ref = new_ref()
        told = self._recipients.of_new(
            category=plan.route.category,
            urgency=plan.route.urgency,
            language=message.language,
            author=message.header_from.address,
            now=now,
        )
        recipients = list(told.recipients)
        agent = self._assigned(work, told.answering, ref)
        client, proven = self._client(work)
        ticket_id = tickets.create(
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
            acknowledged_at=now if plan.acknowledgement.action is Action.ACKNOWLEDGE else None,
            closed_at=None,
            subject_key=keys.subject_key(client.address, message.subject_base),
            merged_into=None,
            split_from=None,
        )
        people = self._first_people(work, client, proven)
        forwarder = self._settings.agent(message.header_from.address)
        if forwarder and client != message.header_from and forwarder not in recipients:
            recipients.append(forwarder)
        if queued:
            people += numbered(recipients, people)
            self._remember(work, client)
        tickets.add_people(work.connection, ticket_id, people)
        self._add_letter(work, ticket_id, "in")
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
        self._note(work, ticket_id, "opened", plan.threading.reason)
        if plan.threading.link:
            other = plan.threading.link.ticket
            tickets.link(
                work.connection,
                ticket_id,
                other.id,
                plan.threading.link_kind,
                plan.threading.reason,
                now,
            )
        if not queued:
            return Outcome(f"set aside as ticket {ref}: {message.kind_reason or message.kind}")
        self._acknowledge(work, facts, agent)
        if client != message.header_from and forwarder:
            text = f"{message.header_from.address} forwards what {client.address} wrote"
            self._note(work, ticket_id, "forwarded", text)
        elif forwarder:  # he may have meant it for a client
            remark = self._letters.remark(now, facts, forwarder, "opened")
            outbox.enqueue(work.connection, now, [remark])
        if told.reasons:
            self._note(work, ticket_id, "told", "; ".join(told.reasons))
        self._notify(work, facts, recipients)
        return Outcome(f"opened ticket {ref}")

    def _assigned(self, work: _Work, agents: Sequence[Agent], ref: str) -> Agent:
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

    def _client(self, work: _Work) -> tuple[Address, str]:
        """Whose ticket it is, and how well that is proven.

        An agent forwards somebody's letter; a form on a website writes for a visitor, whom it
        names in Reply-To.
        """
        author = work.message.header_from
        agent = self._settings.agent(author.address)
        passes_on = author.key in self._settings.own_addresses or self._from_panel(work)
        if (passes_on or is_robot(author)) and (visitor := self._visitor(work.message)):
            return visitor, ""
        if agent is None or work.situation.authentication.verdict == "fail":
            return author, _proven(work)
        for original in original_authors(work.reading):
            if usable(original.address) and not self._is_ours(original):
                return original, f"forwarded by {agent.address}"
        return author, _proven(work)

    def _visitor(self, message: InboundMessage) -> Address | None:
        """For whom a form or the panel writes; None when it names nobody."""
        named = next((one for one in message.reply_to if usable(one.address)), None)
        return None if named is None or is_robot(named) or self._is_ours(named) else named

    def _from_panel(self, work: _Work) -> bool:
        """Whether the panel passes the letter on. It may come by a way that proves nothing."""
        forged = work.situation.authentication.verdict == "fail"
        return not forged and self._settings.panel.sends(work.message.header_from.address)

    def _note_panel_use(self, work: _Work) -> None:
        """Who writes from the panel needs no suggestion of it any more. A forged letter could spare
        somebody a hint, and do no more."""
        if self._from_panel(work) and (visitor := self._visitor(work.message)):
            panel.was_seen(work.connection, visitor.address, work.situation.now)

    def _first_people(self, work: _Work, client: Address, proven: str) -> list[Person]:
        first = Person(
            number=1,
            role="client",
            name=client.name,
            address=client.address,
            proven=proven,
        )
        return [first, *self._colleagues(work, [first])]

    def _colleagues(self, work: _Work, people: Sequence[Person]) -> list[Person]:
        """Whom the letter addresses beside us: they may answer on the ticket."""
        proven = work.plan.threading.brings
        known = {person.address.lower() for person in people}
        found: list[Person] = []
        for one in (*work.message.to, *work.message.cc)[:_MOST_COLLEAGUES]:
            if not one.address or one.key in known or self._is_ours(one):
                continue
            known.add(one.key)
            number = next_number(people) + len(found)
            found.append(
                Person(
                    number=number,
                    role="colleague",
                    name=one.name,
                    address=one.address,
                    proven=ADDRESSED if proven else "addressed in a letter that is not proven",
                )
            )
        return found

    def _is_ours(self, address: Address) -> bool:
        return (
            split_plus(address.address)[0] in self._settings.own_addresses
            or address.key in self._settings.own_addresses
            or self._settings.agent(address.address) is not None
            or self._settings.is_group(address.address)
        )

    def _acknowledge(self, work: _Work, facts: TicketFacts, agent: Agent) -> None:
        decision = work.plan.acknowledgement
        budgets.store(work.connection, work.situation.budget_keys, work.plan.budgets)
        if work.plan.alarm:
            log.error("%s", work.plan.alarm)
            tickets.add_event(work.connection, None, work.situation.now, "alarm", work.plan.alarm)
        if decision.action is not Action.ACKNOWLEDGE:
            self._note(work, facts.id, "not_acknowledged", f"{decision.rule}: {decision.reason}")
            return
        made = self._letters.acknowledgement(
            work.message,
            work.situation,
            facts,
            agent,
            work.plan.route,
            reopens=work.plan.step is Step.FOLLOW_UP,
            recent=self._pace.recent(work.connection, facts.category, work.situation.now),
        )
        now = work.situation.now
        outbox.enqueue(work.connection, now, [made.letter])
        tickets.add_letter(work.connection, facts.id, made.shown)
        if made.panel_wording:
            panel.was_suggested(
                work.connection,
                facts.ref,
                work.message.header_from.address,
                now,
                wording=made.panel_wording,
                measured=self._settings.panel.measure,
            )
        said = [decision.reason, f"to {made.letter.recipient}", made.panel_reason]
        self._note(work, facts.id, "acknowledged", "; ".join(one for one in said if one))

    # -- a letter on a ticket -------------------------------------------

    def _follow_up(self, work: _Work) -> Outcome:
        threading = work.plan.threading
        candidate = threading.ticket
        assert candidate is not None
        ticket = candidate.ticket
        self._add_letter(work, ticket.id, "in")
        facts = _facts(work, candidate)
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

    def _more_urgent(self, work: _Work, candidate: Candidate, facts: TicketFacts) -> TicketFacts:
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
        self, work: _Work, facts: TicketFacts, known: Sequence[Recipient]
    ) -> tuple[Recipient, ...]:
        """Whom the ticket concerns now that it is more urgent."""
        told = self._recipients.of_urgency(facts.urgency, known, work.situation.now)
        if told.reasons:
            self._note(work, facts.id, "told", "; ".join(told.reasons))
        return told.recipients

    def _doubt(self, work: _Work) -> Doubt:
        """A border that proves senders, and says nothing of this one, who holds nothing either."""
        trusted = self._settings.security.trusted_authserv_ids
        return "unproven" if trusted and not work.plan.threading.brings else ""

    def _join(self, work: _Work, candidate: Candidate, facts: TicketFacts) -> TicketFacts:
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
        self, work: _Work, candidate: Candidate, facts: TicketFacts
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

    def _remember(self, work: _Work, client: Address) -> None:
        """Know the client, and how well his address is proven."""
        himself = client == work.message.header_from
        proven = himself and work.situation.authentication.verdict == "pass"
        proof = work.situation.authentication.reason if proven else ""
        known = {one.address.lower(): one for one in work.situation.contact}.get(client.key)
        if not client.address or self._is_ours(client) or (known and (known.proven or not proof)):
            return
        contacts.remember(
            work.connection,
            address=client.address,
            name=client.name,
            proven=proof,
            now=work.situation.now,
        )

    def _report(self, work: _Work, facts: TicketFacts) -> None:
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

    def _bounced(self, work: _Work, bounce: Bounce) -> None:
        """A letter that we really sent came back: that counts once, and only if it is for good."""
        original = bounce.original_message_id
        own = self._signer.read_message_id(original) if original else None
        if own is None or original is None or not bounce.permanent:
            return
        first = next((one for one in bounce.recipients if one.action == "failed"), None)
        reply = f"{first.status} {first.diagnostic}".strip()[:300] if first else "it came back"
        failed = outbox.bounced(work.connection, original, work.situation.now, reply)
        if failed is None or failed.purpose == "acknowledgement":
            return
        letters = self._undelivered.instead(
            work.connection,
            purpose=failed.purpose,
            ticket_id=failed.ticket_id,
            recipient=failed.recipient,
            now=work.situation.now,
            reply=reply,
        )
        outbox.enqueue(work.connection, work.situation.now, letters)

    # -- an agent's answer ----------------------------------------------

    def _answer(self, work: _Work) -> Outcome:
        answer, now = work.plan.answer, work.situation.now
        assert answer is not None
        facts = _facts(work, answer.candidate)
        ref = answer.candidate.ticket.ref
        if answer.withheld or answer.agent is None:
            return self._withhold(work, facts, answer.withheld or Withheld("", answer.reason))
        relayed = self._letters.relay(
            work.reading,
            work.situation,
            facts,
            answer.agent,
            tickets.last_of_people(work.connection, tickets.family(work.connection, facts.id)),
        )
        if isinstance(relayed, Withheld):
            return self._withhold(work, facts, relayed)
        letters, shown = relayed.letters, relayed.shown
        if relayed.left_out:
            letters.append(self._letters.remark(now, facts, answer.agent, "left_out"))
        outbox.enqueue(work.connection, now, letters)
        if outbox.cancel(work.connection, facts.id, "acknowledgement", "an agent answered first"):
            panel.was_not_sent(work.connection, ref)
        tickets.add_people(work.connection, facts.id, numbered([answer.agent], facts.people))
        self._add_letter(
            work,
            facts.id,
            "out",
            message_id=shown.message_id,
            recipients=shown.recipients,
            new_text=shown.new_text,
        )
        tickets.change(
            work.connection,
            facts.id,
            state="waiting",
            agent=answer.agent.address,
            first_answered_at=answer.candidate.ticket.first_answered_at or now,
            updated_at=now,
            waiting_since=now,
        )
        to = ", ".join(shown.recipients)
        self._note(work, facts.id, "answered", f"{answer.agent.name} answers {to}")
        return Outcome(f"answer of {answer.agent.address} on ticket {ref}")

    def _withhold(self, work: _Work, facts: TicketFacts, withheld: Withheld) -> Outcome:
        """Keep the letter as a note; whoever should know is told why it went no further."""
        self._add_letter(work, facts.id, "note")
        self._note(work, facts.id, "not_relayed", withheld.reason)
        answer = work.plan.answer
        assert answer is not None
        if work.message.kind is Kind.BOUNCE and work.message.bounce:
            self._bounced(work, work.message.bounce)
        if work.message.kind is Kind.PERSON:
            if answer.agent:
                now, ticket = work.situation.now, answer.candidate.ticket
                letters = [self._letters.not_relayed(now, facts, answer.agent, withheld)]
                if withheld.rule == "group":
                    letters += self._undelivered.in_person(
                        work.connection, ticket, answer.agent, now
                    )
                outbox.enqueue(work.connection, now, letters)
            else:
                recipients = self._answering(work, answer.candidate)
                self._notify(work, facts, recipients, "stranger", withheld.reason)
        return Outcome(f"not passed on from ticket {facts.ref}: {withheld.reason}")

    # -- what the steps share -------------------------------------------

    def _answering(self, work: _Work, candidate: Candidate) -> list[Recipient]:
        """The ticket's own agent; until he was told of it himself, the groups that were.

        Everybody of the category when none of them is left.
        """
        ticket = candidate.ticket
        agent = self._settings.agent(ticket.agent)
        groups = [
            Group(one.address)
            for one in candidate.people
            if one.role == "group"
            and self._settings.is_group(one.address)
            and one.address.lower() != work.message.header_from.key
        ]
        if agent and (not groups or candidate.person(agent.address)):
            return [agent]
        return [*groups] or [*candidates(self._settings.agents, ticket.category, ticket.language)]

    def _signing(self, ticket: TicketRow) -> Agent:
        """Who signs what we write on a ticket."""
        found = self._settings.agent(ticket.agent)
        return found or candidates(self._settings.agents, ticket.category, ticket.language)[0]

    def _notify(
        self,
        work: _Work,
        facts: TicketFacts,
        recipients: Sequence[Recipient],
        doubt: Doubt = "",
        reason: str = "",
    ) -> None:
        if work.situation.authentication.verdict == "fail":
            doubt, reason = "failed", work.situation.authentication.reason
        elif len(work.message.authors) > 1 and not doubt:
            named = ", ".join(one.address or one.name for one in work.message.authors[:10])
            doubt, reason = "unproven", f"From names several authors: {named}"
        new = numbered(recipients, facts.people)
        tickets.add_people(work.connection, facts.id, new)
        letters = self._letters.notifications(
            work.reading,
            work.situation.now,
            facts.with_people(new),
            [one for one in recipients if _is_news(work, facts, one)],
            doubt=doubt,
            reason=reason,
            several=work.plan.route.several_questions,
        )
        outbox.enqueue(work.connection, work.situation.now, letters)

    def _add_letter(self, work: _Work, ticket_id: int, direction: str, **changes: Any) -> None:
        message, threading = work.message, work.plan.threading
        answer = work.plan.answer
        values: dict[str, Any] = {
            "spool_id": work.spooled.id,
            "direction": direction,
            "at": work.spooled.received_at,
            "kind": str(message.kind),
            "kind_reason": message.kind_reason,
            "message_id": message.message_id or "",
            "digest": message.digest,
            "from_name": message.header_from.name,
            "from_address": message.header_from.address,
            "recipients": tuple(one.address for one in (*message.to, *message.cc)),
            "subject": message.subject,
            "language": message.language,
            "date": message.date,
            "new_text": message.new_text[:_MOST_TEXT],
            "threaded_by": answer.rule if answer else threading.rule,
            "reason": answer.reason if answer else threading.reason,
            "proven": _proven(work),
            "attachments": tuple(
                {
                    "filename": one.filename,
                    "content_type": one.content_type,
                    "size": one.size,
                    "sha256": one.sha256,
                    "inline": one.inline,
                    "content_id": one.content_id,
                }
                for one in message.attachments
            ),
            "defects": message.defects,
        }
        if direction == "in" and work.plan.threading.standing is not Standing.REPORT:
            author, base = message.header_from.address, message.subject_base
            values["repeat_key"] = keys.repeat_key(author, base, message.new_text)
        letter = Letter(**values | changes)
        row = tickets.add_letter(work.connection, ticket_id, letter)
        if self._may_be_quoted(work, direction):
            # what it forwards is perhaps another ticket's, which shall go on to be found by it
            pieces = keys.fingerprints(own_words(letter.new_text))
            tickets.add_fingerprints(work.connection, ticket_id, pieces)
        ids = _ids(work, ticket_id, self._signer) if direction == "in" else []
        tickets.add_ids(work.connection, ticket_id, row, ids)

    def _may_be_quoted(self, work: _Work, direction: str) -> bool:
        """What a member of the conversation can quote: not a stranger's text, nor a machine's."""
        members = (Standing.MEMBER, Standing.OPENER)
        return direction == "out" or (
            direction == "in"
            and work.message.kind is Kind.PERSON
            and work.plan.threading.standing in members
        )

    def _note(self, work: _Work, ticket_id: int, kind: str, text: str) -> None:
        tickets.add_event(work.connection, ticket_id, work.situation.now, kind, text)


def _facts(work: _Work, candidate: Candidate) -> TicketFacts:
    return TicketFacts.of(candidate.ticket, work.situation.mailbox, candidate.people)


def _is_news(work: _Work, facts: TicketFacts, agent: Recipient) -> bool:
    """His own letter is none to an agent, unless he forwards a client's to answer it from here."""
    if agent.address.lower() != work.message.header_from.key:
        return True
    client = facts.client
    return (
        work.plan.step is Step.OPEN
        and client is not None
        and client.address.lower() != agent.address.lower()
    )


def _proven(work: _Work) -> str:
    """How sure it is that the author wrote this letter."""
    situation = work.situation
    if situation.authentication.verdict == "fail":
        return f"failed: {situation.authentication.reason}"
    if work.plan.threading.standing in (Standing.UNPROVEN, Standing.HELD):
        return "unproven"
    if situation.authentication.verdict == "pass":
        return f"authenticated: {situation.authentication.reason}"
    if work.plan.threading.ticket and work.plan.threading.brings:
        return "holds the reply address that was given to him alone"
    return ""


def _ids(work: _Work, ticket_id: int, signer: Signer) -> list[tuple[str, str]]:
    """The ids by which later letters find the ticket; our own are known by their signature."""
    message, evidence = work.message, work.situation.evidence
    own = message.message_id or ""
    ids = [(own, "letter")] if own and own not in evidence.everywhere else []
    if work.plan.threading.standing not in (Standing.MEMBER, Standing.OPENER):
        return ids
    skipped = {one.value for one in evidence.known_ids if one.ticket_id == ticket_id}
    skipped |= {own, *evidence.everywhere}
    cited = dict.fromkeys([*message.in_reply_to, *reversed(message.references)])
    ids += [
        (value, "mentioned")
        for value in list(cited)[:_MOST_MENTIONED]
        if value not in skipped
        and not keys.is_junk_id(value)
        and signer.read_message_id(value) is None
    ]
    root = keys.thread_root(message.thread_index)
    if root and ticket_id not in evidence.thread_index and root not in evidence.everywhere:
        ids.append((root, "thread"))
    return ids
