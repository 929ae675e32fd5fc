from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from db.outbox import Shown
from db.tickets import EventRow, Letter
from gateway.demo.books import Page
from gateway.demo.check import differences, outcomes
from gateway.demo.sink import Caught
from gateway.demo.story import Expected
from tests.gateway.values import NOW, ticket

LETTER = Letter(
    spool_id=1,
    direction="in",
    at=NOW,
    kind="person",
    kind_reason="",
    message_id="1@client.example",
    digest="",
    from_name="",
    from_address="anna@client.example",
    recipients=(),
    subject="",
    language="ru",
    date=None,
    new_text="Сайт\nне открывается",
    threaded_by="new_ticket",
    reason="",
    proven="",
    attachments=(),
    defects=(),
)
EVENT = EventRow(at=datetime(2026, 11, 27, tzinfo=UTC), kind="opened", text="")
SENT = Shown(
    id=1,
    state="sent",
    purpose="acknowledgement",
    ticket_id=1,
    message_id="k@hoster.example",
    recipient="anna@client.example",
    created_at=NOW,
    due_at=NOW,
    attempts=1,
    sent_at=NOW,
    response="250 ok",
)
EXPECTED = Expected(
    ticket="A",
    opens=True,
    rule="new_ticket",
    words="Сайт не",
    answer="Спасибо",
    sends=(("acknowledgement", "anna@client.example"),),
)
REFS = {"A": "0123456789"}


def page(**changes: Any) -> Page:
    values = {
        "ticket": ticket(),
        "letters": (LETTER,),
        "events": (EVENT,),
        "links": (),
        "outgoing": (SENT,),
    }
    return Page(**values | changes)


def caught(text: str) -> list[tuple[str, Caught]]:
    content = f"Subject: Re\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode()
    return [("acknowledgement", Caught("", "anna@client.example", content))]


def test_what_is_as_expected_has_no_differences() -> None:
    changed = outcomes({}, {"0123456789": page()})
    assert differences(EXPECTED, changed, REFS, caught("Спасибо")) == []


def test_only_tickets_that_changed_are_outcomes() -> None:
    before = {"0123456789": page()}
    assert outcomes(before, before) == []
    more = page(letters=(LETTER, replace(LETTER, message_id="2@client.example")))
    (found,) = outcomes(before, {"0123456789": more, "other": page()})[:1]
    assert found.opened is False
    assert found.letter is not None
    assert found.letter.message_id == "2@client.example"
    assert found.outgoing == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ticket": ticket(ref="another")}, "ticket: expected A, found a new one"),
        ({"ticket": ticket(state="aside")}, "state: expected open, found aside"),
        ({"letters": (replace(LETTER, kind="bulk"),)}, "kind: expected person, found bulk"),
        ({"letters": (replace(LETTER, threaded_by="x"),)}, "rule: expected new_ticket, found x"),
        ({"letters": (replace(LETTER, new_text="???"),)}, "'Сайт не' is not in what was filed"),
        ({"letters": ()}, "nothing new filed: expected none, found True"),
        ({"outgoing": ()}, "found none"),
        (
            {"outgoing": (replace(SENT, state="failed"),)},
            "delivery: expected none, found {'failed'}",
        ),
    ],
)
def test_what_is_not_as_expected_is_named(changes: dict[str, Any], words: str) -> None:
    changed = outcomes({}, {"x": page(**changes)})
    assert words in "\n".join(differences(EXPECTED, changed, REFS, caught("Спасибо")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Здравствуйте", "'Спасибо' is not in it"),
        ("Спасибо, ваш номер 0123456789", "it names the ticket 0123456789"),
        ("Спасибо\n> цитата", "it quotes the notification"),
    ],
)
def test_what_a_client_must_not_read_is_named(text: str, words: str) -> None:
    changed = outcomes({}, {"x": page()})
    assert words in "\n".join(differences(EXPECTED, changed, REFS, caught(text)))


def test_a_letter_without_consequences_is_wrong() -> None:
    assert differences(EXPECTED, [], {}, []) == ["nothing became of the letter"]


def test_a_letter_that_changes_two_tickets_is_wrong() -> None:
    changed = outcomes({}, {"0123456789": page(), "other": page()})
    found = differences(EXPECTED, changed, REFS, caught("Спасибо"))
    assert "tickets that changed: expected 1, found 2" in found
