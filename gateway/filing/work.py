"""What every step of filing needs: the letter with what was decided, and the hands to write it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from acknowledgements.decision import Action
from db import budgets, contacts, outbox, panel, tickets, traces
from db.spool import Spooled
from db.tickets import Letter, Person, TicketRow
from gateway.agents.choose import candidates
from gateway.agents.notification import Doubt
from gateway.agents.recipients import Group, Recipient, Recipients, next_number, numbered
from gateway.correspondence import ADDRESSED, Correspondence, TicketFacts
from gateway.duty import DutyBook
from gateway.outbox.address import usable
from gateway.outbox.undelivered import Undelivered
from gateway.pace import Pace
from gateway.plan import Plan, Step
from gateway.settings import Agent, Settings
from gateway.situation import Situation
from gateway.threading import keys
from gateway.threading.chain import Standing
from gateway.threading.evidence import Candidate
from gateway.threading.forwarded import own_words
from gateway.tokens import Signer, split_plus
from parsers.kinds.words import is_robot
from parsers.message import Address, Bounce, InboundMessage, Kind
from parsers.parse import Reading

log = logging.getLogger(__name__)

_MOST_MENTIONED = 30  # ids of a letter's References that are remembered
_MOST_COLLEAGUES = 20
_MOST_TEXT = 200_000  # characters of a letter's text in the ticket; the spool has it whole


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter, in a line for ops."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A letter, and all that was decided about it, within one transaction."""

    connection: Connection
    spooled: Spooled
    reading: Reading
    situation: Situation
    plan: Plan

    @property
    def message(self) -> InboundMessage:
        """What the letter says."""
        return self.reading.message


class Tools:
    """What the steps share, made once."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self.settings = settings
        self.signer = signer
        self.letters = Correspondence(settings, signer)
        self.undelivered = Undelivered(settings, self.letters, signer)
        self.book = DutyBook(settings)
        self.pace = Pace(self.book)
        self.recipients = Recipients(settings, self.book)


class Clerk:
    """What several kinds of letters need: rows, people, who is told, what is answered."""

    def __init__(self, tools: Tools) -> None:
        self._settings = tools.settings
        self._signer = tools.signer
        self._letters = tools.letters
        self._undelivered = tools.undelivered
        self._book = tools.book
        self._pace = tools.pace
        self._recipients = tools.recipients

    def _add_letter(self, work: Work, ticket_id: int, direction: str, **changes: Any) -> None:
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
            "proven": proven(work),
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
            traces.add_fingerprints(work.connection, ticket_id, pieces)
        ids = ids_of(work, ticket_id, self._signer) if direction == "in" else []
        traces.add_ids(work.connection, ticket_id, row, ids)

    def _may_be_quoted(self, work: Work, direction: str) -> bool:
        """What a member of the conversation can quote: not a stranger's text, nor a machine's."""
        members = (Standing.MEMBER, Standing.OPENER)
        return direction == "out" or (
            direction == "in"
            and work.message.kind is Kind.PERSON
            and work.plan.threading.standing in members
        )

    def _note(self, work: Work, ticket_id: int, kind: str, text: str) -> None:
        tickets.add_event(work.connection, ticket_id, work.situation.now, kind, text)

    def _notify(
        self,
        work: Work,
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
            [one for one in recipients if is_news(work, facts, one)],
            doubt=doubt,
            reason=reason,
            several=work.plan.route.several_questions,
        )
        outbox.enqueue(work.connection, work.situation.now, letters)

    def _acknowledge(self, work: Work, facts: TicketFacts, agent: Agent) -> None:
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

    def _answering(self, work: Work, candidate: Candidate) -> list[Recipient]:
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

    def _colleagues(self, work: Work, people: Sequence[Person]) -> list[Person]:
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

    def _remember(self, work: Work, client: Address) -> None:
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

    def _bounced(self, work: Work, bounce: Bounce) -> None:
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

    def _visitor(self, message: InboundMessage) -> Address | None:
        """For whom a form or the panel writes; None when it names nobody."""
        named = next((one for one in message.reply_to if usable(one.address)), None)
        return None if named is None or is_robot(named) or self._is_ours(named) else named

    def _from_panel(self, work: Work) -> bool:
        """Whether the panel passes the letter on. It may come by a way that proves nothing."""
        forged = work.situation.authentication.verdict == "fail"
        return not forged and self._settings.panel.sends(work.message.header_from.address)


def facts_of(work: Work, candidate: Candidate) -> TicketFacts:
    return TicketFacts.of(candidate.ticket, work.situation.mailbox, candidate.people)


def is_news(work: Work, facts: TicketFacts, agent: Recipient) -> bool:
    """His own letter is none to an agent, unless he forwards a client's to answer it from here."""
    if agent.address.lower() != work.message.header_from.key:
        return True
    client = facts.client
    return (
        work.plan.step is Step.OPEN
        and client is not None
        and client.address.lower() != agent.address.lower()
    )


def proven(work: Work) -> str:
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


def ids_of(work: Work, ticket_id: int, signer: Signer) -> list[tuple[str, str]]:
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
