"""A scheduled training: in a process of its own, ended with the gateway, and taken up by it."""

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest

from db import jobs
from gateway.clock import SystemClock
from gateway.repair import Repair
from gateway.schedule import retraining
from gateway.schedule.retraining import Retraining
from gateway.schedule.scheduler import Scheduler
from gateway.settings import Job
from tests.gateway.desk import Desk, letter


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path}/postdesk.db")
    yield made
    made.close()


@pytest.fixture
def corrected(desk: Desk) -> Desk:
    desk.arrive(letter())
    [ticket] = desk.tickets()
    with desk.database.begin() as connection:
        Repair(connection, desk.clock.now()).choose(ticket.ref, ["category=finance"])
    return desk


Rows = Sequence[Mapping[str, str]]


def tells(state_dir: Path, rows: Rows, there: Pipe) -> None:
    there.send((os.getpid() != int((state_dir / "parent").read_text()), rows[0]["category"]))


def dies(state_dir: Path, rows: Rows, there: Pipe) -> None:
    os._exit(9)


def hangs(state_dir: Path, rows: Rows, there: Pipe) -> None:
    time.sleep(60)


def test_without_corrections_there_is_nothing_to_learn(desk: Desk) -> None:
    found = Retraining(desk.settings, desk.database).run(threading.Event())
    assert found == (True, "nothing to learn: no ticket was corrected")


def test_it_is_another_process_that_gets_the_corrections(
    corrected: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retraining, "_train", tells)
    (corrected.settings.gateway.state_dir / "parent").write_text(str(os.getpid()))
    scheduler = Scheduler(corrected.settings, corrected.database, SystemClock(), {})
    scheduler.run("learn", Job(task="train", cron="30 3 * * sun"))
    with corrected.database.read() as connection:
        last = jobs.last_runs(connection)["learn"]
    assert (last.ok, last.detail) == (True, "finance")


def test_one_that_dies_is_said(corrected: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retraining, "_train", dies)
    found = Retraining(corrected.settings, corrected.database).run(threading.Event())
    assert found == (False, "the training ended without a word (exit code 9)")


def test_it_ends_with_the_gateway(corrected: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retraining, "_train", hangs)
    stopping = threading.Event()
    threading.Timer(0.5, stopping.set).start()
    began = time.monotonic()
    ok, detail = Retraining(corrected.settings, corrected.database).run(stopping)
    assert (ok, detail) == (True, "the gateway stopped meanwhile")
    assert time.monotonic() - began < 5
