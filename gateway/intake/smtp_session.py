"""One SMTP (RFC 5321) or LMTP (RFC 2033) connection: 250 only for what is committed.

aiosmtpd speaks the protocol. What it does otherwise than the gateway needs stands here: it answers
a letter with one line where LMTP wants one for each recipient, refuses long lines with a permanent
code, turns faults of ours into permanent ones and tells them, and knows no limit on connections or
memory.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Literal

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from gateway.errors import GatewayError, MessageTooLarge, TemporaryFailure, UnknownRecipient
from gateway.intake.recipients import our_recipient, read_path
from gateway.settings import Mailbox, Smtp

log = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's: below that, letters' text

_TAKEN = "250 2.6.0 Message accepted"
_BUSY = "452 4.3.1 Too much mail at once, please try again later"
_CLOSING = "421 4.3.2 Service closing, please try again later"
_TOO_MANY = "421 4.7.0 Too many connections, please try again later"
_PATIENCE = 64 << 10  # octets of a letter within each timeout, else the connection is closed
_BUFFER = 64 << 10  # longer lines come in pieces


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as it came: dots unstuffed, otherwise the very bytes."""

    raw: bytes
    envelope_sender: str | None
    envelope_recipients: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class House:
    """What the connections of one listener share. Touched only in its event loop."""

    hostname: str
    smtp: Smtp
    mailboxes: tuple[Mailbox, ...]
    most_bytes: int  # of letters that are being received or stored
    store: Callable[[Received], Awaitable[None]]
    tls: SSLContext | None
    connections: set["SmtpSession"] = field(default_factory=set)
    held: int = 0
    stopping: bool = False


class SmtpSession(SMTP):
    """One connection."""

    line_length_limit = _BUFFER

    def __init__(self, house: House) -> None:
        super().__init__(
            _Handler(house),
            data_size_limit=None,  # ours is kept in smtp_DATA and handle_MAIL
            enable_SMTPUTF8=True,
            hostname=house.hostname,
            ident="postdesk",
            tls_context=house.tls,
            timeout=house.smtp.timeout.total_seconds(),
            auth_exclude_mechanism=("PLAIN", "LOGIN"),
            loop=asyncio.get_running_loop(),
        )
        self.house = house
        self.admitted = False
        self.receiving = False  # between DATA and its answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        known = self in self.house.connections  # it is made a second time after STARTTLS
        # judged here, one by one: when a burst is served, all of it has been connected already
        self.admitted = known or len(self.house.connections) < self.house.smtp.max_connections
        if self.admitted:
            self.house.connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.house.connections.discard(self)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if self.house.stopping or not self.admitted:
            await self._leave(_CLOSING if self.house.stopping else _TOO_MANY)
            return
        await super()._handle_client()

    async def _leave(self, reply: str) -> None:
        await self.push(reply)
        if self.transport is not None:
            self.transport.close()

    async def farewell(self) -> None:
        """Say that we close, and do."""
        await self._leave(_CLOSING)

    @property
    def task(self) -> asyncio.Task[None] | None:
        """What serves the connection."""
        return self._handler_coroutine

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return read_path(arg) or (None, None)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: ARG002, N802
        """Nobody logs in here."""
        await self.push("502 5.5.1 Command not implemented")

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: ARG002, N802
        """The same answer for every address (RFC 5321 section 3.5.3)."""
        await self.push("252 2.1.5 Send some mail, I'll try my best")

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Receive a letter, store it, and only then say 250."""
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 Need RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        if self.house.stopping:
            await self._leave(_CLOSING)
            return
        self.receiving = True
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            reply = await self._take(envelope)
            self.envelope = self._create_envelope()
            await self._answer(reply, len(envelope.rcpt_tos))
        finally:
            self.receiving = False
        if self.house.stopping:
            await self.farewell()

    async def _answer(self, reply: str, recipients: int) -> None:  # noqa: ARG002
        await self.push(reply)

    async def _take(self, envelope: Envelope) -> str:
        letter = _Letter(self.house)
        try:
            await self._receive(letter)
            if letter.refusal:
                return letter.refusal
            self._reset_timeout()
            await self.house.store(
                Received(
                    letter.content(),
                    None if envelope.mail_from == "<>" else envelope.mail_from,
                    tuple(dict.fromkeys(envelope.rcpt_tos)),
                )
            )
        except GatewayError as error:
            return error.reply
        except (ConnectionError, asyncio.IncompleteReadError):
            raise  # there is nobody to answer
        except Exception:
            log.exception("a letter could not be taken")
            return TemporaryFailure.reply
        finally:
            letter.forget()
        return _TAKEN

    async def _receive(self, letter: "_Letter") -> None:
        """Read up to the line that holds one dot. Only CRLF ends a line (section 2.3.8)."""
        at_start, since = True, 0
        while True:
            try:
                piece = await self._reader.readuntil(b"\r\n")
                complete = True
            except asyncio.LimitOverrunError as overrun:  # a part of a long line
                piece = await self._reader.readexactly(overrun.consumed)
                complete = False
            if at_start and piece == b".\r\n":
                return
            since += len(piece)
            if since >= _PATIENCE:
                since = 0
                self._reset_timeout()
            letter.add(piece[1:] if at_start and piece.startswith(b".") else piece)
            at_start = complete


class LmtpSession(SmtpSession, LMTP):
    """One connection that speaks LMTP."""

    async def _answer(self, reply: str, recipients: int) -> None:
        """One line for each recipient (RFC 2033 section 4.2): all share one commit."""
        await self.push("\r\n".join([reply] * recipients))


class _Letter:
    """The lines of a letter while it comes in, or why it is refused."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pieces: list[bytes] = []
        self._size = 0
        self._held = 0
        self.refusal = ""

    def add(self, piece: bytes) -> None:
        """Keep it, unless the letter is refused: then it is only read to its end."""
        if self.refusal:
            return
        self._size += len(piece)
        if self._size > self._house.smtp.max_size:
            self.refusal = MessageTooLarge.reply
        elif self._house.held + len(piece) > self._house.most_bytes:
            self.refusal = _BUSY
        if self.refusal:
            self.forget()
            return
        self._pieces.append(piece)
        self._held += len(piece)
        self._house.held += len(piece)

    def content(self) -> bytes:
        """The whole letter. The pieces are given up."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole

    def forget(self) -> None:
        """Give the memory back."""
        self._pieces.clear()
        self._house.held -= self._held
        self._held = 0


class _Handler:
    """What aiosmtpd asks of the application."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def handle_EHLO(  # noqa: N802
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        keep = [line for line in responses[:-1] if not line.startswith("250-AUTH")]
        return [
            *keep,
            f"250-SIZE {self._house.smtp.max_size}",
            "250-PIPELINING",
            "250 ENHANCEDSTATUSCODES",
        ]

    async def handle_MAIL(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self._house.stopping:
            return _CLOSING
        if address == "postmaster":
            return "553 5.1.7 A sender needs a domain"
        if not address.isascii() and not envelope.smtp_utf8:
            return _NEEDS_UTF8
        if _announced_size(options) > self._house.smtp.max_size:
            return MessageTooLarge.reply
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if not address.isascii() and not envelope.smtp_utf8:
            return _NEEDS_UTF8
        ours = our_recipient(address, self._house.mailboxes)
        if ours is None:
            return UnknownRecipient.reply
        if len(envelope.rcpt_tos) >= self._house.smtp.max_recipients:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(ours)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        log.error("the SMTP session failed", exc_info=error)
        return TemporaryFailure.reply


_NEEDS_UTF8 = "553 5.6.7 This address needs SMTPUTF8"


def _announced_size(options: list[str]) -> int:
    """What SIZE= says (RFC 1870); aiosmtpd has let only digits through."""
    for option in options:
        name, _, value = option.partition("=")
        if name == "SIZE" and value.isascii() and value.isdigit() and len(value) <= 20:
            return int(value)
    return 0


def session_class(protocol: Literal["smtp", "lmtp"]) -> type[SmtpSession]:
    """What speaks that protocol."""
    return LmtpSession if protocol == "lmtp" else SmtpSession
