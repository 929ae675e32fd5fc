"""The operator's incidents: read with care, told with more."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.incidents import IncidentFault, Touched, read, touching
from tests.acknowledgements.values import NOW

FILE = """
[[incidents]]
what = "node7: array rebuilds, disk 3 failed"
since = 2026-11-27T08:30:00+03:00
servers = ["node7", "192.0.2.7"]
[incidents.text]
ru = "С утра часть сайтов открывается медленно: меняем диск. Ничего не потеряется."
en = "Some sites have been slow since this morning: we are changing a disk. Nothing is lost."

[[incidents]]
what = "queue of mx2"
since = 2026-11-27T10:00:00+03:00
until = 2026-11-27T16:00:00+03:00
domains = ["mail.hoster.example"]
words = ["почт* задерж*", "mail late"]
text.ru = "Почта приходит с задержкой, письма не теряются."
text.en = "Mail is late, but no letter gets lost."
"""
INCIDENTS = read(FILE)


def found(text: str, **changes: object) -> str:
    touched = touching(INCIDENTS, **({"now": NOW, "letter": text, "proven": False} | changes))
    return touched.reason if touched else ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Сервер node7 не отвечает", "the server node7"),
        ("не пингуется 192.0.2.7.", "the server 192.0.2.7"),
        ("NODE7?", "the server node7"),
        ("с node7-ssd беда", "the server node7"),
        ("smtp.mail.hoster.example отвечает 451", "the domain smtp.mail.hoster.example"),
        ("Почта приходит с большой задержкой", "the words почт* задерж*"),
        ("our mail is so late", "the words mail late"),
        ("почта не работает", ""),
        ("node77 и node70, 192.0.2.70, xmail.hoster.example", ""),
        ("hoster.example", ""),
        ("", ""),
    ],
)
def test_by_server_domain_and_words(text: str, reason: str) -> None:
    assert found(text) == reason


def test_only_while_it_is_open() -> None:
    text = "our mail is late"
    assert found(text, now=NOW - timedelta(hours=3)) == ""
    assert found(text, now=NOW + timedelta(hours=4)) == ""
    assert found("node7", now=NOW + timedelta(days=400)) == "the server node7"


def test_the_surest_wins() -> None:
    assert found("mail is late on node7") == "the server node7"


def test_the_newest_of_equals_wins() -> None:
    again = FILE.replace("disk 3 failed", "disk 4 failed").replace("T08:30", "T11:30")
    both = read(FILE) + read(again)
    touched = touching(both, now=NOW, letter="node7", proven=False)
    assert isinstance(touched, Touched)
    assert touched.incident.what.endswith("disk 4 failed")


def test_the_account_s_services_count_for_a_proven_sender_only() -> None:
    assert found("всё медленно", services=["Node7"], proven=True) == "the server node7"
    assert found("всё медленно", services=["Node7"], proven=False) == ""


@given(st.text(), st.booleans())
def test_any_letter_can_be_asked_about(text: str, proven: bool) -> None:
    found(text, proven=proven)


def test_a_hostile_letter_costs_little() -> None:
    for text in ("a." * 500_000, "-" * 1_000_000, "node7" * 200_000, "a-" * 500_000):
        assert found(text) == ""


def test_an_empty_file_has_none() -> None:
    assert read("") == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[incidents]]", "[[incident]]", "nothing but"),
        ("[[incidents]]", "[[incidents", "not a TOML file"),
        ('what = "queue of mx2"', "", "incident 2: what is missing"),
        ("since = 2026-11-27T10:00:00+03:00", "", "incident 2: since is missing"),
        ("16:00:00+03:00", "16:00:00", "incident 2: until must be"),
        ('["mail.hoster.example"]', '"mail.hoster.example"', "incident 2: domains must be a list"),
        ('"mail late"', '"*"', "incident 2: words must be a list"),
        ('servers = ["node7", "192.0.2.7"]', "", "incident 1: needs servers, domains or words"),
        ("servers =", "server =", "incident 1: unknown key server"),
        (
            'text.en = "Mail is late, but no letter gets lost."',
            "",
            "incident 2: text needs ru and en",
        ),
        ("but no letter gets lost", r"but\nlost", "incident 2: text.en must be one line"),
        ("but no letter gets lost", "x" * 300, "characters of 300 at the most"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, words: str) -> None:
    assert old in FILE
    with pytest.raises(IncidentFault, match=words.replace("[", r"\[")):
        read(FILE.replace(old, new))
