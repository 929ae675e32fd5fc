"""Once per ticket."""

from acknowledgements.rules.already_acknowledged import already_acknowledged
from tests.acknowledgements.values import facts, inbound


def test_withheld() -> None:
    assert already_acknowledged(inbound(), facts(ticket_acknowledged=True)) is not None


def test_otherwise_not() -> None:
    assert already_acknowledged(inbound(), facts()) is None


def test_a_ticket_that_is_opened_again_begins_anew() -> None:
    assert (
        already_acknowledged(inbound(), facts(ticket_acknowledged=True, reopens_ticket=True))
        is None
    )
