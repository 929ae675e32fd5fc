"""The way of a letter, from the spool to the outbox, on both databases."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db import budgets, outbox
from db.spool import Spooled
from gateway import pipeline as pipeline_module
from gateway.repair import Repair
from gateway.settings import Acknowledgement, Agent, Mailbox, Security
from parsers.message import Own
from parsers.parse import Reading
from tests.gateway.desk import SUPPORT, Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT

STRANGER = "m@evil.example"


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    made = Desk(tmp_path, database_url)
    yield made
    made.close()


def by_purpose(sent: list[Sent]) -> dict[str, Sent]:
    assert len({one.purpose for one in sent}) == len(sent)
    return {one.purpose: one for one in sent}


def _other(address: str) -> str:
    return "support@other.example" if address == SUPPORT else SUPPORT


def reply_address(sent: Sent) -> str:
    return sent["Reply-To"].strip("<>")


class TestNewLetter:
    def test_it_opens_a_ticket_and_is_acknowledged_and_an_agent_is_told(self, desk: Desk) -> None:
        sent = by_purpose(desk.arrive(letter()))
        assert sent.keys() == {"acknowledgement", "notification"}
        [ticket] = desk.tickets()
        assert (ticket.state, ticket.subject) == ("open", "Сайт не открывается")
        assert (ticket.category, ticket.agent) == ("technical", AGENT)
        assert desk.people(ticket.id) == {CLIENT: "client", AGENT: "agent"}

    def test_the_acknowledgement_is_an_answer_of_a_person(self, desk: Desk) -> None:
        sent = by_purpose(desk.arrive(letter()))["acknowledgement"]
        assert sent.recipient == CLIENT
        assert sent["Auto-Submitted"] == "auto-replied"
        assert sent["X-Auto-Response-Suppress"] == "All"
        assert sent["In-Reply-To"] == "<1@client.example>"
        assert sent["References"] == "<1@client.example>"
        assert sent["Subject"] == "Re: Сайт не открывается"
        assert f"<{SUPPORT}>" in sent["From"]
        assert reply_address(sent).startswith("support+c0-")
        assert sent.text.startswith("Здравствуйте, Анна!")
        assert "Петя Иванов" in sent.text

    def test_an_unproven_sender_gets_nothing_of_his_own_words(self, desk: Desk) -> None:
        sent = by_purpose(desk.arrive(letter("Купите слона", proven=False)))["acknowledgement"]
        assert sent["Subject"] == "Мы получили ваше письмо"
        assert "Анна" not in sent.text

    def test_the_notification_tells_who_wrote_what(self, desk: Desk) -> None:
        sent = by_purpose(desk.arrive(letter()))["notification"]
        assert sent.recipient == AGENT
        assert sent["Subject"] == "Сайт не открывается"
        assert CLIENT in sent.text
        assert "romashka.example не открывается с утра" in sent.text
        assert reply_address(sent).startswith("support+a0-")
        assert sent["Auto-Submitted"] == "auto-generated"

    def test_english_is_answered_in_english(self, desk: Desk) -> None:
        raw = letter("Site is down", body="Hello, our site has been down since this morning.")
        assert by_purpose(desk.arrive(raw))["acknowledgement"].text.startswith("Hello")

    def test_a_failed_sender_is_not_answered_and_the_agent_is_warned(self, desk: Desk) -> None:
        raw = "Authentication-Results: mx.hoster.example; dmarc=fail\n" + letter(proven=False)
        sent = by_purpose(desk.arrive(raw))
        assert sent.keys() == {"notification"}
        assert "ВНИМАНИЕ" in sent["notification"].text

    def test_the_mailbox_decides_the_category(self, tmp_path: Path, database_url: str) -> None:
        desk = Desk(
            tmp_path,
            database_url,
            mailboxes=(
                Mailbox(name="support", address=SUPPORT),
                Mailbox(name="bills", address="billing@hoster.example", category="finance"),
            ),
            agents=(
                Agent(name="Петя", address=AGENT, categories=("technical",)),
                Agent(name="Оля", address="olya@hoster.example", categories=("finance",)),
            ),
        )
        sent = desk.arrive(letter(to="billing@hoster.example"), to=("billing@hoster.example",))
        assert by_purpose(sent)["notification"].recipient == "olya@hoster.example"
        [ticket] = desk.tickets()
        assert (ticket.category, ticket.mailbox) == ("finance", "bills")
        desk.close()


class TestWhoAnswers:
    """HeldClock says Friday, 12:00 in Moscow."""

    OLYA = "olya@hoster.example"

    def desk(self, folder: Path, url: str, **petya: Any) -> Desk:
        agents = (
            Agent(name="Петя", address=AGENT, **petya),
            Agent(name="Оля", address=self.OLYA),
        )
        return Desk(folder, url, agents=agents)

    def agents_of(self, desk: Desk, number: int) -> set[str]:
        for one in range(number):
            desk.arrive(letter(f"Вопрос {one}", message_id=f"{one}@client.example"))
            desk.later(hours=1)
        found = {ticket.agent for ticket in desk.tickets()}
        desk.close()
        return found

    def test_nobody_who_is_away(self, tmp_path: Path, database_url: str) -> None:
        away = ((date(2026, 11, 20), date(2026, 12, 1)),)
        desk = self.desk(tmp_path, database_url, away=away)
        assert self.agents_of(desk, 6) == {self.OLYA}

    def test_nobody_whose_hours_are_over(self, tmp_path: Path, database_url: str) -> None:
        desk = self.desk(tmp_path, database_url, hours={"mon-sun": "01:00-05:00"})
        assert self.agents_of(desk, 6) == {self.OLYA}

    def test_the_one_who_knows_the_client(self, tmp_path: Path, database_url: str) -> None:
        assert len(self.agents_of(self.desk(tmp_path, database_url), 8)) == 1


class TestReplies:
    @pytest.fixture
    def acknowledgement(self, desk: Desk) -> Sent:
        return by_purpose(desk.arrive(letter()))["acknowledgement"]

    def reply(self, **changes: Any) -> str:
        return letter(
            **{
                "subject": "Re: Сайт не открывается",
                "message_id": "2@client.example",
                "body": "Уже работает, спасибо!",
            }
            | changes
        )

    def test_to_the_reply_address(self, desk: Desk, acknowledgement: Sent) -> None:
        address = reply_address(acknowledgement)
        sent = desk.arrive(self.reply(to=address), to=(address,))
        assert [one.purpose for one in sent] == ["notification"]
        [ticket] = desk.tickets()
        assert [one.threaded_by for one in desk.letters(ticket.id)][-1] == "reply_address"

    @pytest.mark.parametrize("header", ["References", "In-Reply-To"])
    def test_with_our_id_only(self, desk: Desk, acknowledgement: Sent, header: str) -> None:
        desk.arrive(self.reply(headers=f"{header}: {acknowledgement.message_id}\n"))
        [ticket] = desk.tickets()
        assert desk.letters(ticket.id)[-1].threaded_by == "own_message_id"

    def test_with_the_client_s_own_id_only(self, desk: Desk, acknowledgement: Sent) -> None:
        assert acknowledgement
        desk.arrive(self.reply(headers="References: <1@client.example>\n"))
        [ticket] = desk.tickets()
        assert desk.letters(ticket.id)[-1].threaded_by == "known_message_id"

    def test_an_original_that_arrives_after_its_reply(self, desk: Desk) -> None:
        desk.arrive(self.reply(headers="References: <0@client.example>\n"))
        desk.arrive(letter(message_id="0@client.example"))
        assert len(desk.tickets()) == 1

    def test_a_colleague_who_was_addressed_joins(self, desk: Desk) -> None:
        desk.arrive(letter(headers="Cc: boss@client.example\n"))
        raw = self.reply(sender="boss@client.example", headers="In-Reply-To: <1@client.example>\n")
        desk.arrive(raw, sender="boss@client.example")
        assert len(desk.tickets()) == 1

    def test_a_stranger_with_a_copied_subject_is_elsewhere(
        self, desk: Desk, acknowledgement: Sent
    ) -> None:
        assert acknowledgement
        desk.arrive(self.reply(sender=STRANGER), sender=STRANGER)
        assert len(desk.tickets()) == 2

    def test_a_stranger_with_an_id_only_links(self, desk: Desk, acknowledgement: Sent) -> None:
        headers = f"References: {acknowledgement.message_id}\n"
        desk.arrive(self.reply(sender=STRANGER, headers=headers), sender=STRANGER)
        first, second = desk.tickets()
        assert len(desk.letters(first.id)) == 2
        assert STRANGER not in desk.people(first.id)
        assert second.subject == "Re: Сайт не открывается"

    def test_a_stranger_who_holds_our_letter_has_no_effect(
        self, desk: Desk, acknowledgement: Sent
    ) -> None:
        address = reply_address(acknowledgement)
        raw = self.reply(sender=STRANGER, headers="Cc: other@evil.example\n")
        sent = by_purpose(desk.arrive(raw, sender=STRANGER, to=(address,)))
        assert sent.keys() == {"notification"}
        assert "посторонний" in sent["notification"].text
        [ticket] = desk.tickets()
        assert desk.people(ticket.id).keys() == {CLIENT, AGENT}
        assert desk.letters(ticket.id)[-1].proven == "unproven"
        assert "unproven" in desk.events(ticket.id)

    def test_a_bare_from_brings_nobody_in(self, desk: Desk) -> None:
        desk.arrive(letter(proven=False))
        headers = "References: <1@client.example>\nCc: other@evil.example\n"
        desk.arrive(self.reply(proven=False, headers=headers))
        [ticket] = desk.tickets()
        assert "other@evil.example" not in desk.people(ticket.id)


class TestQueue:
    def test_whoever_writes_again_does_not_lose_his_place(self, desk: Desk) -> None:
        desk.arrive(letter())
        began = desk.tickets()[0].waiting_since
        desk.later(hours=1)
        desk.arrive(
            letter(
                "Re: Сайт не открывается",
                message_id="2@client.example",
                headers="In-Reply-To: <1@client.example>\n",
                body="Ну что там, когда заработает?",
            )
        )
        [ticket] = desk.tickets()
        assert (ticket.waiting_since, ticket.updated_at) == (began, desk.clock.now())

    def test_after_an_answer_the_waiting_begins_anew(self, desk: Desk) -> None:
        sent = by_purpose(desk.arrive(letter()))["notification"]
        desk.later(hours=1)
        address = reply_address(sent)
        answer = letter(
            "Re: Сайт не открывается",
            sender=AGENT,
            to=address,
            message_id="a@hoster.example",
            body="Починили.",
        )
        desk.arrive(answer, sender=AGENT, to=(address,))
        [ticket] = desk.tickets()
        assert (ticket.state, ticket.waiting_since) == ("waiting", desk.clock.now())
        desk.later(hours=1)
        desk.arrive(
            letter(
                "Re: Сайт не открывается",
                message_id="3@client.example",
                headers="In-Reply-To: <1@client.example>\n",
                body="Опять не открывается, посмотрите.",
            )
        )
        [ticket] = desk.tickets()
        assert (ticket.state, ticket.waiting_since) == ("open", desk.clock.now())


class TestSameLetter:
    def test_the_same_bytes_twice_are_one_letter(self, desk: Desk) -> None:
        assert len(desk.arrive(letter())) == 2
        assert desk.arrive(letter()) == []
        assert len(desk.tickets()) == 1

    def test_by_another_way_it_is_one_letter_too(self, desk: Desk) -> None:
        desk.arrive(letter())
        trace = f"Delivered-To: {SUPPORT}\nReceived: from a by b; Fri, 27 Nov 2026 11:59:00 +0300\n"
        assert desk.arrive(trace + letter(), source="imap") == []
        [ticket] = desk.tickets()
        assert "duplicate" in desk.events(ticket.id)

    def test_a_reused_id_with_another_text_is_not_dropped(self, desk: Desk) -> None:
        desk.arrive(letter())
        desk.arrive(letter(body="Это совсем другое письмо."))
        assert (
            sum(
                one.direction == "in"
                for ticket in desk.tickets()
                for one in desk.letters(ticket.id)
            )
            == 2
        )

    def test_letters_without_an_id_are_kept_apart(self, desk: Desk) -> None:
        first = letter().replace("Message-ID: <1@client.example>\n", "")
        desk.arrive(first)
        desk.arrive(first.replace("с утра", "с вечера"))
        assert len(desk.tickets()) == 2


class TestAutomaticMail:
    def test_what_answers_nothing_is_set_aside_in_silence(self, desk: Desk) -> None:
        raw = letter("Новости", headers="List-Id: <news.shop.example>\nPrecedence: bulk\n")
        assert desk.arrive(raw) == []
        assert [ticket.state for ticket in desk.tickets()] == ["aside"]

    def test_a_null_sender_is_never_answered(self, desk: Desk) -> None:
        sent = desk.arrive(letter(), sender=None)
        assert "acknowledgement" not in [one.purpose for one in sent]

    def test_an_out_of_office_changes_nothing(self, desk: Desk) -> None:
        address = reply_address(by_purpose(desk.arrive(letter()))["acknowledgement"])
        raw = letter(
            "Автоответ: Сайт не открывается",
            message_id="3@client.example",
            headers="Auto-Submitted: auto-replied\n",
        )
        assert desk.arrive(raw, sender=None, to=(address,)) == []
        [ticket] = desk.tickets()
        assert desk.events(ticket.id)[-1] == "auto_reply"

    def acknowledged(self, sent: list[Sent]) -> bool:
        return any(one.purpose == "acknowledgement" for one in sent)

    def test_ten_letters_within_an_hour_get_one_answer(self, desk: Desk) -> None:
        answered = 0
        for number in range(10):
            raw = letter(f"Вопрос {number}", message_id=f"q{number}@client.example")
            answered += self.acknowledged(desk.arrive(raw))
        assert answered == 1
        assert len(desk.tickets()) == 10
        desk.later(hours=1, seconds=1)
        sent = desk.arrive(letter("Вопрос 11", message_id="q11@client.example"))
        assert self.acknowledged(sent)

    def test_a_responder_without_an_honest_header_gets_three_a_day(self, desk: Desk) -> None:
        answered = 0
        for hour in range(24):
            raw = letter(
                f"Ваше письмо {hour}",
                sender="robot@shop.example",
                message_id=f"r{hour}@shop.example",
                body=f"Спасибо, мы получили ваше письмо, его номер {hour}, ждите.",
            )
            answered += self.acknowledged(desk.arrive(raw, sender="robot@shop.example"))
            desk.later(hours=1)
        assert answered <= 3

    @pytest.mark.parametrize("honest", [True, False])
    def test_two_gateways_that_face_each_other_fall_silent(
        self, tmp_path: Path, honest: bool
    ) -> None:
        """Also when what lies between them takes away every sign that a program wrote."""
        theirs = "support@other.example"
        here, there = (
            Desk(
                tmp_path / name,
                f"sqlite:///{tmp_path}/{name}.db",
                hostname=f"{name}.example",
                mailboxes=(Mailbox(name="support", address=address),),
            )
            for name, address in (("hoster", SUPPORT), ("other", theirs))
        )
        passed = {SUPPORT: 0, theirs: 0}
        raw: str | bytes = letter("Вопрос", sender=theirs, message_id="0@other.example")
        receiver, sender, envelope = here, theirs, theirs
        for number in range(48):
            sent = [
                one
                for one in receiver.arrive(raw, sender=envelope or None, to=(_other(sender),))
                if one.purpose == "acknowledgement"
            ]
            for desk in (here, there):
                desk.later(minutes=31)  # no bucket for an hour ends it
            if not sent:
                break
            passed[sender] += 1
            receiver, sender = (there, SUPPORT) if receiver is here else (here, theirs)
            raw, envelope = sent[0].raw, ""
            if not honest:
                envelope = sender
                raw = letter(
                    f"Re: {number}",
                    sender=sender,
                    message_id=f"{number}@x.example",
                    body=sent[0].text,
                )
        assert passed == ({theirs: 1, SUPPORT: 0} if honest else {theirs: 3, SUPPORT: 3})
        here.close()
        there.close()

    def test_a_flood_of_forged_letters_hits_nobody_hard(self, desk: Desk) -> None:
        received: dict[str, int] = {}
        for number in range(150):
            who = "victim@prey.example" if number % 3 == 0 else f"x{number}@prey{number}.example"
            raw = letter(
                f"Buy {number}",
                sender=who,
                message_id=f"f{number}@x.example",
                proven=False,
                body=f"Message number {number} of many, please look at it at once.",
            )
            for one in desk.arrive(raw, sender=who):
                if one.purpose == "acknowledgement":
                    received[one.recipient] = received.get(one.recipient, 0) + 1
                    assert "Buy" not in one.text + one["Subject"]
            desk.later(seconds=20)
        assert received.get("victim@prey.example", 0) <= 1
        assert len(desk.tickets()) == 150

    def test_too_much_at_once_stops_all_of_it_and_is_said_once(self, desk: Desk) -> None:
        for number in range(320):
            who = f"c{number}@client{number}.example"
            desk.spool(
                letter(f"Q {number}", sender=who, message_id=f"{number}@x.example", proven=False),
                sender=who,
            )
        desk.drain()
        answered = sum(one.purpose == "acknowledgement" for one in desk.new())
        assert answered <= 300
        assert desk.states() == {"done": 320}
        with desk.database.read() as connection:
            assert budgets.stopped_since(connection) is not None
            alarms = connection.execute(text("SELECT count(*) FROM events WHERE kind = 'alarm'"))
            assert alarms.scalar() == 1
        desk.later(hours=1)
        late = desk.arrive(
            letter(
                "Q",
                sender="late@late.example",
                message_id="late@late.example",
                body="Добрый день! Как перенести домен к вам от другого регистратора?",
            ),
            sender="late@late.example",
        )
        assert self.acknowledged(late)

    def test_a_blocked_sender_is_filed_and_not_answered(
        self, tmp_path: Path, database_url: str
    ) -> None:
        security = Security(blocked_senders=("client.example",))
        desk = Desk(tmp_path, database_url, security=security)
        assert [one.purpose for one in desk.arrive(letter())] == ["notification"]
        desk.close()

    def test_a_letter_that_reopens_is_acknowledged_if_that_is_wanted(
        self, tmp_path: Path, database_url: str
    ) -> None:
        wanted = Acknowledgement(when_reopened=True)
        desk = Desk(tmp_path, database_url, acknowledgement=wanted)
        first = by_purpose(desk.arrive(letter()))["acknowledgement"]
        [ticket] = desk.tickets()
        with desk.database.begin() as connection:
            Repair(connection, desk.clock.now()).close(ticket.ref)
        desk.later(hours=2)
        raw = letter(
            "Re: Сайт не открывается",
            message_id="2@client.example",
            headers=f"In-Reply-To: {first.message_id}\n",
            body="Снова не открывается, посмотрите, пожалуйста.",
        )
        assert self.acknowledged(desk.arrive(raw))
        assert not self.acknowledged(
            desk.arrive(raw.replace("<2@", "<3@").replace("Снова", "Опять"))
        )
        desk.close()


class TestDelay:
    def test_an_agent_s_answer_takes_the_place_of_the_acknowledgement(
        self, tmp_path: Path, database_url: str
    ) -> None:
        delay = Acknowledgement(delay={"general": timedelta(minutes=2)})
        desk = Desk(tmp_path, database_url, acknowledgement=delay)
        desk.spool(letter())
        desk.drain()
        with desk.database.begin() as connection:
            [notification] = outbox.claim(connection, "test", desk.clock.now(), 10)
            assert notification.purpose == "notification"
        sent = Sent("notification", notification.recipient, notification.content)
        raw = letter(
            "Re: Сайт",
            sender=f"Петя Иванов <{AGENT}>",
            message_id="a@hoster.example",
            body="Уже починили.",
        )
        desk.spool(raw, sender=AGENT, to=(reply_address(sent),))
        desk.drain()
        desk.later(minutes=5)
        with desk.database.begin() as connection:
            due = outbox.claim(connection, "test", desk.clock.now(), 10)
        assert [one.purpose for one in due] == ["relay"]
        desk.close()


class TestAgents:
    ANSWER = "Проверили, сайт снова работает."

    @pytest.fixture
    def notification(self, desk: Desk) -> Sent:
        return by_purpose(desk.arrive(letter()))["notification"]

    def answer(self, notification: Sent, **changes: Any) -> str:
        quoted = "\n".join(f"> {line}" for line in notification.text.split("\n"))
        values = {
            "subject": f"Re: {notification['Subject']}",
            "sender": f"Петя Иванов <{AGENT}>",
            "to": reply_address(notification),
            "message_id": "9@hoster.example",
            "body": f"{self.ANSWER}\n\n27.11.2026 12:00, Анна Корж (клиент) пишет:\n{quoted}",
            "headers": f"In-Reply-To: {notification.message_id}\n",
        }
        return letter(**values | changes)

    def send(self, desk: Desk, notification: Sent, raw: str, sender: str = AGENT) -> list[Sent]:
        return desk.arrive(raw, sender=sender, to=(reply_address(notification),))

    def test_his_answer_reaches_the_client_under_his_name(
        self, desk: Desk, notification: Sent
    ) -> None:
        relay = by_purpose(self.send(desk, notification, self.answer(notification)))["relay"]
        assert relay.recipient == CLIENT
        assert relay["From"] == f"Петя Иванов <{SUPPORT}>"
        assert relay["Subject"] == "Re: Сайт не открывается"
        assert relay["In-Reply-To"] == "<1@client.example>"
        assert relay.text.strip() == self.ANSWER
        assert AGENT.encode() not in relay.raw
        assert b"+a0-" not in relay.raw
        assert relay["Auto-Submitted"] == ""
        [ticket] = desk.tickets()
        assert ticket.state == "waiting"
        assert desk.letters(ticket.id)[-1].direction == "out"

    def test_the_client_s_answer_to_it_is_on_the_ticket(
        self, desk: Desk, notification: Sent
    ) -> None:
        relay = by_purpose(self.send(desk, notification, self.answer(notification)))["relay"]
        raw = letter(
            "Re: Сайт не открывается",
            message_id="4@client.example",
            headers=f"In-Reply-To: {relay.message_id}\n",
            body="Спасибо, всё открывается!",
        )
        sent = by_purpose(desk.arrive(raw))
        assert sent.keys() == {"notification"}
        [ticket] = desk.tickets()
        assert ticket.state == "open"

    @pytest.mark.parametrize(("proven", "both"), [(True, True), (False, False)])
    def test_whom_a_proven_client_addressed_gets_it_too(
        self, desk: Desk, proven: bool, both: bool
    ) -> None:
        raw = letter(proven=proven, headers="Cc: boss@client.example\n")
        notification = by_purpose(desk.arrive(raw))["notification"]
        sent = self.send(desk, notification, self.answer(notification))
        expected = [CLIENT, "boss@client.example"] if both else [CLIENT]
        assert [one.recipient for one in sent] == expected
        assert len({one["Reply-To"] for one in sent}) == len(expected)

    def test_a_colleague_who_asks_is_answered(self, desk: Desk) -> None:
        desk.arrive(letter(proven=False, headers="Cc: boss@client.example\n"))
        raw = letter(
            "Re: Сайт не открывается",
            sender="boss@client.example",
            proven=False,
            message_id="2@client.example",
            headers="In-Reply-To: <1@client.example>\n",
            body="А когда исправите?",
        )
        notification = by_purpose(desk.arrive(raw, sender="boss@client.example"))["notification"]
        sent = self.send(desk, notification, self.answer(notification))
        assert [one.recipient for one in sent] == [CLIENT, "boss@client.example"]
        assert {one["In-Reply-To"] for one in sent} == {"<2@client.example>"}

    def test_his_out_of_office_goes_to_nobody(self, desk: Desk, notification: Sent) -> None:
        raw = self.answer(notification, headers="Auto-Submitted: auto-replied\n")
        assert self.send(desk, notification, raw) == []
        [ticket] = desk.tickets()
        assert desk.letters(ticket.id)[-1].direction == "note"

    @pytest.mark.parametrize("sender", [STRANGER, CLIENT])
    def test_nobody_else_speaks_for_him(self, desk: Desk, notification: Sent, sender: str) -> None:
        raw = self.answer(notification, sender=sender)
        sent = self.send(desk, notification, raw, sender)
        assert [one.purpose for one in sent] == ["notification"]
        assert "ВНИМАНИЕ" in sent[0].text

    def test_a_forged_agent_does_not_speak(self, desk: Desk, notification: Sent) -> None:
        raw = "Authentication-Results: mx.hoster.example; dmarc=fail\n" + self.answer(
            notification, proven=False
        )
        sent = self.send(desk, notification, raw)
        assert [one.purpose for one in sent] == ["notice"]
        assert sent[0].recipient == AGENT

    def test_a_former_agent_does_not_speak(
        self, desk: Desk, notification: Sent, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = (Agent(name="Оля", address="olya@hoster.example"),)
        changed = desk.settings.model_copy(update={"agents": other})
        monkeypatch.setattr(desk.pipeline, "_settings", changed)
        sent = self.send(desk, notification, self.answer(notification))
        assert "relay" not in [one.purpose for one in sent]

    def test_an_empty_answer_sends_the_client_nothing(self, desk: Desk, notification: Sent) -> None:
        raw = self.answer(notification, body="\n")
        assert [one.purpose for one in self.send(desk, notification, raw)] == ["notice"]

    def test_a_copy_to_the_plain_address_is_not_for_the_client(
        self, desk: Desk, notification: Sent
    ) -> None:
        sent = desk.arrive(self.answer(notification, to=SUPPORT), sender=AGENT)
        assert [one.purpose for one in sent] == ["notice"]

    def test_a_bounce_of_his_answer_is_told_to_him(self, desk: Desk, notification: Sent) -> None:
        relay = by_purpose(self.send(desk, notification, self.answer(notification)))["relay"]
        sent = desk.arrive(bounce(relay), sender=None, to=(reply_address(relay),))
        assert [(one.purpose, one.recipient) for one in sent] == [("notice", AGENT)]
        [ticket] = desk.tickets()
        assert "bounce" in desk.events(ticket.id)

    def test_he_is_told_of_a_failed_answer_once(self, desk: Desk, notification: Sent) -> None:
        relay = by_purpose(self.send(desk, notification, self.answer(notification)))["relay"]
        for number in (1, 2):
            raw = bounce(relay).replace("<b1@", f"<b{number}@")
            sent = desk.arrive(raw, sender=None, to=(reply_address(relay),))
            assert len(sent) == (number == 1)

    def test_a_notification_that_comes_back_goes_to_the_others(
        self, tmp_path: Path, database_url: str
    ) -> None:
        agents = tuple(
            Agent(name=name, address=f"{name}@hoster.example") for name in ("petya", "olya")
        )
        desk = Desk(tmp_path, database_url, agents=agents)
        told = [one for one in desk.arrive(letter()) if one.purpose == "notification"]
        reached: list[list[str]] = []
        for one in told:
            sent = desk.arrive(
                bounce(one).replace("<b1@", f"<b{one.recipient}@"),
                sender=None,
                to=(reply_address(one),),
            )
            reached.append([new.recipient for new in sent])
        assert reached == [[told[1].recipient], []]
        [ticket] = desk.tickets()
        assert "escalated" in desk.events(ticket.id)
        desk.close()

    def test_a_word_of_the_border_that_proves_nothing_stops_him(
        self, desk: Desk, notification: Sent
    ) -> None:
        raw = "Authentication-Results: mx.hoster.example; spf=fail\n" + self.answer(
            notification, proven=False
        )
        assert [one.purpose for one in self.send(desk, notification, raw)] == ["notice"]

    def test_without_a_word_of_the_border_his_reply_address_is_enough(
        self, desk: Desk, notification: Sent
    ) -> None:
        raw = self.answer(notification, proven=False)
        assert [one.purpose for one in self.send(desk, notification, raw)] == ["relay"]

    def test_one_answer_for_two_tickets_goes_to_neither(
        self, desk: Desk, notification: Sent
    ) -> None:
        other = by_purpose(
            desk.arrive(letter("Другое", message_id="2@client.example", body="Не ходит почта."))
        )["notification"]
        to = (reply_address(notification), reply_address(other))
        sent = desk.arrive(self.answer(notification), sender=AGENT, to=to)
        assert [one.purpose for one in sent] == ["notice"]

    def test_a_fresh_letter_of_his_is_said_to_reach_no_client(self, desk: Desk) -> None:
        raw = letter("Re: Сайт", sender=f"Петя Иванов <{AGENT}>", message_id="x@hoster.example")
        sent = desk.arrive(raw, sender=AGENT)
        assert [(one.purpose, one.recipient) for one in sent] == [("notice", AGENT)]

    def test_nothing_but_a_signature_is_no_answer(self, desk: Desk, notification: Sent) -> None:
        raw = self.answer(notification, body="-- \nПетя Иванов\n")
        assert [one.purpose for one in self.send(desk, notification, raw)] == ["notice"]

    def test_neither_a_file_nor_a_line_with_his_reply_address_is_passed_on(
        self, desk: Desk, notification: Sent
    ) -> None:
        token = reply_address(notification)
        body = f"Готово.\n\nМой адрес для ответа: {token}\n\nПетя"
        sent = by_purpose(self.send(desk, notification, self.answer(notification, body=body)))
        assert sent.keys() == {"relay", "notice"}
        assert "Готово." in sent["relay"].text
        assert b"+a0-" not in sent["relay"].raw

    def test_an_answer_that_reads_like_a_notice_is_one_all_the_same(
        self, desk: Desk, notification: Sent
    ) -> None:
        body = "Здравствуйте! Спасибо за письмо, ваша заявка принята. Ответим завтра утром.\n\nПетя"
        assert "relay" in by_purpose(
            self.send(desk, notification, self.answer(notification, body=body))
        )

    def test_a_notification_says_who_gets_the_answer(self, desk: Desk, notification: Sent) -> None:
        assert f"Ваш ответ получит: {CLIENT}" in notification.text
        raw = letter(
            "Другое",
            message_id="2@client.example",
            headers="Reply-To: else@client.example\n",
            body="Отвечайте мне на другой адрес.",
        )
        text = by_purpose(desk.arrive(raw))["notification"].text
        assert "else@client.example" in text

    def test_a_bounce_of_a_notification_starts_nothing(
        self, desk: Desk, notification: Sent
    ) -> None:
        address = reply_address(notification)
        assert desk.arrive(bounce(notification), sender=None, to=(address,)) == []


def bounce(returned: Sent) -> str:
    """A delivery report about a letter of ours (RFC 3464)."""
    return f"""From: Mail Delivery System <MAILER-DAEMON@mx.client.example>
To: {returned["Reply-To"]}
Subject: Undelivered Mail Returned to Sender
Message-ID: <b1@mx.client.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail system could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.client.example

Final-Recipient: rfc822; {returned.recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {returned.message_id}
Subject: x

--b--
"""


class TestFaults:
    def test_one_poisoned_letter_among_a_hundred(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = pipeline_module.read_spooled

        def poisoned(spooled: Spooled, ours: Own) -> Reading:
            if b"poison" in spooled.raw:
                raise RuntimeError("it breaks\nthe parser")
            return real(spooled, ours)

        monkeypatch.setattr(pipeline_module, "read_spooled", poisoned)
        for number in range(100):
            body = "poison" if number == 41 else "Здравствуйте, не работает почта."
            desk.spool(letter(f"Письмо {number}", message_id=f"{number}@x.example", body=body))
        for _ in range(3):
            desk.drain()
            desk.later(hours=1)
        assert desk.states() == {"done": 99, "quarantined": 1}
        assert len(desk.tickets()) == 99

    def test_a_fault_of_ours_is_tried_again(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(pipeline_module, "plan", None)
            assert desk.arrive(letter()) == []
        assert desk.states() == {"retry": 1}
        assert desk.tickets() == []
        desk.later(minutes=1)
        desk.drain()
        assert desk.states() == {"done": 1}
        assert len(desk.tickets()) == 1

    def test_what_a_killed_process_held_is_taken_up(self, desk: Desk) -> None:
        desk.spool(letter())
        from db import spool

        with desk.database.begin() as connection:
            spool.claim(connection, "test", desk.clock.now(), 10, 1 << 20)
        restarted = pipeline_module.Pipeline(
            desk.settings, desk.database, desk.signer, desk.clock, node="test"
        )
        while restarted.step() == 0.0:
            pass
        assert desk.states() == {"done": 1}

    def test_a_letter_that_always_ends_the_process_is_set_aside(self, desk: Desk) -> None:
        from db import spool

        desk.spool(letter())
        for _ in range(pipeline_module.MOST_CLAIMS):
            with desk.database.begin() as connection:
                spool.claim(connection, "test", desk.clock.now(), 10, 1 << 20)
                spool.release(connection, "test")
        desk.drain()
        assert desk.states() == {"quarantined": 1}


def test_whatever_is_in_a_ticket_no_ref_is_in_a_client_s_letter(desk: Desk) -> None:
    sent = by_purpose(desk.arrive(letter()))["acknowledgement"]
    [ticket] = desk.tickets()
    assert not re.search(ticket.ref, sent.text + sent["Subject"])
