"""After a person nobody needs the automaton."""

from acknowledgements.rules.agent_answered import agent_answered
from tests.acknowledgements.values import facts, inbound


def test_withheld() -> None:
    decision = agent_answered(inbound(), facts(agent_answered=True))
    assert decision is not None
    assert decision.reason == "an agent has answered already"


def test_otherwise_not() -> None:
    assert agent_answered(inbound(), facts()) is None
