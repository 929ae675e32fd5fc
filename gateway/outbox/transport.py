"""Hands letters to the next server over one connection that is kept (RFC 5321, 3207, 4954, 6531).

The faults say what a caller has to do:

Refusal                  nothing was taken; ``str()`` is the server's reply or the fault, cleaned
  PermanentRefusal       this letter will never be taken: 5xx
  TransientRefusal       this letter may be taken later: 4xx
    ServerUnavailable    no letter can be sent now: no connection, no TLS, no login
"""

import contextlib
import logging
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable

from gateway.errors import ConfigError
from gateway.outbox.address import usable
from gateway.settings import Outgoing
from parsers.headers import clean_line

log = logging.getLogger(__name__)

MAX_REPLY = 300  # characters
MAX_IDLE = 30.0  # seconds, then a new connection; servers close idle ones without a word
_SURELY_ALIVE = 1.0  # seconds for which an unused connection is trusted
_CONNECT_TIMEOUT = 4.0  # seconds: a stop must not wait longer for a black hole
_QUIT_TIMEOUT = 2.0


class Refusal(Exception):
    """The letter was not taken."""


class PermanentRefusal(Refusal):
    """It will never be taken."""


class TransientRefusal(Refusal):
    """It may be taken later."""


class ServerUnavailable(TransientRefusal):
    """No letter can be sent now."""


class Transport:
    """One connection to the server of ``[outgoing]``, for one thread. Another one may abort it."""

    def __init__(self, outgoing: Outgoing, hostname: str) -> None:
        self._outgoing = outgoing
        self._hostname = hostname
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0
        self._handle: socket.socket | None = None
        self._aborted = threading.Event()

    def send(self, envelope_sender: str, recipient: str, content: bytes) -> str:
        """Send a letter to one address and give the server's words; "" is the null reverse-path.

        Raises one of the refusals above. After ServerUnavailable the server may yet have the
        letter, if the fault came after its last byte: it is sent again under its Message-ID.
        """
        sender, to = usable(envelope_sender), usable(recipient)
        if not to or (envelope_sender and not sender):
            wrong = envelope_sender if to else recipient
            raise PermanentRefusal(f"not an address to send to: {clean_line(wrong, 100)!r}")
        try:
            return self._send(sender, to, content)
        except ServerUnavailable:
            self.close(politely=False)
            raise
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
            self.close(politely=False)
            raise ServerUnavailable(_words_of(error)) from error

    def _send(self, sender: str, to: str, content: bytes) -> str:
        smtp = self._begin(sender, to, content)
        self._command(smtp, "RCPT", f"TO:<{to}>")
        try:
            code, reply = smtp.data(content)
        except smtplib.SMTPDataError as error:
            code, reply = error.smtp_code, _bytes(error.smtp_error)
        self._used_at = time.monotonic()
        return self._expect(smtp, code, reply)

    def _begin(self, sender: str, to: str, content: bytes) -> smtplib.SMTP:
        """MAIL FROM; once more on a new connection if the kept one turns out to be closed."""
        smtp, fresh = self._connection()
        try:
            return self._mail(smtp, sender, to, content)
        except (ServerUnavailable, smtplib.SMTPServerDisconnected, ConnectionError):
            if fresh:
                raise
        self.close(politely=False)
        smtp, _ = self._connection()
        return self._mail(smtp, sender, to, content)

    def _mail(self, smtp: smtplib.SMTP, sender: str, to: str, content: bytes) -> smtplib.SMTP:
        options = ""
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(content):
            raise PermanentRefusal(f"the letter has {len(content)} bytes, the server takes {limit}")
        if smtp.has_extn("size"):
            options += f" SIZE={len(content)}"
        if sender.isascii() and to.isascii():
            smtp.command_encoding = "ascii"
        elif smtp.has_extn("smtputf8"):
            smtp.command_encoding = "utf-8"
            options += " BODY=8BITMIME SMTPUTF8"
        else:
            raise PermanentRefusal("the server takes no addresses beyond ASCII (SMTPUTF8)")
        self._command(smtp, "MAIL", f"FROM:<{sender}>{options}")
        return smtp

    def _command(self, smtp: smtplib.SMTP, verb: str, arguments: str) -> None:
        code, reply = smtp.docmd(verb, arguments)
        self._used_at = time.monotonic()
        if code == 530:  # RFC 4954 section 6: authentication required
            log.error("outgoing: the server wants a login: %s", _words(code, reply))
            raise ServerUnavailable(_words(code, reply))
        self._expect(smtp, code, reply)

    def _expect(self, smtp: smtplib.SMTP, code: int, reply: bytes) -> str:
        words = _words(code, reply)
        if 200 <= code < 300:
            return words
        if code == 421 or not 400 <= code < 600:
            raise ServerUnavailable(words)
        try:
            clean = smtp.rset()[0] == 250
        except OSError:
            clean = False
        if not clean:
            self.close(politely=False)
        raise (TransientRefusal if code < 500 else PermanentRefusal)(words)

    # -- the connection -------------------------------------------------

    def _connection(self) -> tuple[smtplib.SMTP, bool]:
        """A connection that is logged in, and whether it is a new one."""
        if self._smtp is not None and not self._alive(self._smtp):
            self.close()
        if self._smtp is not None:
            return self._smtp, False
        self._smtp = self._connect()
        self._used_at = time.monotonic()
        return self._smtp, True

    def _alive(self, smtp: smtplib.SMTP) -> bool:
        idle = time.monotonic() - self._used_at
        if idle < _SURELY_ALIVE:
            return True
        try:
            return idle < MAX_IDLE and smtp.noop()[0] == 250
        except OSError:
            return False

    def _connect(self) -> smtplib.SMTP:
        outgoing = self._outgoing
        smtp: smtplib.SMTP | None = None
        if self._aborted.is_set():
            raise ServerUnavailable("stopping")
        try:
            context = self._context() if outgoing.tls == "implicit" else None
            smtp = _Client(outgoing.host, self._hostname, self._started, context)
            smtp.timeout = outgoing.timeout.total_seconds()
            code, reply = smtp.connect(outgoing.host, outgoing.port)
            if code != 220:
                raise ServerUnavailable(_words(code, reply))
            smtp.ehlo_or_helo_if_needed()
            self._secure(smtp)
            self._login(smtp)
        except (OSError, ValueError, ServerUnavailable) as error:
            if smtp is not None:
                smtp.close()
            self._forget_handle()
            raise ServerUnavailable(f"{self._where}: {_words_of(error)}") from error
        return smtp

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._outgoing.ca_file)

    def _started(self, sock: socket.socket) -> None:
        """Keep a second handle of a new socket, which works whatever TLS makes of the first."""
        self._handle = sock.dup()
        if self._aborted.is_set():
            raise ServerUnavailable("stopping")

    def _secure(self, smtp: smtplib.SMTP) -> None:
        """STARTTLS or nothing: the letters never go in clear when TLS is asked for."""
        if self._outgoing.tls != "starttls":
            return
        if not smtp.has_extn("starttls"):
            raise self._misconfigured("the server offers no STARTTLS")
        try:
            smtp.starttls(context=self._context())
        except (ssl.SSLError, smtplib.SMTPResponseException) as error:
            raise self._misconfigured(f"STARTTLS failed: {_words_of(error)}") from error
        smtp.ehlo()

    def _login(self, smtp: smtplib.SMTP) -> None:
        if not self._outgoing.user:
            return
        try:
            secret = self._outgoing.read()
            if self._outgoing.token_command:
                self._login_by_token(smtp, secret)
            else:
                smtp.login(self._outgoing.user, secret)
        except smtplib.SMTPAuthenticationError as error:
            words = _words(error.smtp_code, _bytes(error.smtp_error))
            raise self._misconfigured(f"login refused: {words}") from error
        except (smtplib.SMTPNotSupportedError, ConfigError) as error:
            raise self._misconfigured(f"login impossible: {_words_of(error)}") from error
        except UnicodeError as error:
            raise self._misconfigured("login impossible: password not in ASCII") from error

    def _login_by_token(self, smtp: smtplib.SMTP, token: str) -> None:
        answer = f"user={self._outgoing.user}\x01auth=Bearer {token}\x01\x01"
        smtp.auth("XOAUTH2", lambda challenge=None: "" if challenge else answer)

    def _misconfigured(self, fault: str) -> ServerUnavailable:
        log.error("outgoing: %s: %s; letters wait until this is put right", self._where, fault)
        return ServerUnavailable(fault)

    @property
    def _where(self) -> str:
        return f"{self._outgoing.host}:{self._outgoing.port}"

    # -- its end --------------------------------------------------------

    def tidy(self) -> None:
        """Close the connection if it was idle for long."""
        if self._smtp is not None and time.monotonic() - self._used_at > MAX_IDLE:
            self.close()

    def close(self, *, politely: bool = True) -> None:
        """End the connection. The next letter makes a new one."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            if politely and smtp.sock is not None:
                smtp.sock.settimeout(_QUIT_TIMEOUT)
                smtp.quit()
        except OSError:
            pass
        finally:
            smtp.close()
            self._forget_handle()

    def _forget_handle(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()

    def abort(self) -> None:
        """Break off whatever is waited for, from another thread; nothing is sent after it."""
        self._aborted.set()
        handle = self._handle
        if handle is not None:
            with contextlib.suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)


class _Client(smtplib.SMTP):
    """smtplib, told of each socket at once, with TLS from the first byte if a context is given."""

    def __init__(
        self,
        host: str,
        hostname: str,
        started: Callable[[socket.socket], None],
        context: ssl.SSLContext | None,
    ) -> None:
        super().__init__(local_hostname=hostname)
        self._host = host  # smtplib verifies certificates against it
        self._started = started
        self._context = context

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = socket.create_connection((host, port), min(timeout, _CONNECT_TIMEOUT))
        try:
            sock.settimeout(timeout)
            self._started(sock)
            if self._context is not None:
                sock = self._context.wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
        return sock


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode("utf-8", "replace")


def _words(code: int, reply: bytes) -> str:
    return clean_line(f"{code} {reply.decode('utf-8', 'replace')}", MAX_REPLY)


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, _bytes(error.smtp_error))
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return clean_line(str(text), MAX_REPLY)
