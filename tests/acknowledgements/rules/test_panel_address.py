"""The panel gets no answer to what it passes on."""

from acknowledgements.rules.panel_address import panel_address
from tests.acknowledgements.values import facts, inbound


def test_withheld() -> None:
    decision = panel_address(inbound(), facts(to_panel=True))
    assert decision is not None
    assert decision.reason == "the answer would go to the panel itself"


def test_otherwise_not() -> None:
    assert panel_address(inbound(), facts()) is None
