"""A server on a thread with an event loop of its own: how it starts, and how it ends."""

import asyncio
import threading
from abc import ABC, abstractmethod
from concurrent.futures import Future

from gateway.errors import ConfigError

_STARTUP = 10.0  # seconds


class Listening(ABC):
    """Listens from ``start`` to ``stop``. ``key`` of the configuration says where: ``listen``."""

    def __init__(self, name: str, key: str, listen: str) -> None:
        self._name = name
        self._key = key
        self._listen = listen
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self.port = 0  # known after ``start``

    def start(self) -> None:
        """Listen. Raises ConfigError with one line when that cannot be."""
        started: Future[int] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(started)), name=self._name, daemon=True
        )
        self._thread.start()
        try:
            self.port = started.result(_STARTUP)
        except OSError as error:
            self._thread.join()
            raise ConfigError(
                f"{self._key}: cannot listen on {self._listen}: {error.strerror or error}"
            ) from None

    def stop(self, timeout: float = 3.0) -> bool:
        """Close; False when that took longer than ``timeout`` seconds."""
        if self._thread is None or self._loop is None or self._ended is None:
            return True
        try:
            self._loop.call_soon_threadsafe(self._ended.set)
        except RuntimeError:  # stopped before
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    async def _serve(self, started: Future[int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        try:
            server = await self._open()
        except OSError as error:
            started.set_exception(error)
            return
        started.set_result(server.sockets[0].getsockname()[1])
        await self._ended.wait()
        server.close()
        await self._close_connections()

    @abstractmethod
    async def _open(self) -> asyncio.Server:
        """Open the socket. OSError: that cannot be."""

    @abstractmethod
    async def _close_connections(self) -> None:
        """End what is connected, within bounded time."""
