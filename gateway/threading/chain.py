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
from gateway.threading.rules.reply_address import reply_address
from parsers.message import Kind

Rule = Callable[[Evidence], Finding | Refusal]

CHAIN: tuple[Rule, ...] = (reply_address, own_message_id, known_message_id)


class Standing(StrEnum):
    """What the sender may do on the ticket."""

    MEMBER = "member"  # one of its people
    UNPROVEN = "unproven"  # attached for agents to see; changes nothing
    REPORT = "report"  # a bounce or an automatic answer: an event, nothing more
    OPENER = "opener"  # the first letter of a new ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Threading:
    """The decision. ``ticket`` is None for a new one; ``link`` is what that probably belongs to."""

    ticket: Candidate | None
    standing: Standing
    rule: str
    reason: str
    link: Candidate | None = None
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
    return Threading(
        ticket=None,
        standing=Standing.OPENER,
        rule="new_ticket",
        reason="nothing in the letter leads to a ticket",
        refusals=tuple(refusals),
    )


def _guard(evidence: Evidence, finding: Finding, refusals: tuple[Refusal, ...]) -> Threading:
    standing, why = _standing(evidence, finding)
    if standing is Standing.OPENER:
        return Threading(
            ticket=None,
            standing=standing,
            rule="new_ticket",
            reason=f"{finding.evidence}, but {why}",
            link=finding.candidate,
            refusals=(*refusals, Refusal(finding.rule, f"{finding.evidence}, but {why}")),
        )
    return Threading(
        ticket=finding.candidate,
        standing=standing,
        rule=finding.rule,
        reason=f"{finding.evidence}; {why}",
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
