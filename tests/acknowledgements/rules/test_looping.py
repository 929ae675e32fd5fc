"""A loop of two ends."""

from acknowledgements.rules.looping import looping
from tests.acknowledgements.values import facts, inbound


def test_withheld() -> None:
    decision = looping(inbound(), facts(loop="answered 3 in a row"))
    assert decision is not None
    assert decision.reason == "answered 3 in a row"


def test_otherwise_not() -> None:
    assert looping(inbound(), facts()) is None
