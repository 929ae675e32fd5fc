"""Acknowledge only what opens a ticket, or opens it again: one acknowledgement each time."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def follow_up(_message: InboundMessage, facts: Facts) -> Decision | None:
    if facts.opens_ticket or facts.reopens_ticket:
        return None
    return Decision(
        Action.WITHHOLD,
        "follow_up",
        "a follow-up on a ticket that exists: one acknowledgement per ticket",
    )
