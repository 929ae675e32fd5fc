import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db import outbox, tickets
from gateway.ops.printable import console
from gateway.ops.tickets import ticket_value
from gateway.ops.views import ticket_page, tickets_table
from tests.gateway.desk import Desk, letter
from tests.gateway.values import NOW, ticket

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    desk = Desk(tmp_path, database_url)
    yield desk
    desk.close()


def value(desk: Desk) -> dict:
    (row,) = desk.tickets()
    with desk.database.read() as connection:
        return ticket_value(connection, row)


def test_a_ticket_has_the_keys_of_the_contract(desk: Desk) -> None:
    desk.arrive(letter())
    found = value(desk)
    assert set(found) >= {
        "ref",
        "category",
        "urgency",
        "topic",
        "service",
        "language",
        "subject",
        "agent",
        "participants",
        "state",
        "messages",
        "links",
        "events",
    }
    for message in found["messages"]:
        assert set(message) >= {
            "message_id",
            "direction",
            "kind",
            "from",
            "to",
            "date",
            "new_text",
            "threaded_by",
            "reason",
            "proven",
            "attachments",
        }


def test_a_ticket_tells_who_wrote_what_and_what_went_out(desk: Desk) -> None:
    desk.arrive(letter())
    found = value(desk)
    assert [(one["role"], one["address"]) for one in found["participants"]] == [
        ("client", "anna@client.example"),
        ("agent", "petya.ivanov@hoster.example"),
    ]
    first = found["messages"][0]
    assert first["direction"] == "in"
    assert first["from"] == {"name": "Анна Корж", "address": "anna@client.example"}
    assert first["to"] == ["support@hoster.example"]
    assert first["date"] == "2026-11-27T08:58:00+00:00"
    assert first["threaded_by"] == "new_ticket"
    assert first["reason"]
    assert {one["purpose"] for one in found["outgoing"]} == {"acknowledgement", "notification"}
    assert {one["kind"] for one in found["events"]} >= {"opened", "acknowledged"}


def test_links_are_seen_from_both_tickets(desk: Desk) -> None:
    desk.arrive(letter())
    desk.arrive(letter(sender="x@other.example", message_id="2@other.example"))
    first, second = desk.tickets()
    with desk.database.begin() as connection:
        tickets.link(connection, second.id, first.id, "probably_belongs_to", "a guess", NOW)
    with desk.database.read() as connection:
        (back,) = ticket_value(connection, first)["links"]
        (link,) = ticket_value(connection, second)["links"]
    assert (back["ref"], back["made_for"], link["made_for"]) == (second.ref, "other", "this")
    assert (link["ref"], link["kind"], link["reason"]) == (
        first.ref,
        "probably_belongs_to",
        "a guess",
    )


def test_the_page_shows_a_hostile_subject_and_text_without_obeying_them(desk: Desk) -> None:
    desk.arrive(letter("[red]Сайт[/red] \x1b]0;title\x07", body="text \x1b[2J [bold]x[/bold]"))
    page = io.StringIO()
    ticket_page(console(page), value(desk), MOSCOW)
    assert "[red]Сайт[/red]" in page.getvalue()
    assert "[bold]x[/bold]" in page.getvalue()
    assert "\x1b" not in page.getvalue()
    assert "\x07" not in page.getvalue()


def test_the_page_says_what_became_of_outgoing_letters(desk: Desk) -> None:
    desk.arrive(letter())
    with desk.database.begin() as connection:
        outbox.settle(connection, 1, "failed", NOW, "550 5.1.1 no such user")
    page = io.StringIO()
    ticket_page(console(page), value(desk), MOSCOW)
    assert "acknowledgement to anna@client.example: failed (550 5.1.1 no such" in page.getvalue()
    assert "27.11. 12:00" in page.getvalue()  # 09:00 UTC in Moscow


def test_the_list_fits_eighty_columns_and_keeps_the_ref_whole() -> None:
    page = io.StringIO()
    rows = [
        ticket(subject="Очень длинная тема письма, которая не кончается " * 3),
        ticket(ref="abcdefghjk", urgency="diagnostics", category="sysadmin", subject=""),
    ]
    tickets_table(console(page), rows, NOW + timedelta(hours=3), cut=False)
    lines = page.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "0123456789" in lines[1]
    assert "3 h" in lines[1]
    assert "(no subject)" in lines[2]
    assert lines[-1] == "2 tickets"


def test_a_cut_list_says_so() -> None:
    page = io.StringIO()
    tickets_table(console(page), [ticket()], NOW, cut=True)
    assert "and more" in page.getvalue()


def test_the_page_shows_no_password(desk: Desk) -> None:
    desk.arrive(letter("Пароль: Qwerty123", body="Не пускает по SSH.\nпароль root: Hunter22!"))
    [row] = desk.tickets()
    with desk.database.read() as connection:
        value = ticket_value(connection, row)
    out = io.StringIO()
    ticket_page(console(out), value, ZoneInfo("Europe/Moscow"))
    tickets_table(console(out), [row], NOW, cut=False)
    assert "Не пускает по SSH" in out.getvalue()
    assert "Qwerty123" not in out.getvalue()
    assert "Hunter22" not in out.getvalue()
