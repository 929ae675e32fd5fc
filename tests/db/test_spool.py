"""The spool as a store and as a queue."""

from datetime import timedelta

from db import spool
from db.engine import Database
from tests.db.values import NOW
from tests.db.values import spooled_letter as letter


def put(database: Database, *letters: spool.NewLetter) -> list[int]:
    with database.begin() as connection:
        return [spool_id for spool_id, _ in spool.put(connection, letters)]


def claim(database: Database, *, node: str = "a", most: int = 10, size: int = 1000) -> list[int]:
    with database.begin() as connection:
        return [one.id for one in spool.claim(connection, node, NOW, most, size)]


def test_a_letter_comes_back_as_it_was(database: Database) -> None:
    raw = bytes(range(256)) * 50
    [spool_id] = put(
        database, letter(raw, envelope_sender=None, envelope_recipients=("a@x", "b@x"))
    )
    with database.read() as connection:
        found = spool.load(connection, [spool_id])[spool_id]
    assert (found.raw, found.state, found.received_at) == (raw, "new", NOW)
    assert (found.envelope_sender, found.envelope_recipients) == (None, ("a@x", "b@x"))


def test_the_same_bytes_are_one_letter_with_all_its_recipients(database: Database) -> None:
    first, second, other = put(
        database,
        letter(),
        letter(envelope_recipients=("billing@hoster.example", "support@hoster.example")),
        letter(b"another"),
    )
    assert first == second != other
    with database.read() as connection:
        assert spool.counts(connection) == {"new": 2}
        found = spool.load(connection, [first])[first]
    assert found.envelope_recipients == ("support@hoster.example", "billing@hoster.example")


def test_a_letter_that_is_done_is_not_done_again(database: Database) -> None:
    [spool_id] = put(database, letter())
    claim(database)
    with database.begin() as connection:
        spool.settle(connection, {spool_id: "opened ticket x"})
    put(database, letter())
    assert claim(database) == []


def test_a_folder_s_letters_are_known_by_validity_and_uid(database: Database) -> None:
    def origin(validity: int, uid: int) -> spool.ImapOrigin:
        return spool.ImapOrigin(mailbox="s", folder="INBOX", uid_validity=validity, uid=uid)

    put(
        database,
        letter(b"1", origin=origin(7, 1)),
        letter(b"2", origin=origin(7, 4_000_000_000)),
        letter(b"1", origin=origin(7, 1)),
    )
    with database.read() as connection:
        assert spool.known_uids(connection, "s", "INBOX", 7, range(1, 2000)) == {1}
        assert spool.highest_uid(connection, "s", "INBOX", 7) == 4_000_000_000
        assert spool.known_uids(connection, "s", "INBOX", 8, [1]) == set()
        assert spool.highest_uid(connection, "other", "INBOX", 7) == 0


def test_claims_are_exclusive_and_come_back(database: Database) -> None:
    ids = put(database, letter(b"1"), letter(b"2"), letter(b"3"))
    assert claim(database, node="a", most=2) == ids[:2]
    assert claim(database, node="b") == ids[2:]
    assert claim(database, node="b") == []
    with database.begin() as connection:
        assert spool.release(connection, "a") == 2
    assert claim(database, node="b") == ids[:1]  # tried before: it comes alone


def test_a_batch_is_bounded_in_bytes_but_never_empty(database: Database) -> None:
    ids = put(database, letter(b"x" * 600), letter(b"y" * 600), letter(b"z" * 5000))
    assert claim(database, size=1000) == ids[:1]
    assert claim(database, size=1000) == ids[1:2]
    assert claim(database, size=1000) == ids[2:]


def test_what_is_postponed_is_not_due_yet(database: Database) -> None:
    [spool_id] = put(database, letter())
    claim(database)
    with database.begin() as connection:
        spool.postpone(connection, spool_id, NOW + timedelta(seconds=5), "a fault")
    assert claim(database) == []
    with database.begin() as connection:
        [waiting] = spool.claim(connection, "a", NOW + timedelta(seconds=5), 10, 1000)
    assert waiting.attempts == 2


def test_what_is_in_quarantine_is_shown_and_keeps_its_bytes(database: Database) -> None:
    [spool_id] = put(database, letter())
    claim(database)
    with database.begin() as connection:
        spool.quarantine(connection, spool_id, "ValueError: no")
    with database.read() as connection:
        [failure] = spool.failures(connection)
        assert (failure.state, failure.error) == ("quarantined", "ValueError: no")
        assert spool.load(connection, [spool_id])[spool_id].raw == b"a letter"
        assert spool.oldest_waiting(connection) is None
