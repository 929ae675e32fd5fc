"""Stale news is not sent, and clocks may jump."""

from datetime import UTC, datetime, timedelta

import pytest

from acknowledgements.rules.too_old import too_old
from tests.acknowledgements.values import NOW, facts, inbound


def test_says_how_old() -> None:
    decision = too_old(inbound(), facts(received_at=NOW - timedelta(hours=30)))
    assert decision is not None
    assert decision.reason == "received 30.0 h ago, the limit is 4.0 h"


@pytest.mark.parametrize(
    "age", [timedelta(0), timedelta(hours=4), timedelta(days=-1), timedelta(days=-20_000)]
)
def test_fresh_even_when_the_clock_ran_backwards(age: timedelta) -> None:
    assert too_old(inbound(), facts(received_at=NOW - age)) is None


def test_the_date_field_does_not_count() -> None:
    message = inbound(date=datetime(1970, 1, 1, tzinfo=UTC))
    assert too_old(message, facts()) is None
