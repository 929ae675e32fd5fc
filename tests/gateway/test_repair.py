"""Corrections: each is an event, each can be undone, and later letters follow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import tickets
from gateway.errors import PostdeskError
from gateway.repair import Repair
from tests.gateway.desk import SUPPORT, Desk, Sent, letter
from tests.gateway.values import CLIENT

OTHER = "boris@other.example"
PHONE = "anna@phone.example"


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    made = Desk(tmp_path, database_url)
    yield made
    made.close()


def do(desk: Desk, action: str, *words: object) -> str:
    with desk.database.begin() as connection:
        done: str = getattr(Repair(connection, desk.clock.now()), action)(*words)
        return done


def acknowledgement(sent: list[Sent]) -> Sent:
    return next(one for one in sent if one.purpose == "acknowledgement")


def two(desk: Desk) -> tuple[str, str, Sent, Sent]:
    """Two tickets of two clients, and what was answered to each."""
    first = acknowledgement(desk.arrive(letter()))
    second = acknowledgement(
        desk.arrive(
            letter(
                "Почта не ходит",
                sender=f"Борис <{OTHER}>",
                message_id="b1@other.example",
                body="Не доходят письма на наш ящик уже второй день подряд.",
            ),
            sender=OTHER,
        )
    )
    one, other = desk.tickets()
    return one.ref, other.ref, first, second


def answer(sent: Sent, sender: str, number: int) -> str:
    return letter(
        "Re: вопрос",
        sender=sender,
        message_id=f"r{number}@x.example",
        headers=f"In-Reply-To: {sent.message_id}\n",
        body=f"Всё по-прежнему, проверьте ещё раз. Это письмо номер {number}.",
    )


def on(desk: Desk, ref: str) -> list[str]:
    """The ids of the letters that came to a ticket."""
    [ticket] = [one for one in desk.tickets() if one.ref == ref]
    return [one.message_id for one in desk.letters(ticket.id) if one.direction == "in"]


def test_a_merged_ticket_s_letters_go_to_its_target_until_it_is_undone(desk: Desk) -> None:
    one, other, first, second = two(desk)
    do(desk, "merge", other, one)
    desk.arrive(answer(second, OTHER, 1), sender=OTHER)
    address = second["Reply-To"].strip("<>")
    desk.arrive(answer(first, OTHER, 2), sender=OTHER, to=(address,))
    assert on(desk, one) == ["1@client.example", "r1@x.example", "r2@x.example"]
    do(desk, "unmerge", other)
    desk.arrive(answer(second, OTHER, 3), sender=OTHER)
    assert on(desk, other) == ["b1@other.example", "r3@x.example"]
    [ticket, _] = desk.tickets()
    assert OTHER not in desk.people(ticket.id)


def test_an_agent_answers_a_merged_ticket_by_his_old_notification(desk: Desk) -> None:
    desk.arrive(letter())
    sent = desk.arrive(letter("Ещё", message_id="2@client.example", body="Ещё одна беда с сайтом"))
    one, other = desk.tickets()
    do(desk, "merge", other.ref, one.ref)
    notification = next(one for one in sent if one.purpose == "notification")
    raw = letter(
        "Re: Ещё",
        sender=notification.recipient,
        message_id="a@hoster.example",
        body="Готово, всё исправили.",
    )
    to = (notification["Reply-To"].strip("<>"),)
    relayed = desk.arrive(raw, sender=notification.recipient, to=to)
    assert [(one.purpose, one.recipient) for one in relayed] == [("relay", CLIENT)]


def test_a_chain_of_merges_leads_to_its_end_and_never_in_a_circle(desk: Desk) -> None:
    one, other, first, second = two(desk)
    desk.arrive(letter("Третье", message_id="3@client.example", body="Третий вопрос, про домен."))
    third = desk.tickets()[2].ref
    do(desk, "merge", one, other)
    do(desk, "merge", other, third)
    with pytest.raises(PostdeskError, match="itself"):
        do(desk, "merge", third, one)
    with pytest.raises(PostdeskError, match="merged already"):
        do(desk, "merge", one, third)
    desk.arrive(answer(first, CLIENT, 1))
    desk.arrive(answer(second, OTHER, 2), sender=OTHER)
    assert on(desk, third) == ["3@client.example", "r1@x.example", "r2@x.example"]


def test_what_answers_a_split_letter_goes_with_it(desk: Desk) -> None:
    sent = acknowledgement(desk.arrive(letter()))
    address = sent["Reply-To"].strip("<>")
    body = "И ещё: как продлить домен на следующий год?"
    desk.arrive(letter("Re: Сайт", message_id="2@client.example", body=body), to=(address,))
    [ticket] = desk.tickets()
    do(desk, "split", ticket.ref, ["3"])
    one, other = desk.tickets()
    assert (on(desk, one.ref), on(desk, other.ref)) == (["1@client.example"], ["2@client.example"])
    reply = letter(
        "Re: Re: Сайт",
        message_id="4@client.example",
        headers="In-Reply-To: <2@client.example>\n",
        body="Кто-нибудь видел мой вопрос?",
    )
    desk.arrive(reply, to=(address,))
    desk.arrive(reply.replace("<4@", "<5@").replace("видел", "читал"), to=(SUPPORT,))
    assert on(desk, other.ref) == ["2@client.example", "4@client.example", "5@client.example"]
    do(desk, "move", other.ref, one.ref, ["<2@client.example>", "2", "3"])
    assert len(on(desk, one.ref)) == 4


def test_who_comes_with_a_moved_letter_goes_with_it(desk: Desk) -> None:
    one, other, _, second = two(desk)
    desk.arrive(answer(second, OTHER, 1), sender=OTHER)
    do(desk, "move", other, one, ["r1@x.example"])
    first_ticket = desk.tickets()[0]
    assert desk.people(first_ticket.id)[OTHER] == "colleague"
    do(desk, "move", one, other, ["r1@x.example"])
    assert OTHER not in desk.people(first_ticket.id)


def test_a_link_is_confirmed_with_one_word(desk: Desk) -> None:
    sent = acknowledgement(desk.arrive(letter()))
    desk.arrive(answer(sent, OTHER, 1), sender=OTHER)
    one, other = desk.tickets()
    with pytest.raises(PostdeskError, match="no such link"):
        do(desk, "confirm", one.ref)
    do(desk, "confirm", other.ref)
    assert desk.tickets()[1].merged_into == one.id


def test_an_accepted_stranger_joins_until_it_is_undone(desk: Desk) -> None:
    sent = acknowledgement(desk.arrive(letter()))
    to = (sent["Reply-To"].strip("<>"),)
    desk.arrive(answer(sent, OTHER, 1), sender=OTHER, to=to)
    [ticket] = desk.tickets()
    with pytest.raises(PostdeskError, match="no letter of"):
        do(desk, "accept", ticket.ref, "nobody@x.example")
    do(desk, "accept", ticket.ref, OTHER.upper())
    desk.arrive(answer(sent, OTHER, 2), sender=OTHER)
    assert on(desk, ticket.ref) == ["1@client.example", "r1@x.example", "r2@x.example"]
    assert desk.letters(ticket.id)[-1].proven != "unproven"
    do(desk, "unaccept", ticket.ref, OTHER)
    desk.arrive(answer(sent, OTHER, 3), sender=OTHER, to=to)
    assert desk.letters(ticket.id)[-1].proven == "unproven"


def by_phone(sent: Sent, number: int, *, proven: bool = True) -> str:
    return letter(
        "Re: вопрос",
        sender=f"Анна <{PHONE}>",
        message_id=f"p{number}@phone.example",
        headers=f"In-Reply-To: {sent.message_id}\n",
        body=f"Это я с телефона, письмо номер {number}.",
        proven=proven,
    )


def test_another_address_of_the_client_may_what_he_may_until_it_is_undone(desk: Desk) -> None:
    sent = acknowledgement(desk.arrive(letter()))
    to = (sent["Reply-To"].strip("<>"),)
    desk.arrive(by_phone(sent, 1), sender=PHONE, to=to)
    [ticket] = desk.tickets()
    assert desk.letters(ticket.id)[-1].proven == "unproven"
    do(desk, "same", ticket.ref, PHONE)
    desk.later(hours=2)
    fresh = letter("Почта", message_id="2@client.example", body="Не приходит почта на info@.")
    desk.arrive(fresh)
    second = desk.tickets()[-1]
    assert second.ref != ticket.ref
    cited = by_phone(sent, 2).replace(sent.message_id, "<2@client.example>")
    [told] = desk.arrive(cited, sender=PHONE)
    assert (told.purpose, on(desk, second.ref)) == (
        "notification",
        ["2@client.example", "p2@phone.example"],
    )
    with desk.database.read() as connection:
        people = tickets.people(connection, [second.id])[second.id]
    assert (PHONE, "another address of anna@client.example") in {
        (one.address, one.proven) for one in people
    }
    do(desk, "separate", PHONE)
    third = letter("Домен", message_id="3@client.example", body="Когда кончается домен?")
    desk.arrive(third)
    cited = by_phone(sent, 3).replace(sent.message_id, "<3@client.example>")
    desk.arrive(cited, sender=PHONE)
    assert "p3@phone.example" not in on(desk, desk.tickets()[-2].ref)


def test_a_forged_other_address_gets_nothing(desk: Desk) -> None:
    sent = acknowledgement(desk.arrive(letter()))
    to = (sent["Reply-To"].strip("<>"),)
    desk.arrive(by_phone(sent, 1), sender=PHONE, to=to)
    [ticket] = desk.tickets()
    do(desk, "same", ticket.ref, PHONE)
    forged = by_phone(sent, 2).replace("p2@", "x2@")
    failed = "Authentication-Results: mx.hoster.example; dmarc=fail header.from=phone.example\n"
    desk.arrive(failed + forged.partition("\n")[2], sender=PHONE)
    assert "x2@phone.example" not in on(desk, ticket.ref)


def test_addresses_are_joined_once_and_only_those_of_clients(desk: Desk) -> None:
    two(desk)
    do(desk, "join", CLIENT, OTHER)
    with pytest.raises(PostdeskError, match="already"):
        do(desk, "join", OTHER, CLIENT)
    with pytest.raises(PostdeskError, match="no client has written"):
        do(desk, "join", CLIENT, "nobody@x.example")
    do(desk, "separate", CLIENT)
    with pytest.raises(PostdeskError, match="only address"):
        do(desk, "separate", OTHER)


def test_a_closed_ticket_is_reopened_for_some_days(desk: Desk) -> None:
    sent = acknowledgement(desk.arrive(letter()))
    [ticket] = desk.tickets()
    do(desk, "close", ticket.ref)
    desk.later(days=13)
    desk.arrive(answer(sent, CLIENT, 1))
    assert [one.state for one in desk.tickets()] == ["open"]
    do(desk, "close", ticket.ref)
    desk.later(days=15)
    desk.arrive(answer(sent, CLIENT, 2))
    old, new = desk.tickets()
    assert (old.state, new.state) == ("closed", "open")
    with desk.database.read() as connection:
        [link] = tickets.links(connection, new.id)
    assert (link.other_ref, link.kind) == (old.ref, "follows")
    do(desk, "reopen", old.ref)
    assert desk.tickets()[0].state == "open"


def test_links_are_made_and_taken_away(desk: Desk) -> None:
    one, other, *_ = two(desk)
    do(desk, "link", one, other)
    do(desk, "unlink", other, one)
    with pytest.raises(PostdeskError, match="no link"):
        do(desk, "unlink", one, other)


def test_what_is_not_there_is_said_and_changes_nothing(desk: Desk) -> None:
    desk.arrive(letter())
    [ticket] = desk.tickets()
    for action, words in [
        ("merge", (ticket.ref, "nosuch")),
        ("merge", (ticket.ref, ticket.ref)),
        ("unmerge", (ticket.ref,)),
        ("split", (ticket.ref, ["9"])),
        ("split", (ticket.ref, [])),
        ("split", (ticket.ref, ["1", "2"])),
        ("reopen", (ticket.ref,)),
        ("confirm", (ticket.ref,)),
        ("unaccept", (ticket.ref, "x@y.example")),
    ]:
        with pytest.raises(PostdeskError):
            do(desk, action, *words)
    assert desk.tickets() == [ticket]


def test_an_agent_s_choice_of_the_route_is_kept_and_learnt(desk: Desk) -> None:
    desk.arrive(letter())
    [ticket] = desk.tickets()
    do(desk, "choose", ticket.ref, ["category=finance", "urgency=finance"])
    do(desk, "choose", ticket.ref, ["category=sysadmin"])
    [changed] = desk.tickets()
    assert (changed.category, changed.urgency) == ("sysadmin", "finance")
    assert changed.chosen == ("category", "urgency")
    with desk.database.read() as connection:
        labels = tickets.corrections(connection)
    assert labels == [(ticket.id, {"category": "sysadmin", "urgency": "finance"})]
    for wrong in ("category=else", "subject=x", "urgency"):
        with pytest.raises(PostdeskError):
            do(desk, "choose", ticket.ref, [wrong])


def test_a_ticket_is_given_to_another_agent(desk: Desk) -> None:
    desk.arrive(letter())
    [ticket] = desk.tickets()
    do(desk, "assign", ticket.ref, "olya@hoster.example")
    assert desk.tickets()[0].agent == "olya@hoster.example"


def test_a_ticket_is_not_linked_with_itself(desk: Desk) -> None:
    one, *_ = two(desk)
    with pytest.raises(PostdeskError, match="not linked with itself"):
        do(desk, "link", one, one)
