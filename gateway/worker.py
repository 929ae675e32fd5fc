"""A thread that does one step after the other until it is told to stop."""

import logging
import threading
from collections.abc import Callable

from db.engine import DatabaseUnavailableError

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0  # seconds between tries while a step keeps failing


class Worker:
    """Calls ``step`` in a thread of its own. The step gives the seconds until the next one.

    ``wake`` ends a pause early. A step that raises is logged and tried again with growing pauses: a
    worker never dies of a fault.
    """

    def __init__(self, name: str, step: Callable[[], float]) -> None:
        self.name = name
        self._step = step
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def stopping(self) -> bool:
        """True once ``stop`` was called: long steps look at it."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin with the first step."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do: don't wait any longer."""
        self._woken.set()

    def stop(self) -> None:
        """Ask for the end of the thread, after the step that runs now."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout: float) -> bool:
        """Wait for the end; False when the thread still runs after ``timeout`` seconds."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        while not self.stopping:
            self._woken.clear()
            try:
                pause = self._step()
                failures = 0
            except DatabaseUnavailableError as error:
                failures += 1
                pause = min(2.0**failures, _LONGEST_PAUSE)
                log.error("%s: %s; trying again in %.0f s", self.name, error, pause)
            except Exception:
                failures += 1
                pause = min(2.0**failures, _LONGEST_PAUSE)
                log.exception("%s failed; trying again in %.0f s", self.name, pause)
            if pause > 0 and not self.stopping:
                self._woken.wait(pause)
