"""The scheduler runs jobs and records how they went."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db import jobs
from db.engine import Database
from db.jobs import Run
from gateway.clock import SystemClock
from gateway.intake.imap import Look
from gateway.schedule.scheduler import Scheduler
from gateway.settings import Imap, Job, Mailbox
from tests.gateway.intake.values import sqlite
from tests.gateway.values import settings


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite(tmp_path) as opened:
        yield opened


class Box:
    """A poller that answers as it is told."""

    def __init__(self, answer: Callable[[], Look]) -> None:
        self.answer = answer
        self.polled = threading.Event()
        self.polls = 0

    def poll(self, timeout: float) -> Look:
        self.polls += 1
        self.polled.set()
        return self.answer()


def scheduler(database: Database, box: Box, **schedule: Any) -> Scheduler:
    imap = Imap(host="192.0.2.1", user="support", password_env="X")
    mailbox = Mailbox(name="support", address="support@hoster.example", imap=imap)
    job = Job(task="poll", mailbox="support", **schedule or {"every": "1h"})
    return Scheduler(
        settings(mailboxes=(mailbox,), jobs={"often": job}),
        database,
        SystemClock(),
        {"support": box},
    )


def run(database: Database, answer: Callable[[], Look]) -> Run:
    one = scheduler(database, Box(answer))
    one.run("often", Job(task="poll", mailbox="support", every="1h"))
    with database.read() as connection:
        return jobs.last_runs(connection)["often"]


@pytest.mark.parametrize(
    ("look", "ok", "detail"),
    [
        (Look(0, ""), True, "0 letters"),
        (Look(1, ""), True, "1 letter"),
        (Look(0, "no answer within 60 s"), False, "no answer within 60 s"),
        (Look(2, "cannot be moved"), False, "2 letters; cannot be moved"),
    ],
)
def test_a_run_is_recorded(database: Database, look: Look, ok: bool, detail: str) -> None:
    before = datetime.now(UTC)
    found = run(database, lambda: look)
    assert (found.ok, found.detail) == (ok, detail)
    assert found.finished_at
    assert before <= found.started_at <= found.finished_at


def test_a_run_that_fails_is_recorded(database: Database) -> None:
    def fail() -> Look:
        raise RuntimeError("password=hunter2")

    found = run(database, fail)
    assert (found.ok, found.detail) == (False, "failed with RuntimeError")


def test_a_run_that_goes_on_is_seen(database: Database) -> None:
    def look() -> Look:
        with database.read() as connection:
            assert jobs.last_runs(connection)["often"].finished_at is None
        return Look(0, "")

    assert run(database, look).ok


def test_jobs_run_at_their_times_one_at_a_time(database: Database) -> None:
    go_on = threading.Event()

    def slow() -> Look:
        assert go_on.wait(20)
        return Look(3, "")

    box = Box(slow)
    one = scheduler(database, box, every="1s")
    one.start()
    assert box.polled.wait(10)
    threading.Event().wait(2.1)  # two more runs are due
    assert box.polls == 1
    go_on.set()
    box.polled.clear()
    assert box.polled.wait(10)
    one.stop()
    with database.read() as connection:
        assert jobs.last_runs(connection)["often"].ok


def test_a_stop_is_no_failure_of_the_job(database: Database) -> None:
    stopped = threading.Event()

    def until_stopped() -> Look:
        assert stopped.wait(20)
        return Look(0, "the gateway is stopping")

    box = Box(until_stopped)
    one = scheduler(database, box, every="1s")
    one.start()
    assert box.polled.wait(10)
    threading.Timer(0.2, stopped.set).start()
    one.stop()
    with database.read() as connection:
        found = jobs.last_runs(connection)["often"]
    assert (found.ok, found.detail) == (True, "the gateway stopped meanwhile")


def test_stop_before_start(database: Database) -> None:
    scheduler(database, Box(lambda: Look(0, ""))).stop()
