"""The breaker holds."""

from acknowledgements.rules.automatic_mail_stopped import automatic_mail_stopped
from tests.acknowledgements.values import facts, inbound


def test_withheld() -> None:
    decision = automatic_mail_stopped(inbound(), facts(stopped="a flood"))
    assert decision is not None
    assert decision.reason == "a flood"


def test_otherwise_not() -> None:
    assert automatic_mail_stopped(inbound(), facts()) is None
