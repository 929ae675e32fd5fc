"""A small HTTP server on a thread with an event loop of its own.

What an answer needs may hang (a database that is away), so that each is made on a thread of its
own, few of them at once; neither a slow client nor a slow answer holds up the others or our end.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from http import HTTPStatus

from gateway.clock import Clock
from gateway.errors import ConfigError
from gateway.settings import Web
from gateway.web.http import LONGEST_HEAD, Request, Response, plain, read_request

log = logging.getLogger(__name__)

_MOST_CONNECTIONS = 64
_MOST_ANSWERS = 8  # in work at once
_PATIENCE = 5.0  # seconds for the request, and once more for the answer
_STARTUP = 10.0

Answer = Callable[[Request], Response]


class WebServer:
    """Listens from ``start`` to ``stop``."""

    def __init__(
        self, web: Web, answer: Answer, clock: Clock, *, patience: float = _PATIENCE
    ) -> None:
        self._web = web
        self._answer = answer
        self._clock = clock
        self._patience = patience
        self._connections: set[asyncio.Task[None]] = set()
        self._answers = threading.Semaphore(_MOST_ANSWERS)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self.port = 0  # known after ``start``

    def start(self) -> None:
        """Listen. Raises ConfigError with one line when that cannot be."""
        started: Future[int] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(started)), name="web", daemon=True
        )
        self._thread.start()
        try:
            self.port = started.result(_STARTUP)
        except OSError as error:
            self._thread.join()
            raise ConfigError(
                f"web.listen: cannot listen on {self._web.listen}: {error.strerror or error}"
            ) from None

    def stop(self, timeout: float = 2.0) -> bool:
        """Close; False when that took longer than ``timeout``."""
        if self._thread is None or self._loop is None or self._ended is None:
            return True
        with contextlib.suppress(RuntimeError):  # stopped before
            self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    async def _serve(self, started: Future[int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        host, port = self._web.endpoint
        try:
            server = await asyncio.start_server(self._connected, host, port, limit=LONGEST_HEAD)
        except OSError as error:
            started.set_exception(error)
            return
        started.set_result(server.sockets[0].getsockname()[1])
        await self._ended.wait()
        server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._connections) >= _MOST_CONNECTIONS:
            writer.transport.abort()
            return
        self._connections.add(task)
        try:
            with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                await self._converse(reader, writer)
        finally:
            self._connections.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(self._patience):
                request = read_request(await reader.readuntil(b"\r\n\r\n"))
        except asyncio.LimitOverrunError:
            request = plain(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        head_only = isinstance(request, Request) and request.method == "HEAD"
        response = request if isinstance(request, Response) else await self._answered(request)
        async with asyncio.timeout(self._patience):
            writer.write(response.encoded(self._clock.now(), without_body=head_only))
            await writer.drain()

    async def _answered(self, request: Request) -> Response:
        """The answer, or 503 when it takes too long or too many are in work."""
        if not self._answers.acquire(blocking=False):
            return plain(HTTPStatus.SERVICE_UNAVAILABLE)
        made: Future[Response] = Future()
        threading.Thread(
            target=self._make, args=(request, made), name="web-answer", daemon=True
        ).start()
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.wrap_future(made)
        except TimeoutError:
            return plain(HTTPStatus.SERVICE_UNAVAILABLE)

    def _make(self, request: Request, made: Future[Response]) -> None:
        try:
            response = self._answer(request)
        except Exception:
            log.exception("a page cannot be made")
            response = plain(HTTPStatus.INTERNAL_SERVER_ERROR)
        finally:
            self._answers.release()
        if made.set_running_or_notify_cancel():
            made.set_result(response)
