"""Learn from what agents corrected, in a process of its own: training needs memory and time."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from db.engine import Database
from gateway.learning import corrections
from gateway.settings import Settings

_LOOK = 0.2  # seconds between looks whether the gateway stops
_NICE = 10  # letters go first


class Retraining:
    """``run`` gives whether it went well, and a line for ops."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._state_dir = settings.gateway.state_dir
        self._database = database

    def run(self, stopping: threading.Event) -> tuple[bool, str]:
        """Train, unless nobody has corrected anything. The running gateway takes a new model up."""
        with self._database.read() as connection:
            rows = corrections(connection)
        if not rows:
            return True, "nothing to learn: no ticket was corrected"
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_train, args=(self._state_dir, rows, there), daemon=True)
        process.start()
        there.close()
        try:
            while not here.poll(_LOOK):
                if stopping.is_set():
                    return True, "the gateway stopped meanwhile"
            found: tuple[bool, str] = here.recv()
        except EOFError:
            process.join()
            return False, f"the training ended without a word (exit code {process.exitcode})"
        else:
            return found
        finally:
            process.terminate()
            process.join()
            process.close()
            here.close()


def _train(state_dir: Path, rows: Sequence[Mapping[str, str]], there: Pipe) -> None:
    from gateway.routing.commands import RoutingError, train
    from gateway.routing.model import ModelError

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the gateway is asked to stop, and ends us
    with suppress(OSError):
        os.nice(_NICE)
    try:
        report = train(state_dir, rows)
    except (RoutingError, ModelError, OSError) as error:
        there.send((False, str(error)))
        return
    figures = ", ".join(f"{name} {figure:.3f}" for name, figure in report.figures.items())
    became = "is in use" if report.taken else "is worse and not taken"
    there.send(
        (True, f"{report.corrections} corrections; model {report.version} {became}: {figures}")
    )
