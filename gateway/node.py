"""This process among those on one database: its name, and that it runs once per state_dir.

The file ``node`` of ``state_dir`` is locked while it runs. Its first line is the name, its second
one says which database file is open.
"""

import fcntl
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gateway.errors import ConfigError

_FILE = "node"
_LOOKS = 10  # at the lock, before we believe that it is held: `postdesk status` tries it too
_PAUSE = 0.05


class Node:
    """Holds the lock of ``state_dir`` from ``acquire`` to ``release``.

    The name stays the same over restarts, so that a new process takes up what a killed one held.
    """

    def __init__(self, state_dir: Path) -> None:
        self._state_dir = state_dir
        self._lock: IO[str] | None = None
        self._name = ""

    def acquire(self) -> str:
        """Take the lock; gives the name. ConfigError when another process has it."""
        path = self._state_dir / _FILE
        try:
            self._state_dir.mkdir(parents=True, exist_ok=True)
            lock = path.open("a+", encoding="ascii")
        except OSError as error:
            raise ConfigError(f"gateway.state_dir: {path}: {error.strerror}") from None
        if not _locked(lock):
            lock.close()
            raise ConfigError(
                f"gateway.state_dir: a postdesk runs on {self._state_dir} already; stop it first"
            )
        lock.seek(0)
        self._name = lock.readline().strip() or secrets.token_hex(8)
        self._lock = lock
        self.uses("")
        return self._name

    def uses(self, database: str) -> None:
        """Say which database file is open, for ``look``."""
        assert self._lock
        self._lock.truncate(0)
        self._lock.write(f"{self._name}\n{database}\n")
        self._lock.flush()

    def release(self) -> None:
        """Let another process have the folder."""
        if self._lock:
            self._lock.close()
            self._lock = None


def _locked(lock: IO[str]) -> bool:
    """Take the lock; False when another process keeps it."""
    for _ in range(_LOOKS):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(_PAUSE)
        else:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Sight:
    """What another process sees of a ``state_dir``."""

    running: bool
    database: str  # the file that is open there, as the database names it; "" when unknown


def look(state_dir: Path) -> Sight:
    """Whether a postdesk runs there. Changes nothing. Raises OSError when it cannot be told."""
    try:
        lock = (state_dir / _FILE).open(encoding="ascii")
    except FileNotFoundError:
        return Sight(running=False, database="")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Sight(running=True, database="".join(lock.read().splitlines()[1:2]))
    return Sight(running=False, database="")
