"""A file that the operator changes while the gateway runs: read again when it has changed.

A broken one is said once, and what it held before goes on.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

MOST_BYTES = 32 << 20

T = TypeVar("T")


class WatchedFile(Generic[T]):
    """``read`` makes its text into a value, and raises ValueError in one line where it cannot.

    ``without`` stands for a file that is not there; where it was ``read`` from this very file
    already (``seen``), that is not done again.
    """

    def __init__(
        self, path: Path, read: Callable[[str], T], *, without: T, seen: bool = False
    ) -> None:
        self._path = path
        self._read = read
        self._without = without
        self._seen: tuple[int, ...] | None = None
        self._found = without
        if seen:
            with suppress(OSError):
                self._seen = _signature(path)

    def load(self) -> None:
        """Read it now. Raises OSError or ValueError when it cannot be used."""
        self._seen = _signature(self._path)
        if self._path.stat().st_size > MOST_BYTES:
            raise ValueError(f"is larger than {MOST_BYTES >> 20} MiB")
        self._found = self._read(_decoded(self._path.read_bytes()))

    def current(self) -> T:
        """What the file says now; the last that could be read."""
        try:
            signature = _signature(self._path)
        except OSError as error:
            if self._seen is not None:
                log.warning("%s: %s; nothing of it counts any more", self._path, error.strerror)
            self._seen, self._found = None, self._without
            return self._found
        if signature != self._seen:
            try:
                self.load()
            except (OSError, ValueError) as error:
                log.error("%s: %s; what it said before goes on", self._path, error)
        return self._found


def fault(path: Path, read: Callable[[str], object]) -> str:
    """Why the file cannot be used as it is now, in one line; "" when it can, or is not there.

    Remembered until the file changes, so that it may be asked as often as a monitor does.
    """
    try:
        return _fault(path, read, _signature(path))
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{path}: {error.strerror}"


@lru_cache(maxsize=8)
def _fault(path: Path, read: Callable[[str], object], _signature: tuple[int, ...]) -> str:
    try:
        WatchedFile(path, read, without=None).load()
    except OSError as error:
        return f"{path}: {error.strerror}"
    except ValueError as error:
        return f"{path}: {error}"
    return ""


def _signature(path: Path) -> tuple[int, ...]:
    """What changes with the file; its inode too, since clocks are coarse."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _decoded(content: bytes) -> str:
    """UTF-8, with the mark that spreadsheets put before it or without."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line}: not UTF-8") from None
