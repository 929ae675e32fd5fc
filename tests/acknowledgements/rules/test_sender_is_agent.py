"""Agents get no acknowledgement."""

from acknowledgements.rules.sender_is_agent import sender_is_agent
from tests.acknowledgements.values import facts, inbound


def test_withheld() -> None:
    assert sender_is_agent(inbound(), facts(sender_is_agent=True)) is not None


def test_otherwise_not() -> None:
    assert sender_is_agent(inbound(), facts()) is None
