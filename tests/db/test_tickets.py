"""Tickets with all that hangs on them."""

from datetime import timedelta

import pytest

from db import spool, tickets, traces
from db.engine import Database
from tests.db.values import NOW, new_letter, new_ticket, spooled_letter


def person(number: int, address: str, role: str = "client") -> tickets.Person:
    return tickets.Person(number=number, role=role, name="", address=address, proven="")


def test_a_ticket_with_all_that_hangs_on_it(database: Database) -> None:
    with database.begin() as connection:
        ticket_id = new_ticket(connection)
        tickets.add_people(connection, ticket_id, [person(1, "a@x"), person(2, "b@x")])
        row = tickets.add_letter(connection, ticket_id, new_letter())
        traces.add_ids(connection, ticket_id, row, [("1@client.example", "letter")])
        tickets.add_event(connection, ticket_id, NOW, "opened", "since it is new")
        tickets.change(connection, ticket_id, state="waiting")
    with database.read() as connection:
        found = tickets.by_ref(connection, "0123456789")
        assert found is not None
        assert (found.id, found.state, found.created_at) == (ticket_id, "waiting", NOW)
        assert [one.address for one in tickets.people(connection, [ticket_id])[ticket_id]] == [
            "a@x",
            "b@x",
        ]
        assert tickets.letters(connection, [ticket_id]) == [new_letter()]
        assert traces.ticket_of_digest(connection, "d1") == ticket_id
        assert traces.ticket_of_digest(connection, "d2") is None
        assert [one.kind for one in tickets.events(connection, ticket_id)] == ["opened"]
        assert tickets.by_ref(connection, "nosuch") is None


def test_links_are_seen_from_both_sides(database: Database) -> None:
    with database.begin() as connection:
        first, second = new_ticket(connection), new_ticket(connection, ref="second0000")
        tickets.link(connection, second, first, "probably_belongs_to", "it cites", NOW)
    with database.read() as connection:
        assert [one.other_ref for one in tickets.links(connection, first)] == ["second0000"]
        assert [one.other_ref for one in tickets.links(connection, second)] == ["0123456789"]


def test_the_queue_begins_with_the_most_urgent_and_the_longest_waiting(database: Database) -> None:
    with database.begin() as connection:
        for ref, urgency, minutes in [
            ("a", "general", 0),
            ("b", "outage", 9),
            ("c", "outage", 5),
            ("d", "finance", 0),
        ]:
            at = NOW + timedelta(minutes=minutes)
            new_ticket(connection, ref=ref, urgency=urgency, waiting_since=at)
        new_ticket(connection, ref="e", state="closed")
        new_ticket(connection, ref="f", category="finance")
    with database.read() as connection:
        queue = tickets.listing(connection, ["open"], "technical")
        assert [one.ref for one in queue] == ["c", "b", "a", "d"]
        assert tickets.counts(connection) == {"open": 5, "closed": 1}


def test_the_last_letter_of_the_people_is_none_that_is_in_doubt(database: Database) -> None:
    with database.begin() as connection:
        ticket_id = new_ticket(connection)
        assert tickets.last_of_people(connection, [ticket_id]) is None
        for number, changes in enumerate(
            [
                {},
                {"direction": "out"},
                {"kind": "bounce"},
                {"proven": "unproven"},
                {"proven": "failed: dmarc=fail"},
            ]
        ):
            letter = new_letter(message_id=f"{number}@x", **changes)
            tickets.add_letter(connection, ticket_id, letter)
        last = tickets.last_of_people(connection, [ticket_id])
    assert last is not None
    assert last.message_id == "0@x"


def test_a_spooled_letter_is_filed_once(database: Database) -> None:
    with database.begin() as connection:
        ticket_id = new_ticket(connection)
        [(spool_id, _)] = spool.put(connection, [spooled_letter()])
        tickets.add_letter(connection, ticket_id, new_letter(spool_id=spool_id))
    with pytest.raises(Exception, match=r"(?i)unique"), database.begin() as connection:
        tickets.add_letter(connection, ticket_id, new_letter(spool_id=spool_id))


def test_the_newest_first_answers_of_a_category_are_found(database: Database) -> None:
    day = timedelta(days=1)
    with database.begin() as connection:
        for number, (category, answered) in enumerate(
            [
                ("technical", NOW - 2 * day),
                ("technical", NOW - day),
                ("technical", NOW - 31 * day),
                ("technical", None),
                ("finance", NOW - day),
            ]
        ):
            new_ticket(
                connection,
                ref=f"{number:010}",
                category=category,
                created_at=NOW - 40 * day,
                first_answered_at=answered,
            )
        found = tickets.first_answers(connection, "technical", NOW - 30 * day, 10)
        assert found == [(NOW - 40 * day, NOW - day), (NOW - 40 * day, NOW - 2 * day)]
        assert len(tickets.first_answers(connection, "technical", NOW - 30 * day, 1)) == 1
        assert tickets.first_answers(connection, "sysadmin", NOW - 30 * day, 10) == []
