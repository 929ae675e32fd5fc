"""The kind of answer follows the letter, the first that fits."""

import pytest

from acknowledgements.situation import Reading, Situation, choose


@pytest.mark.parametrize(
    ("changes", "situation"),
    [
        ({}, "general"),
        ({"urgency": "technical"}, "technical"),
        ({"urgency": "diagnostics"}, "technical"),
        ({"urgency": "outage"}, "outage"),
        ({"urgency": "outage", "category": "sysadmin", "complaint": True}, "outage"),
        ({"urgency": "outage", "on_duty": False}, "outage"),
        ({"category": "finance", "urgency": "finance"}, "finance"),
        ({"category": "finance", "on_duty": False}, "finance"),
        ({"category": "sysadmin", "urgency": "technical"}, "sysadmin"),
        ({"thanks": True, "on_duty": False}, "thanks"),
        ({"complaint": True, "category": "finance"}, "complaint"),
        ({"feature_wish": True}, "feature_wish"),
        ({"on_duty": False}, "out_of_hours"),
        ({"on_duty": False, "urgency": "technical"}, "out_of_hours"),
        ({"reopens": True, "proven": True, "on_duty": False}, "reopened"),
        ({"reopens": True, "proven": False}, "general"),
    ],
)
def test_first_that_fits(changes: dict[str, object], situation: Situation) -> None:
    chosen = choose(Reading(**({"category": "technical", "urgency": "general"} | changes)))
    assert chosen.situation == situation
    assert chosen.reason
