"""What clients were told of the panel is kept, and each thing once."""

from datetime import timedelta

from sqlalchemy import Connection

from db import panel
from db.engine import Database
from db.panel import Count, Past, Suggestion
from tests.db.values import NOW

CLIENT = "anna@client.example"
DAY = timedelta(days=1)


def suggest(connection: Connection, ref: str, days: int = 0, **changes: object) -> None:
    values = {"address": CLIENT, "wording": "ru/1", "measured": True} | changes
    panel.was_suggested(connection, ref, now=NOW + days * DAY, **values)


def test_who_was_told_of_nothing_has_no_past(database: Database) -> None:
    with database.read() as connection:
        assert panel.past(connection, [CLIENT]) == Past()


def test_suggestions_are_found_by_address_whatever_its_case(database: Database) -> None:
    with database.begin() as connection:
        suggest(connection, "a" * 10)
        suggest(connection, "b" * 10, 30, address="Anna@Client.example")
        suggest(connection, "c" * 10, address="other@client.example")
        expected = Past(suggested=2, last_at=NOW + 30 * DAY, ignored=2)
        assert panel.past(connection, ["ANNA@client.example"]) == expected
        both = panel.past(connection, [CLIENT, "other@client.example"])
        assert (both.suggested, both.last_at) == (3, NOW + 30 * DAY)


def test_one_that_was_followed_begins_the_count_anew(database: Database) -> None:
    with database.begin() as connection:
        for day, ref in enumerate(("a" * 10, "b" * 10, "c" * 10)):
            suggest(connection, ref, day)
        panel.follow(connection, "b" * 10, NOW)
        assert panel.past(connection, [CLIENT]).ignored == 1
        panel.follow(connection, "c" * 10, NOW)
        assert panel.past(connection, [CLIENT]).ignored == 0


def test_one_that_was_not_sent_is_none(database: Database) -> None:
    with database.begin() as connection:
        suggest(connection, "a" * 10)
        panel.was_not_sent(connection, "a" * 10)
        assert panel.past(connection, [CLIENT]) == Past()


def test_an_agent_s_word_and_a_letter_from_the_panel_stand_beside_each_other(
    database: Database,
) -> None:
    with database.begin() as connection:
        panel.never_suggest(connection, CLIENT.upper(), NOW)
        panel.was_seen(connection, CLIENT, NOW + DAY)
        found = panel.past(connection, [CLIENT])
        assert (found.told_not_to_at, found.seen_at) == (NOW, NOW + DAY)
        assert panel.may_suggest(connection, [CLIENT])
        assert panel.past(connection, [CLIENT]) == Past()
        assert not panel.may_suggest(connection, [CLIENT])


def test_shown_and_followed_are_counted_by_wording_and_once(database: Database) -> None:
    with database.begin() as connection:
        assert panel.counts(connection) == []
        suggest(connection, "a" * 10)
        suggest(connection, "b" * 10)
        suggest(connection, "c" * 10, wording="ru/2")
        suggest(connection, "d" * 10, wording="en/1", measured=False)
        assert panel.suggestion(connection, "a" * 10) == Suggestion("ru/1", False)
        for _ in range(3):
            panel.follow(connection, "a" * 10, NOW)
        assert panel.suggestion(connection, "a" * 10) == Suggestion("ru/1", True)
        assert panel.suggestion(connection, "z" * 10) is None
        assert panel.counts(connection) == [Count("ru/1", 2, 1), Count("ru/2", 1, 0)]
