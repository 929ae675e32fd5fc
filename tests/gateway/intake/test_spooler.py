"""The spooler commits, groups, and tells the truth about what it could not do."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, wait
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from db.engine import Database
from gateway.errors import TemporaryFailure
from gateway.intake.spooler import GROUP, Spooler
from tests.gateway.intake.values import new_letter, opened, spooled, sqlite


@contextmanager
def running(database: Database, on_new: Callable[[], None] = lambda: None) -> Iterator[Spooler]:
    spooler = Spooler(database, on_new)
    spooler.start()
    yield spooler
    assert spooler.stop()


class Gate(Database):
    """A database whose commits wait, and are counted."""

    def __init__(self, inner: Database) -> None:
        super().__init__(inner.engine)
        self.opened = threading.Event()
        self.reached = threading.Event()
        self.commits = 0

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        self.commits += 1
        self.reached.set()
        assert self.opened.wait(20)
        with super().begin() as connection:
            yield connection


def test_put_returns_after_the_commit(database_url: str) -> None:
    told = threading.Event()
    with opened(database_url) as database, running(database, told.set) as spooler:
        spooler.put([new_letter()])
        (letter,) = spooled(database)
        assert letter.raw == new_letter().raw
        assert told.wait(5)


def test_only_new_letters_are_told_of(tmp_path: Path) -> None:
    told: list[int] = []
    with sqlite(tmp_path) as database:
        with running(database, lambda: told.append(1)) as spooler:
            spooler.put([new_letter()])
            spooler.put([new_letter()])
        assert (len(told), len(spooled(database))) == (1, 1)


def test_what_waits_shares_a_commit(tmp_path: Path) -> None:
    with sqlite(tmp_path) as inner:
        database = Gate(inner)
        with running(database) as spooler:
            first = spooler.submit([new_letter(b"first")])
            assert database.reached.wait(5)
            rest = [spooler.submit([new_letter(b"%d" % n)]) for n in range(20)]
            database.opened.set()
            assert not wait([first, *rest], 20).not_done
        assert database.commits == 2
        assert len(spooled(database)) == 21


def test_a_group_is_bounded(tmp_path: Path) -> None:
    with sqlite(tmp_path) as inner:
        database = Gate(inner)
        with running(database) as spooler:
            first = spooler.submit([new_letter(b"first")])
            assert database.reached.wait(5)
            rest = [spooler.submit([new_letter(b"%d" % n)]) for n in range(GROUP + 1)]
            database.opened.set()
            assert not wait([first, *rest], 20).not_done
        assert database.commits == 3


def test_one_letter_that_cannot_be_stored_hurts_no_other(database_url: str) -> None:
    with opened(database_url) as inner:
        database = Gate(inner)
        with running(database) as spooler:
            first = spooler.submit([new_letter(b"first")])
            assert database.reached.wait(5)
            good = spooler.submit([new_letter(b"good")])
            bad = spooler.submit([new_letter(b"bad", received_at=None)])
            fine = spooler.submit([new_letter(b"fine")])
            database.opened.set()
            wait([first, good, bad, fine], 20)
        assert isinstance(bad.exception(), TemporaryFailure)
        assert not good.exception()
        assert not fine.exception()
        assert {letter.raw for letter in spooled(database)} == {b"first", b"good", b"fine"}


def test_a_broken_database_refuses_and_is_taken_up_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite(tmp_path) as database, running(database) as spooler:
        with database.begin() as connection:
            connection.execute(text("ALTER TABLE spool RENAME TO gone"))
        for _ in range(3):
            with pytest.raises(TemporaryFailure):
                spooler.put([new_letter()])
        assert len([one for one in caplog.records if "takes no letters" in one.message]) == 1
        with database.begin() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO spool"))
        spooler.put([new_letter()])
        assert "takes letters again" in caplog.text


def test_a_cancelled_letter_is_not_stored(tmp_path: Path) -> None:
    with sqlite(tmp_path) as inner:
        database = Gate(inner)
        with running(database) as spooler:
            first = spooler.submit([new_letter(b"first")])
            assert database.reached.wait(5)
            given_up = spooler.submit([new_letter(b"given up")])
            assert given_up.cancel()
            assert not first.cancel()
            database.opened.set()
            first.result(5)
        with pytest.raises(CancelledError):
            given_up.result(0)
        assert [letter.raw for letter in spooled(database)] == [b"first"]


def test_stop_writes_what_waits(tmp_path: Path) -> None:
    with sqlite(tmp_path) as database:
        spooler = Spooler(database)
        waiting = [spooler.submit([new_letter(b"%d" % n)]) for n in range(50)]
        spooler.start()
        assert spooler.stop()
        assert all(one.result(0) is None for one in waiting)
        with pytest.raises(TemporaryFailure):
            spooler.put([new_letter()])
        assert len(spooled(database)) == 50
