"""Whoever failed authentication may be the victim."""

import pytest

from acknowledgements.rules.failed_authentication import failed_authentication
from tests.acknowledgements.values import facts, inbound


def test_fail_tells_the_border_s_words() -> None:
    known = facts(authentication="fail", authentication_reason="dmarc=fail")
    decision = failed_authentication(inbound(), known)
    assert decision is not None
    assert "dmarc=fail" in decision.reason


@pytest.mark.parametrize("authentication", ["pass", "none"])
def test_only_a_failure_counts(authentication: str) -> None:
    assert failed_authentication(inbound(), facts(authentication=authentication)) is None
