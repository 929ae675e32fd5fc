"""A worker goes on whatever its steps do, and ends when it is told to."""

import logging
import threading

import pytest

from db.engine import DatabaseUnavailableError
from gateway.worker import Worker


def test_it_steps_until_it_is_stopped() -> None:
    steps = []
    enough = threading.Event()

    def step() -> float:
        steps.append(1)
        if len(steps) == 3:
            enough.set()
        return 0.0 if len(steps) < 3 else 60.0

    worker = Worker("test", step)
    worker.start()
    assert enough.wait(10)
    worker.stop()
    assert worker.join(10)
    assert len(steps) == 3


def test_a_pause_ends_when_it_is_woken() -> None:
    again = threading.Event()
    steps = []

    def step() -> float:
        steps.append(1)
        if len(steps) == 2:
            again.set()
        return 60.0

    worker = Worker("test", step)
    worker.start()
    while not steps:
        pass
    worker.wake()
    assert again.wait(10)
    worker.stop()
    assert worker.join(10)


@pytest.mark.parametrize(
    ("fault", "traced"),
    [(DatabaseUnavailableError("it is locked"), False), (RuntimeError("no"), True)],
)
def test_a_fault_is_said_and_the_step_is_tried_again(
    fault: Exception, traced: bool, caplog: pytest.LogCaptureFixture
) -> None:
    again = threading.Event()
    steps = []

    def step() -> float:
        steps.append(1)
        if len(steps) == 1:
            raise fault
        again.set()
        return 60.0

    worker = Worker("test", step)
    with caplog.at_level(logging.ERROR):
        worker.start()
        worker.wake()
        assert again.wait(10)
    worker.stop()
    assert worker.join(10)
    [record] = caplog.records
    assert str(fault) in caplog.text
    assert (record.exc_info is not None) == traced


def test_one_that_never_started_ends_at_once() -> None:
    worker = Worker("test", lambda: 0.0)
    worker.stop()
    assert worker.join(0)
