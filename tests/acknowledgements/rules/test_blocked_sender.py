"""Whom somebody has blocked gets no answer by itself."""

from acknowledgements.rules.blocked_sender import blocked_sender
from tests.acknowledgements.values import facts, inbound


def test_withheld() -> None:
    decision = blocked_sender(inbound(), facts(sender_blocked=True))
    assert decision is not None
    assert decision.reason == "the sender is blocked"


def test_otherwise_not() -> None:
    assert blocked_sender(inbound(), facts()) is None
