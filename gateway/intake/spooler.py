"""The one writer of the spool: letters that arrive together share a commit.

The grouping is adaptive, never a delay: while one commit is on its way to the disk, others wait,
and the next commit takes all of them.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from db import spool
from db.engine import Database, is_database_fault
from db.spool import NewLetter
from gateway.errors import TemporaryFailure

log = logging.getLogger(__name__)

GROUP = 200  # letters in one transaction
GROUP_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class _Request:
    letters: tuple[NewLetter, ...]
    done: Future[None]

    @property
    def size(self) -> int:
        return sum(len(letter.raw) for letter in self.letters)


class Spooler:
    """Commits letters. ``on_new`` is called, in the writer's thread, when there are new ones."""

    def __init__(self, database: Database, on_new: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._on_new = on_new
        self._waiting: deque[_Request] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="spooler", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """Write what waits and end; False when that took longer than ``timeout`` seconds."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def put(self, letters: Sequence[NewLetter]) -> None:
        """Return when the letters are committed, all or none.

        Raises TemporaryFailure when they are not.
        """
        self.submit(letters).result()

    def submit(self, letters: Sequence[NewLetter]) -> Future[None]:
        """What ``put`` waits for. Cancelled before its commit began, it stores nothing."""
        request = _Request(tuple(letters), Future())
        with self._changed:
            if self._stopping:
                request.done.set_exception(TemporaryFailure("the gateway is stopping"))
            else:
                self._waiting.append(request)
                self._changed.notify()
        return request.done

    def _run(self) -> None:
        while group := self._next_group():
            running = [one for one in group if one.done.set_running_or_notify_cancel()]
            if running:
                self._write(running)

    def _next_group(self) -> list[_Request]:
        """All that waits, within the limits; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            group: list[_Request] = []
            letters = size = 0
            while self._waiting:
                one = self._waiting[0]
                letters, size = letters + len(one.letters), size + one.size
                if group and (letters > GROUP or size > GROUP_BYTES):
                    break
                group.append(self._waiting.popleft())
            return group

    def _write(self, group: list[_Request]) -> None:
        try:
            new = self._commit(group)
        except Exception as error:  # noqa: BLE001 - it goes to whoever waits
            if len(group) > 1 and not is_database_fault(error):
                for one in group:  # one of them cannot be stored: the others shall not suffer
                    self._write([one])
                return
            self._refuse(group, error)
            return
        if self._failing:
            self._failing = False
            log.warning("the spool takes letters again")
        for one in group:
            one.done.set_result(None)
        if new:
            self._tell()

    def _commit(self, group: list[_Request]) -> bool:
        with self._database.begin() as connection:
            stored = spool.put(connection, [letter for one in group for letter in one.letters])
        return any(new for _id, new in stored)

    def _refuse(self, group: list[_Request], error: Exception) -> None:
        if not is_database_fault(error):
            log.error("a letter could not be stored; its sender keeps it", exc_info=error)
        elif not self._failing:  # one line for an outage, not one for every letter
            self._failing = True
            log.error("the spool takes no letters, their senders keep them: %s", error)
        for one in group:
            failure = TemporaryFailure("the letter could not be stored")
            failure.__cause__ = error
            one.done.set_exception(failure)

    def _tell(self) -> None:
        try:
            self._on_new()
        except Exception:
            log.exception("nobody could be told of new letters")
