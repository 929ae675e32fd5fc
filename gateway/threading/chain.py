"""The rules in order: the first that finds a ticket decides which; then the guards say how.

Matching and trust are separate questions. A participant of the ticket joins. A stranger who holds
our letter himself is attached as unproven: seen by agents, without any effect. A stranger who only
cites an id, which travels in forwards and archives, gets a ticket of his own with a link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gateway.threading.evidence import Candidate, Evidence, Finding, Refusal
from gateway.threading.rules.known_message_id import known_message_id
from gateway.threading.rules.own_message_id import own_message_id
from gateway.threading.rules.quoted_text import quoted_text
from gateway.threading.rules.reply_address import reply_address
from gateway.threading.rules.resent import resent
from gateway.threading.rules.same_subject import same_subject
from gateway.threading.rules.thread_index import thread_index
from gateway.threading.weak import probably_belongs_to
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


class Standing(StrEnum):
    """What the sender may do on the ticket."""

    MEMBER = "member"  # one of its people
    UNPROVEN = "unproven"  # attached for agents to see; changes nothing
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
    return _opens(reason, link, LinkKind.PROBABLY, tuple(refusals))


def _opens(
    reason: str, link: Candidate | None, kind: LinkKind, refusals: tuple[Refusal, ...]
) -> Threading:
    return Threading(
        ticket=None,
        standing=Standing.OPENER,
        rule="new_ticket",
        reason=reason,
        link=link,
        link_kind=kind,
        refusals=refusals,
    )


def _guard(evidence: Evidence, finding: Finding, refusals: tuple[Refusal, ...]) -> Threading:
    standing, why = _standing(evidence, finding)
    candidate = finding.candidate
    if standing is Standing.OPENER:
        reason = f"{finding.evidence}, but {why}"
        refused = (*refusals, Refusal(finding.rule, reason))
        return _opens(reason, candidate, LinkKind.PROBABLY, refused)
    if standing is Standing.MEMBER and _closed_long_ago(evidence, candidate):
        reason = f"{finding.evidence}, but it was closed too long ago to be reopened"
        refused = (*refusals, Refusal(finding.rule, reason))
        return _opens(reason, candidate, LinkKind.FOLLOWS, refused)
    return Threading(
        ticket=candidate,
        standing=standing,
        rule=finding.rule,
        reason=f"{finding.evidence}; {why}",
        flags=_flags(evidence, finding, standing),
        refusals=refusals,
    )


def _standing(evidence: Evidence, finding: Finding) -> tuple[Standing, str]:
    if evidence.message.kind is not Kind.PERSON:
        return Standing.REPORT, f"being {evidence.message.kind}, it changes nothing on the ticket"
    author = evidence.message.header_from.address
    person = finding.candidate.person(author)
    if person and evidence.authentication != "fail":
        return Standing.MEMBER, f"the sender is on the ticket ({person.role})"
    why = (
        "the sender failed authentication"
        if person
        else "the sender is not one of the ticket's people"
    )
    return (Standing.UNPROVEN if finding.held else Standing.OPENER), why


def _closed_long_ago(evidence: Evidence, candidate: Candidate) -> bool:
    closed_at = candidate.ticket.closed_at
    return (
        candidate.ticket.state == "closed"
        and closed_at is not None
        and evidence.now - closed_at > evidence.reopen_for
    )


def _flags(evidence: Evidence, finding: Finding, standing: Standing) -> tuple[str, ...]:
    message, ticket = evidence.message, finding.candidate.ticket
    flags = []
    if finding.rule == "resent":
        flags.append("a repeated letter")
    if (
        standing is Standing.MEMBER
        and finding.rule in ("own_message_id", "known_message_id", "thread_index")
        and message.subject_base
        and message.subject == message.subject_base
        and message.subject_base.casefold() not in ticket.subject.casefold()
        and not message.quoted_text
    ):
        flags.append("probably a new matter: another subject, and nothing quoted")
    return tuple(flags)
