"""The outbox as a store and as a queue."""

from datetime import timedelta
from typing import Any

import pytest

from db import outbox, tickets
from db.engine import Database
from tests.db.values import NOW, new_ticket


@pytest.fixture
def ticket_id(database: Database) -> int:
    with database.begin() as connection:
        return new_ticket(connection)


def outgoing(ticket_id: int, number: int = 1, **changes: Any) -> outbox.Outgoing:
    values: dict[str, Any] = {
        "purpose": "acknowledgement",
        "ticket_id": ticket_id,
        "message_id": f"{number}@hoster.example",
        "envelope_sender": "",
        "recipient": "Anna@client.example",
        "give_up_at": NOW + timedelta(hours=4),
        "content": b"Subject: %d\r\n\r\n" % number,
    }
    return outbox.Outgoing(**values | changes)


def test_each_letter_keeps_its_own_bytes(database: Database, ticket_id: int) -> None:
    letters = [outgoing(ticket_id, number) for number in range(30)]
    with database.begin() as connection:
        outbox.enqueue(connection, NOW, letters)
        outbox.enqueue(connection, NOW, [])
    with database.begin() as connection:
        claimed = outbox.claim(connection, "a", NOW, 100)
    assert {one.message_id: one.content for one in claimed} == {
        one.message_id: one.content for one in letters
    }
    assert {one.attempts for one in claimed} == {1}


def test_claims_are_exclusive_and_come_back(database: Database, ticket_id: int) -> None:
    with database.begin() as connection:
        outbox.enqueue(connection, NOW, [outgoing(ticket_id, number) for number in range(3)])
    with database.begin() as connection:
        assert len(outbox.claim(connection, "a", NOW, 2)) == 2
        assert len(outbox.claim(connection, "b", NOW, 9)) == 1
        assert outbox.claim(connection, "b", NOW, 9) == []
        assert outbox.release(connection, "a") == 2
        assert len(outbox.claim(connection, "b", NOW, 9)) == 2


def test_what_was_sent_is_not_sent_again(database: Database, ticket_id: int) -> None:
    with database.begin() as connection:
        outbox.enqueue(connection, NOW, [outgoing(ticket_id)])
        [claimed] = outbox.claim(connection, "a", NOW, 9)
        outbox.settle(connection, claimed.id, "sent", NOW, "250 ok")
        assert outbox.claim(connection, "a", NOW + timedelta(days=9), 9) == []
        [shown] = outbox.of_ticket(connection, ticket_id)
    assert (shown.state, shown.sent_at, shown.response) == ("sent", NOW, "250 ok")


def test_the_next_due_time(database: Database, ticket_id: int) -> None:
    with database.begin() as connection:
        assert outbox.next_due(connection) is None
        outbox.enqueue(connection, NOW, [outgoing(ticket_id)])
        [claimed] = outbox.claim(connection, "a", NOW, 9)
        outbox.postpone(connection, claimed.id, NOW + timedelta(minutes=1), "451 later")
        assert outbox.next_due(connection) == NOW + timedelta(minutes=1)
        assert outbox.claim(connection, "a", NOW, 9) == []
        assert [one.response for one in outbox.undelivered(connection)] == ["451 later"]


def test_the_count_for_an_address_knows_no_case(database: Database, ticket_id: int) -> None:
    with database.begin() as connection:
        outbox.enqueue(connection, NOW, [outgoing(ticket_id), outgoing(ticket_id, 2)])
        outbox.enqueue(connection, NOW, [outgoing(ticket_id, 3, purpose="relay")])
        since = NOW - timedelta(hours=1)
        to = "ANNA@client.example"
        assert outbox.sent_since(connection, to, "acknowledgement", since) == 2
        assert outbox.sent_since(connection, to, "acknowledgement", NOW) == 0
        assert outbox.sent_since(connection, "b@x.example", "acknowledgement", since) == 0


def test_a_message_id_is_used_once(database: Database, ticket_id: int) -> None:
    with database.begin() as connection:
        outbox.enqueue(connection, NOW, [outgoing(ticket_id)])
    with pytest.raises(Exception, match=r"(?i)unique"), database.begin() as connection:
        outbox.enqueue(connection, NOW, [outgoing(ticket_id)])
    with database.read() as connection:
        assert tickets.by_ref(connection, "0123456789") is not None
        assert outbox.content(connection, "1@hoster.example") == b"Subject: 1\r\n\r\n"
        assert outbox.content(connection, "9@hoster.example") is None
