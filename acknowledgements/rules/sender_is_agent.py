"""Never acknowledge our own people: an agent knows that mail arrives."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def sender_is_agent(_message: InboundMessage, facts: Facts) -> Decision | None:
    if not facts.sender_is_agent:
        return None
    return Decision(Action.WITHHOLD, "sender_is_agent", "the sender is an agent")
