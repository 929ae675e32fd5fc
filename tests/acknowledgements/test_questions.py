"""The service is asked for where the letter names none and the topic needs one."""

import pytest

from acknowledgements.questions import to_ask

MISSING = ("since_when", "other_sites", "error_text")


def test_first_of_all() -> None:
    assert to_ask("server_unreachable", ("ping_result",), "") == ("service", "ping_result")


def test_not_beside_the_question_which_sites_it_touches() -> None:
    assert to_ask("site_down", MISSING, "") == ("service", "since_when", "error_text")


def test_not_when_the_letter_names_it() -> None:
    assert to_ask("site_down", MISSING, "romashka.example") == MISSING


@pytest.mark.parametrize("topic", ["", "other", "domain", "mail", "virus", "site_feature"])
def test_not_where_it_is_asked_otherwise_or_not_at_all(topic: str) -> None:
    assert to_ask(topic, MISSING, "") == MISSING
