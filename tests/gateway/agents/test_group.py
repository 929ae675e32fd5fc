"""A group address: told in one letter, answered by whichever agent reads it, and nobody itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import Agent, Mailbox, Routing, Security
from tests.gateway.desk import SUPPORT, Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT

GROUP = "admins@hoster.example"
OLYA = "olya@hoster.example"
DUTY_OFFICER = "duty@hoster.example"


def made(folder: Path, url: str, **changes: Any) -> Desk:
    values: dict[str, Any] = {
        "agents": (Agent(name="Петя Иванов", address=AGENT), Agent(name="Оля", address=OLYA)),
        "routing": Routing(
            categories={"technical": (GROUP,)}, urgencies={"outage": (DUTY_OFFICER,)}
        ),
    }
    return Desk(folder, url, **values | changes)


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    desk = made(tmp_path, database_url)
    yield desk
    desk.close()


@pytest.fixture
def notification(desk: Desk) -> Sent:
    return told(desk.arrive(letter()))[0]


def told(sent: list[Sent]) -> list[Sent]:
    return [one for one in sent if one.purpose == "notification"]


def answer(
    desk: Desk, to: Sent, *, sender: str = OLYA, proven: bool = True, number: int = 1
) -> list[Sent]:
    address = to["Reply-To"].strip("<>")
    raw = letter(
        "Re: Сайт не открывается",
        sender=f"Оля <{sender}>",
        to=address,
        message_id=f"o{number}@hoster.example",
        headers=f"In-Reply-To: {to.message_id}\n",
        body=f"Починили, проверьте.\n\n— Пишите ответ выше этой строки —\nот: {address}",
        proven=proven,
    )
    return desk.arrive(raw, sender=sender, to=(address,))


def next_letter(desk: Desk) -> list[str]:
    raw = letter(
        "Re: Сайт не открывается",
        message_id="2@client.example",
        headers="In-Reply-To: <1@client.example>\n",
        body="Всё ещё не открывается, посмотрите ещё раз.",
    )
    return [one.recipient for one in told(desk.arrive(raw))]


def test_it_gets_one_letter_with_a_reply_address(desk: Desk, notification: Sent) -> None:
    assert notification.recipient == GROUP
    assert notification["Reply-To"].strip("<>").startswith("support+a0-")
    [ticket] = desk.tickets()
    assert desk.people(ticket.id) == {CLIENT: "client", GROUP: "group"}
    assert "told" in desk.events(ticket.id)


def test_a_proven_agent_answers_from_his_own_address_and_takes_over(
    desk: Desk, notification: Sent
) -> None:
    [relay] = answer(desk, notification)
    assert (relay.purpose, relay.recipient) == ("relay", CLIENT)
    assert "Оля" in relay["From"]
    assert "support+a0-" not in relay.text
    assert desk.tickets()[0].agent == OLYA
    assert next_letter(desk) == [OLYA]


def test_until_somebody_answers_the_group_is_told_further(desk: Desk, notification: Sent) -> None:
    assert next_letter(desk) == [GROUP]


@pytest.mark.parametrize("sender", ["cleaner@hoster.example", CLIENT, GROUP])
def test_who_reads_there_and_is_no_agent_speaks_for_none(
    desk: Desk, notification: Sent, sender: str
) -> None:
    sent = answer(desk, notification, sender=sender)
    assert {one.purpose for one in sent} <= {"notification"}
    assert CLIENT not in {one.recipient for one in sent}
    if sender == GROUP:
        assert GROUP not in {one.recipient for one in sent}  # nor does it talk to itself
        assert sent


def test_a_forged_agent_does_not_speak_by_the_group_s_address(
    desk: Desk, notification: Sent
) -> None:
    raw = letter(
        sender=f"Оля <{OLYA}>",
        message_id="f@evil.example",
        proven=False,
        headers="Authentication-Results: mx.hoster.example; dmarc=none; spf=fail\n",
    )
    sent = desk.arrive(raw, sender=OLYA, to=(notification["Reply-To"].strip("<>"),))
    assert [one.purpose for one in sent] == ["notice"]


@pytest.mark.parametrize("plus_addressing", [True, False])
def test_without_a_border_the_agent_answers_a_letter_of_his_own(
    tmp_path: Path, database_url: str, plus_addressing: bool
) -> None:
    box = Mailbox(name="support", address=SUPPORT, plus_addressing=plus_addressing)
    desk = made(tmp_path, database_url, security=Security(), mailboxes=(box,))
    [first] = told(desk.arrive(letter(proven=False)))
    sent = {one.purpose: one for one in answer(desk, first, proven=False)}
    assert sent.keys() == {"notice", "notification"}
    assert {one.recipient for one in sent.values()} == {OLYA}
    assert "придёт вам лично" in sent["notice"].text
    assert "romashka.example" in sent["notification"].text
    [relay] = answer(desk, sent["notification"], proven=False, number=2)
    assert (relay.purpose, relay.recipient) == ("relay", CLIENT)
    desk.close()


def test_a_letter_of_the_group_itself_is_not_acknowledged_and_agents_are_told(desk: Desk) -> None:
    sent = desk.arrive(letter(sender=f"Админы <{GROUP}>", message_id="g@x.example"), sender=GROUP)
    assert {one.purpose for one in sent} == {"notification"}
    assert {one.recipient for one in sent} == {AGENT, OLYA}


def test_the_group_joins_no_conversation(desk: Desk) -> None:
    desk.arrive(letter(to=f"{SUPPORT}, {GROUP}"))
    [ticket] = desk.tickets()
    assert desk.people(ticket.id)[GROUP] == "group"
    raw = letter(
        "Re: Сайт не открывается",
        sender=f"Админы <{GROUP}>",
        message_id="g2@hoster.example",
        headers="In-Reply-To: <1@client.example>\n",
        body="Посмотрели, дело в диске.",
    )
    assert desk.arrive(raw, sender=GROUP)
    assert len(desk.tickets()) == 2  # linked, not joined


def test_a_notification_that_cannot_be_delivered_goes_to_agents(
    desk: Desk, notification: Sent
) -> None:
    report = (
        "From: <>\nTo: x\nSubject: Undelivered\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nno such user\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.hoster.example\n\n"
        f"Final-Recipient: rfc822; {GROUP}\nAction: failed\nStatus: 5.1.1\n\n"
        "--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {notification.message_id}\n\n--b--\n"
    )
    sent = desk.arrive(report, sender=None, to=(notification["Reply-To"].strip("<>"),))
    assert {one.recipient for one in told(sent)} == {AGENT, OLYA}
