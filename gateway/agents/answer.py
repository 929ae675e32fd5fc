"""Is this an agent's answer to a client, and may it be passed on?

Only a letter to the reply address that this very agent was given, from his own address, is passed
on. A group's reply address is known to all who read there, so that it proves nobody: the agent who
answers by it must be proven besides, by the word of a border. His rights are those of the moment:
who is no agent any more answers nobody.
"""

from dataclasses import dataclass

from gateway.agents.relay import Withheld
from gateway.settings import Agent, Mailbox, Settings
from gateway.threading.evidence import Candidate, Evidence
from gateway.tokens import Direction, Purpose
from parsers.message import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A letter that came by way of a notification.

    ``withheld`` says why it must not be passed on; ``agent`` is then who gets told, if anybody.
    """

    candidate: Candidate
    agent: Agent | None
    rule: str
    reason: str
    withheld: Withheld | None = None


def agent_answer(evidence: Evidence, mailbox: Mailbox, settings: Settings) -> Answer | None:
    """None when the letter is no answer to a notification at all."""
    found = _notified(evidence)
    author = evidence.message.header_from.address
    agent = settings.agent(author)
    if found is None or (found.rule == "own_message_id" and agent is None):
        return None
    person = found.candidate.numbered(found.number)
    by_group = person is not None and person.role == "group"
    withheld = None
    if evidence.message.kind is not Kind.PERSON:
        withheld = Withheld("automatic", f"it is {evidence.message.kind}, nobody wrote it")
    elif agent is None:
        withheld = Withheld("not_an_agent", f"{author or 'who wrote it'} is not an agent")
    elif person is None or not (by_group or person.address.lower() == author.lower()):
        withheld = Withheld("not_yours", "the notification was sent to somebody else")
    elif evidence.authentication == "fail":
        withheld = Withheld("unproven", "the sender failed authentication")
    elif evidence.refuted:
        # What an agent sends through our own server has no word of the border, or a good one.
        withheld = Withheld("unproven", "our border saw the letter and did not prove its author")
    elif by_group and not (
        evidence.authentication == "pass" or settings.security.trusted_authserv_ids
    ):
        withheld = Withheld("group", "a group's reply address proves nobody, and no border speaks")
    elif len({token.ref for token in evidence.tokens if token.direction is Direction.AGENT}) > 1:
        withheld = Withheld("two_tickets", "it came to the reply addresses of two tickets")
    elif mailbox.plus_addressing and found.rule != "reply_address":
        # A copy to the plain address of what he writes to a colleague is not meant for the client.
        withheld = Withheld("plain_address", "it did not come to the notification's reply address")
    return Answer(
        candidate=found.candidate,
        agent=agent,
        rule=found.rule,
        reason=withheld.reason if withheld else "the agent answers a notification",
        withheld=withheld,
    )


@dataclass(frozen=True, slots=True)
class _Notified:
    candidate: Candidate
    number: int
    rule: str


def _notified(evidence: Evidence) -> _Notified | None:
    """The notification that is answered: by its reply address, else by its signed id."""
    for token in evidence.tokens:
        candidate = evidence.by_ref.get(token.ref)
        if candidate and token.direction is Direction.AGENT:
            return _Notified(candidate, token.number, "reply_address")
    for own in evidence.own_ids:
        candidate = evidence.by_ref.get(own.ref)
        if candidate and own.purpose is Purpose.NOTIFICATION:
            return _Notified(candidate, own.number, "own_message_id")
    return None
