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
from gateway.listening import Listening
from gateway.settings import Web
from gateway.web.http import LONGEST_HEAD, Request, Response, plain, read_request

log = logging.getLogger(__name__)

_MOST_CONNECTIONS = 64
_MOST_ANSWERS = 8  # in work at once
_PATIENCE = 5.0  # seconds for the request, and once more for the answer

Answer = Callable[[Request], Response]


class WebServer(Listening):
    """Answers few requests at once, each within bounded time."""

    def __init__(
        self, web: Web, answer: Answer, clock: Clock, *, patience: float = _PATIENCE
    ) -> None:
        super().__init__("web", "web.listen", web.listen)
        self._web = web
        self._answer = answer
        self._clock = clock
        self._patience = patience
        self._connections: set[asyncio.Task[None]] = set()
        self._answers = threading.Semaphore(_MOST_ANSWERS)

    async def _open(self) -> asyncio.Server:
        host, port = self._web.endpoint
        return await asyncio.start_server(self._connected, host, port, limit=LONGEST_HEAD)

    async def _close_connections(self) -> None:
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
