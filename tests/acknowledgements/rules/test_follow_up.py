"""Only what opens a ticket is acknowledged."""

from acknowledgements.rules.follow_up import follow_up
from tests.acknowledgements.values import facts, inbound


def test_a_follow_up_says_why() -> None:
    decision = follow_up(inbound(), facts(opens_ticket=False))
    assert decision is not None
    assert "one acknowledgement per ticket" in decision.reason


def test_a_new_ticket() -> None:
    assert follow_up(inbound(), facts()) is None


def test_one_that_reopens_its_ticket_begins_anew() -> None:
    assert follow_up(inbound(), facts(opens_ticket=False, reopens_ticket=True)) is None
