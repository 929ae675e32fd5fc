"""The rules in order: the first that finds a ticket decides which; then the guards say how.

Matching and trust are separate questions. A participant of the ticket joins. A stranger who holds
our letter himself is attached as unproven: seen by agents, without any effect. A stranger who only
cites an id, which travels in forwards and archives, gets a ticket of his own with a link. What
machines write counts only where it returns a letter of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from db.tickets import Person
from gateway.threading import keys
from gateway.threading.confirmation import asks_to_confirm
from gateway.threading.evidence import Candidate, Evidence, Finding, Refusal
from gateway.threading.rules.known_message_id import known_message_id
from gateway.threading.rules.own_message_id import own_message_id
from gateway.threading.rules.quoted_text import quoted_text
from gateway.threading.rules.reply_address import reply_address
from gateway.threading.rules.resent import resent
from gateway.threading.rules.same_subject import same_subject
from gateway.threading.rules.thread_index import thread_index
from gateway.threading.weak import is_other_subject, probably_belongs_to
from parsers.message import Kind

Rule = Callable[[Evidence], Finding | Refusal]

CHAIN: tuple[Rule, ...] = (
    reply_address,
    own_message_id,
    known_message_id,
    thread_index,
    quoted_text,
    resent,
    same_subject,
)
_SURE = CHAIN[:4]
_BY_HEADERS = ("reply_address", "own_message_id", "known_message_id", "thread_index")
_WORDS_TO_REPEAT = 5  # "Thank you!" may well be said twice


class Standing(StrEnum):
    """What the sender may do on the ticket."""

    MEMBER = "member"  # one of its people
    AGENT = "agent"  # an agent who wrote beside the gateway: a note, nothing more
    UNPROVEN = "unproven"  # attached for agents to see; changes nothing
    HELD = "held"  # so is a letter that asks to confirm an address, with a warning
    REPORT = "report"  # a bounce or an automatic answer: an event, nothing more
    OPENER = "opener"  # the first letter of a new ticket


class LinkKind(StrEnum):
    """How two tickets hang together."""

    PROBABLY = "probably_belongs_to"  # for an agent to confirm
    FOLLOWS = "follows"  # the older one was closed too long ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Threading:
    """The decision. ``ticket`` is None for a new one, which ``link`` may tie to an older one."""

    ticket: Candidate | None
    standing: Standing
    rule: str
    reason: str
    link: Candidate | None = None
    link_kind: LinkKind = LinkKind.PROBABLY
    flags: tuple[str, ...] = ()  # what an agent should look at
    refusals: tuple[Refusal, ...] = ()
    brings: bool = False  # it is sure enough who wrote that he may bring others in


def decide(evidence: Evidence) -> Threading:
    """Never raises."""
    refusals: list[Refusal] = []
    for rule in CHAIN:
        match rule(evidence):
            case Finding() as finding:
                return _guard(evidence, finding, tuple(refusals))
            case Refusal() as refusal:
                refusals.append(refusal)
    reason = "nothing in the letter leads to a ticket"
    link = None
    if evidence.message.kind is Kind.PERSON and (weak := probably_belongs_to(evidence, refusals)):
        link, reason = weak
    return _opens(evidence, reason, link, LinkKind.PROBABLY, tuple(refusals))


def is_sure(evidence: Evidence) -> bool:
    """Whether tokens and ids lead to a ticket, so that nothing weaker need be looked for."""
    return any(isinstance(rule(evidence), Finding) for rule in _SURE)


def _opens(
    evidence: Evidence,
    reason: str,
    link: Candidate | None,
    kind: LinkKind,
    refusals: tuple[Refusal, ...],
) -> Threading:
    return Threading(
        ticket=None,
        standing=Standing.OPENER,
        rule="new_ticket",
        reason=reason,
        link=link,
        link_kind=kind,
        refusals=refusals,
        brings=evidence.authentication == "pass",
    )


def _guard(evidence: Evidence, finding: Finding, refusals: tuple[Refusal, ...]) -> Threading:
    standing, why = _standing(evidence, finding)
    candidate = finding.candidate
    if standing is Standing.OPENER:
        reason = f"{finding.evidence}, but {why}"
        refused = (*refusals, Refusal(finding.rule, reason))
        # Automatic mail gets no link: it would change the other ticket.
        link = candidate if evidence.message.kind is Kind.PERSON else None
        return _opens(evidence, reason, link, LinkKind.PROBABLY, refused)
    if standing is Standing.MEMBER and (closed := _stays_closed(evidence, finding)):
        reason = f"{finding.evidence}, but {closed}"
        refused = (*refusals, Refusal(finding.rule, reason))
        return _opens(evidence, reason, candidate, LinkKind.FOLLOWS, refused)
    return Threading(
        ticket=candidate,
        standing=standing,
        rule=finding.rule,
        reason=f"{finding.evidence}; {why}",
        flags=_flags(evidence, finding, standing),
        refusals=refusals,
        brings=standing is Standing.MEMBER and _is_himself(evidence, candidate),
    )


def _standing(evidence: Evidence, finding: Finding) -> tuple[Standing, str]:
    message, candidate = evidence.message, finding.candidate
    person = _member(evidence, candidate)
    if not person and finding.held and asks_to_confirm(message):
        return Standing.HELD, "a stranger's letter that asks to confirm an address or an account"
    if message.kind is not Kind.PERSON and not message.is_guessed:
        return _report(evidence, finding, person)
    if evidence.authentication == "fail":
        why = "the sender failed authentication"
    elif person and person.role == "agent":
        return Standing.AGENT, "an agent wrote beside the gateway, which is noted"
    elif person:
        return Standing.MEMBER, f"the sender is on the ticket ({person.role})"
    elif evidence.by_agent and evidence.authentication == "pass":
        return Standing.AGENT, "an agent of another ticket wrote, which is noted"
    else:
        why = "the sender is not one of the ticket's people"
    return (Standing.UNPROVEN if finding.held else Standing.OPENER), why


def _member(evidence: Evidence, candidate: Candidate) -> Person | None:
    """The author's place on the ticket, if all authors have one; who was an agent is one no more.

    A group has a place to be told, and is nobody who could write.
    A From field with several authors (RFC 5322 section 3.6.2) would let a stranger stand behind a
    participant.
    """
    if any(candidate.person(one.address) is None for one in evidence.message.authors):
        return None
    person = candidate.person(evidence.message.header_from.address)
    if person and (person.role == "group" or (person.role == "agent" and not evidence.by_agent)):
        return None
    return person


def _report(evidence: Evidence, finding: Finding, person: Person | None) -> tuple[Standing, str]:
    """What a machine wrote counts only where it returns a letter of ours, or writes for a member.

    Everybody can cite the id of a client's letter, and everybody can write a bounce.
    """
    kind = evidence.message.kind
    if finding.rule in ("reply_address", "own_message_id") or (person and kind is not Kind.BOUNCE):
        return Standing.REPORT, f"being {kind}, it changes nothing on the ticket"
    return Standing.OPENER, f"being {kind}, it returns no letter of ours"


def _is_himself(evidence: Evidence, candidate: Candidate) -> bool:
    """A proven sender, or one with the token that he alone was given; a bare From is neither."""
    if evidence.authentication == "pass":
        return True
    author = evidence.message.header_from.address.lower()
    return any(
        person is not None and person.address.lower() == author
        for token in evidence.tokens
        if (held := evidence.by_ref.get(token.ref)) and held.ticket.id == candidate.ticket.id
        for person in [held.numbered(token.number)]
    )


def _stays_closed(evidence: Evidence, finding: Finding) -> str:
    """Why a closed ticket is not reopened; "" when it is open, or will be."""
    ticket = finding.candidate.ticket
    if ticket.state != "closed":
        return ""
    if ticket.closed_at is not None and evidence.now - ticket.closed_at > evidence.reopen_for:
        return "it was closed too long ago to be reopened"
    if _is_new_matter(evidence, finding):
        return "it is closed, and this is probably a new matter"
    return ""


def _is_new_matter(evidence: Evidence, finding: Finding) -> bool:
    """An old letter, or its address, was only used to begin a new one."""
    message = evidence.message
    return bool(
        finding.rule in _BY_HEADERS
        and not keys.is_reply(message.subject)
        and not message.quoted_text
        and is_other_subject(
            keys.bare_subject(message.subject), keys.bare_subject(finding.candidate.ticket.subject)
        )
    )


def _flags(evidence: Evidence, finding: Finding, standing: Standing) -> tuple[str, ...]:
    flags = []
    if finding.rule == "resent" or _is_repeated(evidence, finding.candidate):
        flags.append("a repeated letter")
    if standing is Standing.MEMBER and _is_new_matter(evidence, finding):
        flags.append("probably a new matter: another subject, and nothing quoted")
    return tuple(flags)


def _is_repeated(evidence: Evidence, candidate: Candidate) -> bool:
    if evidence.repeats is None or len(evidence.message.new_text.split()) < _WORDS_TO_REPEAT:
        return False
    ticket_id, at = evidence.repeats
    repeated = evidence.by_id.get(ticket_id)
    return (
        repeated is not None
        and repeated.ticket.id == candidate.ticket.id
        and evidence.now - at <= evidence.repeat_within
    )
