"""Acknowledge a ticket once, however often the letter is processed; anew when it reopens."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def already_acknowledged(_message: InboundMessage, facts: Facts) -> Decision | None:
    if not facts.ticket_acknowledged or facts.reopens_ticket:
        return None
    return Decision(Action.WITHHOLD, "already_acknowledged", "the ticket has been acknowledged")
