"""A wish for silence is respected, and told."""

from acknowledgements.rules.header_asks_for_silence import header_asks_for_silence
from tests.acknowledgements.values import facts, inbound


def test_the_header_is_named() -> None:
    wish = "X-Auto-Response-Suppress: All"
    decision = header_asks_for_silence(inbound(withhold_reason=wish), facts())
    assert decision is not None
    assert decision.reason == wish


def test_no_wish() -> None:
    assert header_asks_for_silence(inbound(), facts()) is None
