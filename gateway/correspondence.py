"""Every letter that we send, composed whole: from whom, where an answer goes, how it threads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from acknowledgements.recipient import recipient
from db.outbox import Outgoing
from db.tickets import Letter, Person, TicketRow
from gateway.agents import notice
from gateway.agents.notification import Doubt, Notification, compose_notification
from gateway.agents.recipients import Recipient
from gateway.agents.relay import Relay, Withheld, compose_relay
from gateway.agents.wording import language_of
from gateway.outbox.address import usable
from gateway.outbox.letter import Draft, File, render
from gateway.reception import Occasion, Reception
from gateway.routing.account import UNKNOWN, Held, ServiceState
from gateway.routing.route import Route
from gateway.settings import Agent, Mailbox, Settings
from gateway.situation import Situation
from gateway.tokens import Direction, Purpose, Signer, plus_address
from parsers.message import Address, InboundMessage
from parsers.parse import Reading

_MOST_FILES = 50
ADDRESSED = "addressed by a proven client"  # why a colleague gets the answers too


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFacts:
    """What a letter about a ticket needs to know of it."""

    id: int
    ref: str
    subject: str
    category: str
    urgency: str
    unsure: bool = False  # of the category
    service: Held = UNKNOWN
    mailbox: Mailbox
    people: tuple[Person, ...]

    @classmethod
    def of(cls, ticket: TicketRow, mailbox: Mailbox, people: tuple[Person, ...]) -> "TicketFacts":
        """Of a ticket that is stored."""
        return cls(
            id=ticket.id,
            ref=ticket.ref,
            subject=ticket.subject,
            category=ticket.category,
            urgency=ticket.urgency,
            unsure=ticket.unsure,
            service=Held(ServiceState(ticket.service_state), ticket.service),
            mailbox=mailbox,
            people=people,
        )

    def person(self, address: str) -> Person | None:
        """The participant with that address."""
        key = address.lower()
        return next((one for one in self.people if one.address.lower() == key), None)

    @property
    def client(self) -> Person | None:
        """Whose ticket it is."""
        return next((one for one in self.people if one.role == "client"), None)

    def with_people(self, new: Iterable[Person]) -> "TicketFacts":
        """The same ticket with more participants."""
        return replace(self, people=(*self.people, *new))


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An acknowledgement, how the ticket shows it, and how it suggests the panel."""

    letter: Outgoing
    shown: Letter
    panel_wording: str  # "" when it doesn't
    panel_reason: str  # why it does or doesn't; "" without a panel


@dataclass(frozen=True, slots=True)
class Relayed:
    """An agent's answer: a letter for each who gets it, and how the ticket shows it."""

    letters: list[Outgoing]
    shown: Letter
    left_out: bool  # something of it was not passed on


class Correspondence:
    """Composes letters for the outbox. Touches no database."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self._settings = settings
        self._signer = signer
        self._reception = Reception(settings)

    def acknowledgement(
        self,
        message: InboundMessage,
        situation: Situation,
        facts: TicketFacts,
        agent: Agent,
        route: Route,
        *,
        reopens: bool,
        recent: Sequence[timedelta] = (),
    ) -> Acknowledged:
        """The client's first answer, and how the ticket shows it (RFC 3834 section 3).

        ``recent`` are the last first answers of its category, in time on duty.
        """
        gateway, now = self._settings.gateway, situation.now
        answer = self._reception.answer(
            Occasion(
                message=message,
                route=route,
                ref=facts.ref,
                agent=agent,
                mailbox=facts.mailbox,
                proven=situation.authentication.verdict == "pass",
                reopens=reopens,
                now=now,
                recent=recent,
                panel_past=situation.panel_past,
                counted_link=self._counted_link(facts.ref),
            )
        )
        composed = answer.composed
        to = recipient(message)
        # A reply address proves its holder: it goes to him alone, and the envelope is a claim.
        holder = facts.person(to)
        draft = Draft(
            message_id=self._signer.message_id(Purpose.ACKNOWLEDGEMENT, facts.ref, 1),
            date=now,
            header_from=Address(answer.name, facts.mailbox.address),
            to=Address("", to),
            reply_to=self._reply_address(facts, Direction.CLIENT, holder.number)
            if holder
            else facts.mailbox.address,
            subject=composed.subject,
            text=composed.text,
            html=composed.html,
            in_reply_to=message.message_id or "",
            references=_chain(message.references, message.message_id or ""),
            auto_submitted="auto-replied",
            suppress=True,
            loop_id=gateway.hostname,
            language=answer.language,
        )
        outgoing = Outgoing(
            purpose="acknowledgement",
            ticket_id=facts.id,
            message_id=draft.message_id,
            envelope_sender="",
            recipient=to,
            give_up_at=situation.received_at + self._settings.acknowledgement.max_age,
            content=render(draft),
            due_at=now + self._settings.acknowledgement.delay.get(route.urgency, timedelta()),  # type: ignore[call-overload]
        )
        shown = _shown(draft, "acknowledgement", "no rule objected")
        return Acknowledged(outgoing, shown, answer.panel_wording, answer.panel_reason)

    def _counted_link(self, ref: str) -> str:
        """The link to the panel by way of our own page; "" when none is counted."""
        web = self._settings.web
        if web is None or not self._settings.panel.measure:
            return ""
        return f"{web.public_url}/p/{self._signer.panel_token(ref)}"

    def notifications(
        self,
        reading: Reading,
        now: datetime,
        facts: TicketFacts,
        agents: Sequence[Recipient],
        *,
        doubt: Doubt = "",
        reason: str = "",
        several: bool = False,
    ) -> list[Outgoing]:
        """The letter to each agent or group about a client's letter, each with its reply address.

        It says who gets the answer: not always who wrote the letter.
        """
        message = reading.message
        files = _files(reading) if agents else ()
        wrote = "" if doubt in ("stranger", "failed") else message.header_from.address
        answered = [one.address for one in _addressees(facts, wrote) if usable(one.address)]
        letters = []
        for agent in agents:
            if facts.person(agent.address) is None:
                continue
            composed = compose_notification(
                message,
                language=language_of(agent, self._settings.gateway.language),
                category=facts.category,
                urgency=facts.urgency,
                unsure=facts.unsure,
                doubt=doubt,
                reason=reason,
                answered=answered,
                several=several,
                service=facts.service,
                files=files,
            )
            draft = self._to_agent(
                now,
                facts,
                agent,
                Purpose.NOTIFICATION,
                composed.from_name,
                composed,
                composed.files,
            )
            letters.append(self._outgoing("notification", facts, draft, now, draft.reply_to))
        return letters

    def relay(
        self,
        answer: Reading,
        situation: Situation,
        facts: TicketFacts,
        agent: Agent,
        last: Letter | None,
    ) -> Relayed | Withheld:
        """An agent's answer, a letter for each who gets it, and how the ticket shows it.

        ``last`` is the newest letter of the ticket's people: that is what is answered.
        """
        wrote = last.from_address if last else ""
        addressees = [one for one in _addressees(facts, wrote) if usable(one.address)]
        if not addressees:
            return Withheld("no_client", "the client has no address that can be answered")
        author = facts.person(agent.address)
        composed = compose_relay(
            answer.message,
            ticket_subject=facts.subject,
            reply_address=self._reply_address(
                facts, Direction.AGENT, author.number if author else 0
            ),
            agent_address=agent.address,
            answered_text=last.new_text if last else "",
            files=_files(answer, inline=False),
        )
        if isinstance(composed, Withheld):
            return composed
        answered = last.message_id if last else ""
        drafts = [
            self._relayed(composed, situation.now, facts, agent, one, answered)
            for one in addressees
        ]
        letters = [
            self._outgoing("relay", facts, draft, situation.now, draft.reply_to) for draft in drafts
        ]
        shown = replace(
            _shown(drafts[0], "person", "the agent answers a notification"),
            recipients=tuple(one.address for one in addressees),
        )
        return Relayed(letters, shown, composed.left_out)

    def _relayed(
        self,
        composed: Relay,
        now: datetime,
        facts: TicketFacts,
        agent: Agent,
        to: Person,
        answered: str,
    ) -> Draft:
        return Draft(
            message_id=self._signer.message_id(Purpose.RELAY, facts.ref, to.number),
            date=now,
            header_from=Address(agent.name, facts.mailbox.address),
            to=Address(to.name, to.address),
            reply_to=self._reply_address(facts, Direction.CLIENT, to.number),
            subject=composed.subject,
            text=composed.text,
            html=composed.html,
            files=composed.files,
            in_reply_to=answered,
            references=_chain((), answered),
        )

    def not_relayed(
        self, now: datetime, facts: TicketFacts, agent: Agent, withheld: Withheld
    ) -> Outgoing:
        """Tell an agent that his answer did not go to the client, and why."""
        language = language_of(agent, self._settings.gateway.language)
        composed = notice.not_relayed(withheld, language=language, subject=facts.subject)
        return self._notice(now, facts, agent, composed)

    def remark(self, now: datetime, facts: TicketFacts, agent: Agent, rule: str) -> Outgoing:
        """Tell an agent what became of his letter: ``rule`` is one of ``notice``'s remarks."""
        language = language_of(agent, self._settings.gateway.language)
        composed = notice.remark(rule, language=language, subject=facts.subject)
        return self._notice(now, facts, agent, composed)

    def undelivered(
        self,
        now: datetime,
        facts: TicketFacts,
        agent: Agent,
        *,
        recipient: str,
        reply: str,
        gave_up: bool = False,
    ) -> Outgoing:
        """Tell an agent that his answer was not delivered; ``reply`` is what the server said."""
        composed = notice.delivery_failed(
            language=language_of(agent, self._settings.gateway.language),
            subject=facts.subject,
            recipient=recipient,
            reply=reply,
            gave_up=gave_up,
        )
        return self._notice(now, facts, agent, composed)

    def _notice(
        self, now: datetime, facts: TicketFacts, agent: Agent, composed: notice.Notice
    ) -> Outgoing:
        """Its envelope sender is null: a bounce of it must start nothing."""
        company = self._settings.gateway.company
        draft = self._to_agent(now, facts, agent, Purpose.NOTICE, company, composed)
        return Outgoing(
            purpose="notice",
            ticket_id=facts.id,
            message_id=draft.message_id,
            envelope_sender="",
            recipient=agent.address,
            give_up_at=now + self._settings.outgoing.give_up_after,
            content=render(draft),
        )

    def _to_agent(
        self,
        now: datetime,
        facts: TicketFacts,
        agent: Recipient,
        purpose: Purpose,
        name: str,
        composed: notice.Notice | Notification,
        files: Sequence[File] = (),
    ) -> Draft:
        """Answered to the reply address, if the agent has a place on the ticket."""
        person = facts.person(agent.address)
        root = self._signer.thread_root(facts.ref)
        return Draft(
            message_id=self._signer.message_id(purpose, facts.ref, person.number if person else 0),
            date=now,
            header_from=Address(name, facts.mailbox.address),
            to=Address(agent.name, agent.address),
            reply_to=self._reply_address(facts, Direction.AGENT, person.number) if person else "",
            subject=composed.subject,
            text=composed.text,
            html=composed.html,
            files=tuple(files),
            in_reply_to=root,
            references=(root,),
            auto_submitted="auto-generated",
            suppress=True,
            loop_id=self._settings.gateway.hostname,
            language=language_of(agent, self._settings.gateway.language),
        )

    def _outgoing(
        self, purpose: str, facts: TicketFacts, draft: Draft, now: datetime, bounces_to: str
    ) -> Outgoing:
        return Outgoing(
            purpose=purpose,
            ticket_id=facts.id,
            message_id=draft.message_id,
            envelope_sender=bounces_to or facts.mailbox.address,
            recipient=draft.to.address,
            give_up_at=now + self._settings.outgoing.give_up_after,
            content=render(draft),
        )

    def _reply_address(self, facts: TicketFacts, direction: Direction, number: int) -> str:
        if not facts.mailbox.plus_addressing:
            return facts.mailbox.address
        token = self._signer.token(direction, facts.ref, number)
        return plus_address(facts.mailbox.address, token)


def _addressees(facts: TicketFacts, wrote: str) -> list[Person]:
    """The client, who wrote last, and whom a proven client addressed beside us."""
    return [
        one
        for one in facts.people
        if one.role == "client"
        or (one.role == "colleague" and one.proven == ADDRESSED)
        or (one.role == "colleague" and one.address.lower() == wrote.lower())
    ]


def _files(reading: Reading, *, inline: bool = True) -> tuple[File, ...]:
    wanted = [one for one in reading.message.attachments if inline or not one.inline]
    return tuple(
        File(
            filename=one.filename,
            content_type=one.content_type,
            content=reading.file(one.part),
        )
        for one in wanted[:_MOST_FILES]
    )


def _chain(references: tuple[str, ...], message_id: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*references, *([message_id] if message_id else [])]))


def _shown(draft: Draft, kind: str, reason: str) -> Letter:
    """A letter of ours as a row of its ticket."""
    return Letter(
        spool_id=None,
        direction="out",
        at=draft.date,
        kind=kind,
        kind_reason="",
        message_id=draft.message_id,
        digest="",
        from_name=draft.header_from.name,
        from_address=draft.header_from.address,
        recipients=(draft.to.address,),
        subject=draft.subject,
        language=draft.language,
        date=draft.date,
        new_text=draft.text,
        threaded_by="",
        reason=reason,
        proven="",
        attachments=tuple(
            {"filename": one.filename, "content_type": one.content_type, "size": len(one.content)}
            for one in draft.files
        ),
        defects=(),
    )
