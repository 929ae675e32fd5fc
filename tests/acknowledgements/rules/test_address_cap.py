"""One address gets so many in an hour and no more."""

import pytest

from acknowledgements.rules.address_cap import address_cap
from tests.acknowledgements.values import facts, inbound


@pytest.mark.parametrize("sent", [3, 4, 1000])
def test_the_cap_is_told(sent: int) -> None:
    decision = address_cap(inbound(), facts(sent_to_address_last_hour=sent))
    assert decision is not None
    assert decision.reason == f"{sent} sent to this address within an hour, the cap is 3"


def test_below_the_cap() -> None:
    assert address_cap(inbound(), facts(sent_to_address_last_hour=2)) is None
