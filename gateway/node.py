"""This process among those on one database: its name, and that it runs once per state_dir."""

import fcntl
import secrets
from pathlib import Path
from typing import IO

from gateway.errors import ConfigError


class Node:
    """Holds the lock of ``state_dir`` from ``acquire`` to ``release``.

    The name stays the same over restarts, so that a new process takes up what a killed one held.
    """

    def __init__(self, state_dir: Path) -> None:
        self._state_dir = state_dir
        self._lock: IO[str] | None = None

    def acquire(self) -> str:
        """Take the lock; gives the name. ConfigError when another process has it."""
        path = self._state_dir / "node"
        try:
            self._state_dir.mkdir(parents=True, exist_ok=True)
            lock = path.open("a+", encoding="ascii")
        except OSError as error:
            raise ConfigError(f"gateway.state_dir: {path}: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise ConfigError(
                f"gateway.state_dir: a postdesk runs on {self._state_dir} already; stop it first"
            ) from None
        lock.seek(0)
        name = lock.read().strip()
        if not name:
            name = secrets.token_hex(8)
            lock.write(f"{name}\n")
            lock.flush()
        self._lock = lock
        return name

    def release(self) -> None:
        """Let another process have the folder."""
        if self._lock:
            self._lock.close()
            self._lock = None
