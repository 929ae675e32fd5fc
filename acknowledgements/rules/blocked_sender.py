"""Never answer whom an agent or operator has blocked: their letters are filed, no more."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def blocked_sender(_message: InboundMessage, facts: Facts) -> Decision | None:
    if not facts.sender_blocked:
        return None
    return Decision(Action.WITHHOLD, "blocked_sender", "the sender is blocked")
