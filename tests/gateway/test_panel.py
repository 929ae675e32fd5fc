"""The panel is suggested with manners: seldom, less often when nobody cares, and never again to
whoever uses it or shall not be told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from db import outbox, panel, tickets
from gateway.repair import Repair
from gateway.settings import Acknowledgement, Panel
from tests.gateway.desk import Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT

LINK = "https://my.hoster.example/new"
PANEL = Panel(kind="links", link=LINK, suggest_every_days=30, senders=("my.hoster.example",))


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    made = Desk(tmp_path, database_url, panel=PANEL)
    yield made
    made.close()


class Client:
    """Somebody who writes about another matter each time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.wrote = 0

    def writes(self, **changes: Any) -> list[Sent]:
        self.wrote += 1
        words = ("Домен", "Почта", "База", "Копия", "Диск", "Сертификат", "Тариф", "Адрес", "Ключ")
        values = {
            "subject": words[self.wrote % len(words)],
            "message_id": f"{self.wrote}@client.example",
            "body": f"Добрый день! {words[self.wrote % len(words)]}: подскажите, как поменять?",
        }
        return self.desk.arrive(letter(**values | changes))

    def is_told(self, **changes: Any) -> bool:
        acknowledged = [one for one in self.writes(**changes) if one.purpose == "acknowledgement"]
        assert len(acknowledged) == 1
        return LINK in acknowledged[0].text


def test_each_one_that_is_ignored_doubles_the_wait_and_four_are_enough(desk: Desk) -> None:
    client = Client(desk)
    told_on = []
    for day in range(0, 40 * 30, 15):
        if client.is_told():
            told_on.append(day)
        desk.later(days=15)
    # thirty days twice, four and eight times, and never again
    assert told_on == [0, 60, 180, 420]


def test_one_that_was_followed_is_not_held_against_the_next(desk: Desk) -> None:
    client = Client(desk)
    assert client.is_told()
    [ticket] = desk.tickets()
    with desk.database.begin() as connection:
        panel.follow(connection, ticket.ref, desk.clock.now())
    desk.later(days=29)
    assert not client.is_told()
    desk.later(days=1)
    assert client.is_told()


def test_his_other_address_is_told_no_more_than_he(desk: Desk) -> None:
    assert Client(desk).is_told()
    other = "anna@home.example"
    raw = letter("Дом", sender=other, message_id="h1@home.example", proven=False, body="Как? Дом")
    desk.arrive(raw, sender=other)
    with desk.database.begin() as connection:
        Repair(connection, desk.clock.now()).join(CLIENT, other)
    desk.later(days=2)
    raw = letter("Дача", sender=other, message_id="h2@home.example", body="Как? Дача")
    [told] = [one for one in desk.arrive(raw, sender=other) if one.purpose == "acknowledgement"]
    assert LINK not in told.text


def test_another_client_is_told_all_the_same(desk: Desk) -> None:
    assert Client(desk).is_told()
    other = "boris@client.example"
    raw = letter("Другое", sender=other, message_id="x@client.example", body="Как сменить тариф?")
    [told] = [one for one in desk.arrive(raw, sender=other) if one.purpose == "acknowledgement"]
    assert LINK in told.text


def test_nobody_unproven_is_told_and_nothing_is_kept(desk: Desk) -> None:
    assert not Client(desk).is_told(proven=False)
    with desk.database.read() as connection:
        assert panel.past(connection, [CLIENT]) == panel.Past()


def test_the_ticket_says_why_it_is_or_is_not_suggested(desk: Desk) -> None:
    client = Client(desk)
    client.writes()
    desk.later(days=3)
    client.writes()
    said = []
    with desk.database.read() as connection:
        for ticket in desk.tickets():
            said += [
                one.text
                for one in tickets.events(connection, ticket.id)
                if one.kind == "acknowledged"
            ]
    assert said[0].endswith(f"; to {CLIENT}; suggests the panel")
    assert said[1].endswith("; does not suggest the panel: suggested less than 60 days ago")


def test_a_long_russian_subject_is_cut_in_the_link(tmp_path: Path) -> None:
    subject = Panel(kind="links", link=f"{LINK}?s={{subject}}")
    desk = Desk(tmp_path, f"sqlite:///{tmp_path}/postdesk.db", panel=subject)
    [told] = [
        one
        for one in desk.arrive(letter("Не открывается сайт, " + "очень " * 20))
        if one.purpose == "acknowledgement"
    ]
    [link] = [line for line in told.text.splitlines() if line.startswith(LINK)]
    assert unquote(link).endswith("?s=Не открывается сайт, очень оче")
    desk.close()


def test_never_again_once_an_agent_said_so(desk: Desk) -> None:
    with desk.database.begin() as connection:
        panel.never_suggest(connection, CLIENT, desk.clock.now())
    client = Client(desk)
    assert not client.is_told()
    desk.later(days=3000)
    assert not client.is_told()
    with desk.database.begin() as connection:
        assert panel.may_suggest(connection, [CLIENT])
    desk.later(days=1)
    assert client.is_told()


FROM_PANEL = "Панель <requests@my.hoster.example>"


class TestFromThePanel:
    def passed_on(self, **changes: Any) -> str:
        values: dict[str, Any] = {
            "subject": "Новый вопрос",
            "sender": FROM_PANEL,
            "message_id": "p@my.hoster.example",
            "headers": f"Reply-To: {CLIENT}\n",
            "body": "Как подключить второй диск?",
        }
        return letter(**values | changes)

    def test_whoever_is_seen_there_is_never_told_again(self, desk: Desk) -> None:
        sent = desk.arrive(self.passed_on(), sender="requests@my.hoster.example")
        assert [one.purpose for one in sent] == ["notification"]  # the panel itself gets no answer
        [ticket] = desk.tickets()
        assert desk.people(ticket.id)[CLIENT] == "client"
        assert not Client(desk).is_told()
        desk.later(days=3000)
        assert not Client(desk).is_told(subject="Ещё", message_id="y@client.example")

    def test_a_forged_one_says_nothing(self, desk: Desk) -> None:
        failed = "Authentication-Results: mx.hoster.example; dmarc=fail"
        raw = failed + " header.from=my.hoster.example\n" + self.passed_on(proven=False)
        desk.arrive(raw, sender="requests@my.hoster.example")
        assert Client(desk).is_told()

    def test_one_that_names_nobody_says_nothing(self, desk: Desk) -> None:
        for number, reply_to in enumerate(("", f"Reply-To: {AGENT}\n", "Reply-To: x\n")):
            raw = self.passed_on(headers=reply_to, message_id=f"p{number}@my.hoster.example")
            desk.arrive(raw, sender="requests@my.hoster.example")
        assert Client(desk).is_told()


class TestDelay:
    @pytest.fixture
    def desk(self, tmp_path: Path, database_url: str) -> Iterator[Desk]:
        delay = Acknowledgement(delay={"general": timedelta(minutes=2)})
        made = Desk(tmp_path, database_url, panel=PANEL, acknowledgement=delay)
        yield made
        made.close()

    def test_a_suggestion_that_was_taken_back_does_not_count(self, desk: Desk) -> None:
        desk.spool(letter())
        desk.drain()
        with desk.database.begin() as connection:
            [notification] = outbox.claim(connection, "test", desk.clock.now(), 10)
            assert panel.past(connection, [CLIENT]).suggested == 1
        sent = Sent("notification", notification.recipient, notification.content)
        address = sent["Reply-To"].strip("<>")
        raw = letter(
            "Re: Сайт",
            sender=f"Петя Иванов <{AGENT}>",
            message_id="a@hoster.example",
            body="Уже починили.",
        )
        desk.spool(raw, sender=AGENT, to=(address,))
        desk.drain()
        with desk.database.read() as connection:
            assert panel.past(connection, [CLIENT]).suggested == 0

    def waiting(self, desk: Desk) -> list[str]:
        with desk.database.read() as connection:
            return [
                one.state
                for ticket in desk.tickets()
                for one in outbox.of_ticket(connection, ticket.id)
                if one.purpose == "acknowledgement"
            ]

    @pytest.mark.parametrize("way", ["merge", "move"])
    def test_a_letter_that_joins_another_ticket_is_not_acknowledged(
        self, desk: Desk, way: str
    ) -> None:
        desk.spool(letter())
        other = "boris@client.example"
        desk.spool(
            letter("Домен", sender=other, message_id="2@client.example", body="Как продлить?"),
            sender=other,
        )
        desk.drain()
        assert self.waiting(desk) == ["queued", "queued"]
        first, second = desk.tickets()
        with desk.database.begin() as connection:
            repair = Repair(connection, desk.clock.now())
            if way == "merge":
                repair.merge(second.ref, first.ref)
            else:
                repair.move(second.ref, first.ref, ["1"])
        assert self.waiting(desk) == ["queued", "dropped"]
        with desk.database.read() as connection:
            assert panel.past(connection, [other]).suggested == 0

    def test_what_is_moved_of_its_end_changes_nothing(self, desk: Desk) -> None:
        desk.spool(letter())
        headers = "In-Reply-To: <1@client.example>\n"
        desk.spool(letter("Re: Сайт", message_id="2@client.example", headers=headers, body="Ещё"))
        desk.spool(letter("Домен", message_id="3@client.example", body="Как продлить домен?"))
        desk.drain()
        first, second = desk.tickets()
        letters = desk.letters(first.id)
        place = next(
            at for at, one in enumerate(letters, 1) if one.message_id == "2@client.example"
        )
        with desk.database.begin() as connection:
            Repair(connection, desk.clock.now()).move(first.ref, second.ref, [str(place)])
        assert self.waiting(desk)[0] == "queued"
