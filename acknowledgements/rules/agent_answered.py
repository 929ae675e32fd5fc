"""Say no more that a letter has arrived once a person has answered it."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def agent_answered(_message: InboundMessage, facts: Facts) -> Decision | None:
    if not facts.agent_answered:
        return None
    return Decision(Action.WITHHOLD, "agent_answered", "an agent has answered already")
