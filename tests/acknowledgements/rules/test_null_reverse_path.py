"""The null reverse-path means: do not answer."""

from acknowledgements.rules.null_reverse_path import null_reverse_path
from parsers.message import Address
from tests.acknowledgements.values import facts, inbound


def test_null() -> None:
    decision = null_reverse_path(inbound(envelope_sender=None), facts())
    assert decision is not None
    assert "null" in decision.reason


def test_no_sender_at_all() -> None:
    nobody = inbound(header_from=Address("", ""), envelope_sender_known=False)
    decision = null_reverse_path(nobody, facts())
    assert decision is not None
    assert "no sender" in decision.reason


def test_an_envelope_that_nobody_saw_is_not_a_null_one() -> None:
    message = inbound(envelope_sender=None, envelope_sender_known=False)
    assert null_reverse_path(message, facts()) is None
