"""imapclient with what it leaves open: a way to end a call that hangs, bounds, traps of IDLE."""

import base64
import imaplib
import logging
import socket
import ssl
from collections.abc import Callable

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, LoginError

from gateway.errors import ConfigError
from gateway.settings import Imap

logging.getLogger("imapclient").setLevel(logging.INFO)  # below that, letters and logins

_CONNECT_TIMEOUT = 10.0
# RFC 5530: the server's own trouble, though it came in answer to a login
_PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


class LoginRefused(Exception):
    """The server does not want these credentials. Its text is one line without them."""


class _Imap4(imaplib.IMAP4):
    """The connection: ``on_socket`` gets a handle that ends whatever hangs in it."""

    def __init__(self, client: "Client", context: ssl.SSLContext | None, timeout: float) -> None:
        self._client = client
        self._context = context
        super().__init__(client.host, client.port, timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = socket.create_connection((self.host, self.port), timeout)
        self._client.on_socket(sock.dup())
        if self._context is None:
            return sock
        return self._context.wrap_socket(sock, server_hostname=self.host)

    def read(self, size: int) -> bytes:
        """A literal; a size that no letter of ours has would only eat the memory."""
        if size > self._client.largest:
            raise self.abort(f"the server announces a literal of {size} octets")
        data = super().read(size)
        if len(data) < size:
            raise self.abort("the connection ended within a letter")
        return data


class Client(IMAPClient):  # type: ignore[misc]
    """One connection, for one thread."""

    def __init__(
        self, imap: Imap, largest: int, on_socket: Callable[[socket.socket], None]
    ) -> None:
        self.largest = largest
        self.on_socket = on_socket
        self._settings = imap
        read = imap.timeout.total_seconds()
        super().__init__(
            imap.host,
            port=imap.port,
            ssl=imap.tls == "implicit",
            ssl_context=None if imap.tls == "none" else _context(imap),
            timeout=SocketTimeout(connect=min(_CONNECT_TIMEOUT, read), read=read),
        )
        self._imap.debug = 0  # imapclient sets 5, which formats every line for a log
        self.normalise_times = False  # aware times

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802
        return _Imap4(self, self.ssl_context if self.ssl else None, self._timeout.connect)

    def secure(self) -> None:
        """STARTTLS where it is configured; what came in clear before it is forgotten."""
        if self._settings.tls == "starttls":
            self.starttls(self.ssl_context)
            self._imap.untagged_responses.clear()

    def authenticate(self) -> None:
        """Log in as configured. Raises LoginRefused, or ConfigError for a secret unread."""
        secret = self._settings.read()
        if not secret.isprintable():
            raise ConfigError("the password holds a control character, or is more than one line")
        user = self._settings.user
        try:
            if self._settings.token_command:
                self.oauth2_login(user, secret)
            elif self.has_capability("AUTH=PLAIN"):
                self.plain_login(user, secret)  # any character, while LOGIN knows but ASCII
            else:
                self.login('"' + user.replace("\\", r"\\").replace('"', r"\"") + '"', secret)
        except LoginError as error:
            text = _without(secret, str(error))
            if isinstance(error.__context__, IMAPClientAbortError) or any(
                code in text for code in _PASSING
            ):
                raise IMAPClientAbortError(text) from None
            raise LoginRefused(f"the login of {user} was refused: {text}") from None
        except UnicodeEncodeError:
            raise LoginRefused(f"{user}: the server takes no password but ASCII") from None

    def forget(self) -> None:
        """Drop what the server told beside its answers; imaplib would heap it up."""
        self._imap.untagged_responses.clear()

    def told_of_letters(self) -> bool:
        """Whether, since ``forget``, the server told of letters beside its answers.

        It tells only once: what it said after its answer to a SEARCH, IDLE does not repeat.
        """
        return "EXISTS" in self._imap.untagged_responses

    def has_news(self) -> bool:
        """Whether something was read already: then the socket stays silent about it.

        A server may send ``+ idling`` and what came since the last command in one packet.
        """
        sock = self.socket()
        if isinstance(sock, ssl.SSLSocket) and sock.pending():
            return True
        sock.settimeout(0)
        try:
            return bool(self._imap.file.peek(1))
        except ssl.SSLWantReadError:
            return False
        finally:
            self._set_read_timeout()


def _context(imap: Imap) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=imap.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"ca_file: {imap.ca_file} cannot be used: {error.strerror}") from None


def _without(secret: str, text: str) -> str:
    for hidden in (secret, base64.b64encode(secret.encode()).decode()):
        text = text.replace(hidden, "***") if hidden else text
    return text
