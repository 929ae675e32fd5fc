"""An SMTP server (RFC 5321) in the test process: keeps what it is given, fails as it is told."""

import asyncio
import socket
import ssl
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.process import free_port

Stage = Literal["connect", "mail", "rcpt", "data", "stored"]
Tls = Literal["none", "starttls", "implicit"]


@dataclass(frozen=True, slots=True)
class Caught:
    """A letter that the sink said 250 to, or kept at the stage ``stored``."""

    envelope_sender: str | None  # None is the null reverse-path, "<>"
    recipients: tuple[str, ...]
    raw: bytes
    tls: bool
    login: str | None


@dataclass(slots=True)
class _Fault:
    stage: Stage
    action: Literal["answer", "drop", "hang"]
    reply: str
    recipient: str | None  # None: whoever it is for
    times: int | None  # None: until heal()

    def applies(self, stage: Stage, recipients: tuple[str, ...]) -> bool:
        if self.stage != stage or self.times == 0:
            return False
        return self.recipient is None or self.recipient in recipients


class Sink:
    """Listens on ``host`` and ``port``, in a thread of its own, from ``start`` to ``stop``.

    Faults are met in the order in which they were told. The stages: ``connect`` is before the
    greeting; ``mail`` and ``rcpt`` are the answers to these commands, ``data`` the answer to the
    letter's end. ``stored`` is the latter too, but when the letter has been kept: a client that
    loses this answer cannot know.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        tls: Tls = "none",
        context: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        data_size_limit: int = 64 << 20,
    ) -> None:
        if (tls == "none") != (context is None):
            raise ValueError("a context belongs to TLS, and TLS needs one")
        self.port = free_port()
        self.commands: Counter[str] = (
            Counter()
        )  # connect, mail, rcpt, data: how often, refused or not
        self._tls = tls
        self._context = context
        self._login = login
        self._data_size_limit = data_size_limit
        self._caught: list[Caught] = []
        self._faults: list[_Fault] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- what came ------------------------------------------------------
    @property
    def letters(self) -> tuple[Caught, ...]:
        """What has been caught so far, in order."""
        with self._changed:
            return tuple(self._caught)

    def wait(self, count: int, timeout: float = 10.0) -> tuple[Caught, ...]:
        """Wait for that many letters in all and return them. Raises AssertionError in the end."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._caught) >= count, timeout)
            assert len(self._caught) >= count, f"{len(self._caught)} of {count} letters came"
            return tuple(self._caught)

    def clear(self) -> None:
        """Forget the letters and the counts."""
        with self._changed:
            self._caught.clear()
            self.commands.clear()

    # -- what goes wrong ------------------------------------------------
    def answer(
        self,
        reply: str,
        *,
        stage: Stage = "rcpt",
        recipient: str | None = None,
        times: int | None = None,
    ) -> None:
        """Answer ``reply``, such as "451 4.3.0 Later", for one recipient or any, so many times."""
        self._add(_Fault(stage, "answer", reply, recipient, times))

    def drop(
        self, stage: Stage = "data", *, recipient: str | None = None, times: int | None = None
    ) -> None:
        """Close the connection instead of an answer."""
        self._add(_Fault(stage, "drop", "", recipient, times))

    def hang(
        self, stage: Stage = "data", *, recipient: str | None = None, times: int | None = None
    ) -> None:
        """Never answer, until the client goes or the sink stops."""
        self._add(_Fault(stage, "hang", "", recipient, times))

    def heal(self) -> None:
        """Forget all faults. A client that hangs already goes on hanging."""
        with self._changed:
            self._faults.clear()

    def _add(self, fault: _Fault) -> None:
        with self._changed:
            self._faults.append(fault)

    def _fault(self, stage: Stage, recipients: tuple[str, ...] = ()) -> _Fault | None:
        with self._changed:
            if stage != "stored":
                self.commands[stage] += 1
            for fault in self._faults:
                if fault.applies(stage, recipients):
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None

    def _keep(self, letter: Caught) -> None:
        with self._changed:
            self._caught.append(letter)
            self._changed.notify_all()

    # -- the server -----------------------------------------------------
    def start(self) -> "Sink":
        """Listen, on the same port as before a ``stop``."""
        if self._thread is not None:
            return self
        listening = socket.create_server((self.host, self.port))
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(listening, ready), name="sink")
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the sink did not start")
        return self

    def stop(self) -> None:
        """Close the port and every connection. What was caught stays."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        thread.join()

    def _serve(self, listening: socket.socket, ready: threading.Event) -> None:
        loop = asyncio.new_event_loop()
        self._loop = loop
        connections: set[asyncio.Transport] = set()
        implicit = self._context if self._tls == "implicit" else None
        server = loop.run_until_complete(
            loop.create_server(
                lambda: self._protocol(loop, connections), sock=listening, ssl=implicit
            )
        )
        loop.call_soon(ready.set)
        try:
            loop.run_forever()
        finally:
            server.close()
            for transport in list(connections):
                _cut(transport)
            loop.run_until_complete(_finish(connections))
            loop.close()

    def _protocol(
        self, loop: asyncio.AbstractEventLoop, connections: set[asyncio.Transport]
    ) -> asyncio.BaseProtocol:
        fault = self._fault("connect")
        if fault is not None:
            return _Unfriendly(fault, connections)
        return _Protocol(self, loop, connections)


def _cut(transport: asyncio.Transport) -> None:
    """Close a connection without a word, over the faults of TLS in Python 3.11.2 (Debian 12)."""
    try:
        transport.abort()
    except TypeError:  # always
        with suppress(OSError):
            transport.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
    except AttributeError:  # when it is closed already
        pass


async def _finish(connections: set[asyncio.Transport]) -> None:
    """Let every connection and task end: what is left is warned of, in some later test."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for _ in range(100):
        await asyncio.sleep(0)  # a closed transport says so some turns later
        if not connections:
            return
        await asyncio.sleep(0.01)


class _Unfriendly(asyncio.Protocol):
    """A connection that fails before its greeting."""

    def __init__(self, fault: _Fault, connections: set[asyncio.Transport]) -> None:
        self._fault = fault
        self._connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(transport)
        if self._fault.action == "answer":
            transport.write(f"{self._fault.reply}\r\n".encode())
        if self._fault.action != "hang":
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self._transport)


class _Protocol(SMTP):
    """A session; the letters and faults are the sink's."""

    line_length_limit = (
        1 << 20
    )  # what is sent too long is for a test to see, not for the sink to refuse

    def __init__(
        self, sink: Sink, loop: asyncio.AbstractEventLoop, connections: set[asyncio.Transport]
    ) -> None:
        self._connections = connections
        super().__init__(
            _Handler(sink),
            hostname="sink.example",
            ident="sink",
            enable_SMTPUTF8=True,
            data_size_limit=sink._data_size_limit,
            tls_context=sink._context if sink._tls == "starttls" else None,
            require_starttls=sink._tls == "starttls",
            auth_require_tls=sink._tls == "starttls",  # aiosmtpd cannot see implicit TLS
            authenticator=_authenticator(sink),
            loop=loop,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        ended = (self.transport, self._original_transport)  # the latter is under STARTTLS
        self._connections.difference_update(ended)
        super().connection_lost(error)


def _authenticator(sink: Sink) -> Any:
    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = sink._login is not None and sink._login == (
            data.login.decode(),
            data.password.decode(),
        )
        return AuthResult(success=right, handled=False, auth_data=data.login.decode())

    return check


@dataclass  # without slots: aiosmtpd looks at every member, which Python 3.11.2 then refuses
class _Handler:
    sink: Sink

    async def _meet(
        self, server: SMTP, stage: Stage, recipients: tuple[str, ...] = ()
    ) -> str | None:
        fault = self.sink._fault(stage, recipients)
        if fault is None:
            return None
        if fault.action == "answer":
            return fault.reply
        if fault.action == "drop":
            assert isinstance(server.transport, asyncio.Transport)
            _cut(server.transport)
        await asyncio.Event().wait()  # cancelled when the connection is lost
        raise AssertionError

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sink._login is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if refusal := await self._meet(server, "mail"):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := await self._meet(server, "rcpt", (address,)):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        recipients = tuple(envelope.rcpt_tos)
        if refusal := await self._meet(server, "data", recipients):
            return refusal
        assert isinstance(envelope.content, bytes)
        self.sink._keep(
            Caught(
                envelope_sender=None
                if envelope.mail_from in (None, "", "<>")
                else envelope.mail_from,
                recipients=recipients,
                raw=envelope.content,
                tls=server.transport.get_extra_info("ssl_object") is not None,  # type: ignore[union-attr]
                login=session.auth_data if session.authenticated else None,
            )
        )
        return await self._meet(server, "stored", recipients) or "250 2.0.0 Kept"
