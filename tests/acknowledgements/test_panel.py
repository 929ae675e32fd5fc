"""A suggestion with manners, and a link that nobody can bend."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.panel import LONGEST_LINK, Manners, check_template, link, suggestion
from tests.acknowledgements.values import NOW

MONTH = timedelta(days=30)
TEMPLATE = "https://panel.hoster.example/new?type={category}&item={service}&s={subject}&r={ref}"


def manners(**changes: object) -> Manners:
    plain: dict[str, object] = {
        "now": NOW,
        "situation": "technical",
        "proven": True,
        "has_link": True,
        "every": MONTH,
    }
    return Manners(**(plain | changes))


def test_it_is_made_when_nothing_speaks_against_it() -> None:
    assert suggestion(manners()).made
    assert suggestion(manners(last_suggested=NOW - MONTH)).made


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"has_link": False}, "no link"),
        ({"told_not_to": True}, "an agent said"),
        ({"proven": False}, "isn't proven"),
        ({"uses_panel": True}, "uses the panel"),
        ({"came_from_panel": True}, "comes from the panel"),
        ({"situation": "outage"}, "outage"),
        ({"situation": "complaint"}, "complaint"),
        ({"situation": "thanks"}, "thanks"),
        ({"situation": "reopened"}, "reopened"),
        ({"other_advice": True}, "other advice"),
        ({"last_suggested": NOW - timedelta(days=29)}, "less than 30 days"),
        ({"ignored": 4}, "ignored 4 times"),
    ],
)
def test_it_is_not_made_and_says_why(changes: dict[str, object], words: str) -> None:
    said = suggestion(manners(**changes))
    assert not said.made
    assert words in said.reason


@pytest.mark.parametrize(("ignored", "months"), [(0, 1), (1, 2), (2, 4), (3, 8)])
def test_each_one_that_was_ignored_doubles_the_wait(ignored: int, months: int) -> None:
    just, not_yet = NOW - months * MONTH, NOW - months * MONTH + timedelta(seconds=1)
    assert suggestion(manners(ignored=ignored, last_suggested=just)).made
    assert not suggestion(manners(ignored=ignored, last_suggested=not_yet)).made


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_is_filled_in_stays_in_its_place(
    category: str, service: str, subject: str, ref: str
) -> None:
    filled = link(TEMPLATE, category=category, service=service, subject=subject, ref=ref)
    if not filled:
        return
    assert len(filled) <= LONGEST_LINK
    assert filled.isascii()
    parts = urlsplit(filled)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "panel.hoster.example", "/new")
    assert not parts.fragment
    found = parse_qs(parts.query, keep_blank_values=True)
    assert found == {"type": [category], "item": [service], "s": [subject], "r": [ref]}


def test_what_no_character_set_holds_is_replaced() -> None:
    assert link("https://hoster.example/{ref}", ref="\ud800x") == "https://hoster.example/%3Fx"


def test_values_are_percent_encoded() -> None:
    filled = link(TEMPLATE, category="finance", service="сайт.example", ref="a&b=/")
    assert filled.endswith("type=finance&item=%D1%81%D0%B0%D0%B9%D1%82.example&s=&r=a%26b%3D%2F")


def test_no_template_no_link() -> None:
    assert link("") == ""


def test_a_link_that_is_too_long_is_none() -> None:
    assert link(TEMPLATE, subject="ш" * 60) == ""


def test_a_good_template() -> None:
    check_template(TEMPLATE)
    check_template("https://hoster.example/{wording}")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("http://panel.hoster.example/", "https://"),
        ("panel.hoster.example", "https://"),
        ("https:///x", "https://"),
        ("https://{service}.example/", "host"),
        ("https://hoster.example:{ref}/", "host"),
        ("https://hoster.example@x.example/", "host"),
        ("https://hoster.example/{balance}", "{balance}"),
        ("https://hoster.example/{}", "filled in"),
        ("https://hoster.example/ x", "spaces"),
        ('https://hoster.example/"x', "quotes"),
        ("https://hoster.example/" + "x" * 300, "300 characters"),
    ],
)
def test_a_bad_template_is_told(template: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_template(template)
