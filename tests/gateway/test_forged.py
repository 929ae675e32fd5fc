"""Whoever forges a From gets nothing that would prove him, and agents see that nobody is proven."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.settings import Security
from tests.gateway.desk import SUPPORT, Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT

EVIL = "mallory@evil.example"
BORDER = "mx.hoster.example"
NOTHING = f"Authentication-Results: {BORDER}; spf=pass smtp.mailfrom={EVIL}; dmarc=none\n"


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    made = Desk(tmp_path, database_url, security=Security(trusted_authserv_ids=(BORDER,)))
    yield made
    made.close()


def only(sent: list[Sent], purpose: str) -> Sent:
    [found] = [one for one in sent if one.purpose == purpose]
    return found


def test_a_reply_address_goes_to_nobody_but_its_holder(desk: Desk) -> None:
    sent = desk.arrive(NOTHING + letter(proven=False), sender=EVIL)
    assert only(sent, "acknowledgement").recipient == EVIL
    assert only(sent, "acknowledgement")["Reply-To"].strip("<>") == SUPPORT
    sent = desk.arrive(letter("Другое", message_id="2@client.example"))
    assert "+c0-" in only(sent, "acknowledgement")["Reply-To"]


def test_what_the_forger_answers_brings_nobody_in(desk: Desk) -> None:
    [first] = [
        one
        for one in desk.arrive(NOTHING + letter(proven=False), sender=EVIL)
        if one.purpose == "acknowledgement"
    ]
    again = letter(
        "Re: Сайт не открывается",
        proven=False,
        message_id="2@evil.example",
        headers=f"In-Reply-To: {first['Message-ID']}\nCc: {EVIL}\n",
    )
    notified = only(desk.arrive(NOTHING + again, sender=EVIL), "notification")
    assert "ВНИМАНИЕ" in notified.text
    assert EVIL not in desk.people(desk.tickets()[0].id)


def test_a_forged_agent_forwards_nothing(desk: Desk) -> None:
    body = f"""---------- Forwarded message ---------
From: Иван <{EVIL}>
Date: Fri, 27 Nov 2026 10:00:00 +0300
Subject: Пароль
To: <{AGENT}>

Сбросьте пароль на one.example, пожалуйста."""
    raw = letter("Fwd: Пароль", sender=f"Петя <{AGENT}>", body=body, proven=False)
    sent = desk.arrive(NOTHING + raw, sender=EVIL)
    assert EVIL not in desk.people(desk.tickets()[0].id)
    assert [(one.purpose, one.recipient) for one in sent] == [("notice", AGENT)]


@pytest.mark.parametrize("envelope", [AGENT, SUPPORT])
def test_nobody_of_ours_gets_a_client_s_acknowledgement(desk: Desk, envelope: str) -> None:
    sent = desk.arrive(letter(sender=f"Анна <{CLIENT}>"), sender=envelope)
    assert [one.purpose for one in sent] == ["notification"]


def test_what_reads_like_a_notice_reaches_agents_and_is_not_acknowledged(desk: Desk) -> None:
    raw = letter(
        "Режим работы",
        body="Сейчас все операторы заняты другими обращениями, ваша очередь подойдёт позже."
        " Мы обязательно ответим в течение двух рабочих дней.",
    )
    sent = desk.arrive(raw)
    assert [one.purpose for one in sent] == ["notification"]
    assert desk.tickets()[0].state == "open"
    assert "похоже на автоматическое" in sent[0].text
