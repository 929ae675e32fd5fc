"""Where the demo's outgoing letters end: a mail server on loopback that keeps what it gets."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Caught:
    """A letter of the gateway as its addressee would get it."""

    envelope_sender: str  # "" for the null reverse-path
    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter, read: it is our own, so the standard library will do."""
        found = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def message_id(self) -> str:
        """Without angle brackets."""
        return str(self.message["Message-ID"] or "").strip().strip("<>")

    @property
    def reply_address(self) -> str:
        """Where a mail client sends the answer."""
        return parseaddr(str(self.message["Reply-To"] or self.message["From"]))[1]

    @property
    def text(self) -> str:
        """What is read."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()).strip() if part else ""


class Sink:
    """Started by ``with``; ``caught`` grows while letters arrive."""

    def __init__(self, port: int) -> None:
        self.caught: list[Caught] = []
        self._server = Controller(self, hostname="127.0.0.1", port=port, server_hostname="sink")

    def __enter__(self) -> "Sink":
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter, once per recipient."""
        content = envelope.content
        assert isinstance(content, bytes)
        sender = (envelope.mail_from or "").removeprefix("<>")  # the null reverse-path
        self.caught += [Caught(sender, recipient, content) for recipient in envelope.rcpt_tos]
        return "250 2.0.0 kept"
