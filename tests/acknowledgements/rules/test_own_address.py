"""We never answer ourselves."""

import pytest

from acknowledgements.rules.own_address import own_address
from parsers.message import Address, InboundMessage
from tests.acknowledgements.values import facts, inbound


@pytest.mark.parametrize(
    "message",
    [
        inbound(envelope_sender="Support@Hoster.example"),
        inbound(envelope_sender="support+abcdef@hoster.example"),
        inbound(authors=(Address("", "x@x.example"), Address("", "billing@hoster.example"))),
        inbound(sender=Address("", "BILLING@hoster.example")),
    ],
)
def test_ours_in_any_place_and_spelling(message: InboundMessage) -> None:
    decision = own_address(message, facts())
    assert decision is not None
    assert "hoster.example is an address of ours" in decision.reason.lower()


def test_an_address_of_ours_that_holds_a_plus() -> None:
    known = facts(own_addresses=frozenset({"a+b@hoster.example"}))
    assert own_address(inbound(envelope_sender="a+b@hoster.example"), known) is not None


def test_a_neighbour_at_our_domain_is_not_ourselves() -> None:
    assert own_address(inbound(envelope_sender="anna@hoster.example"), facts()) is None
