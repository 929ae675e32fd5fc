"""The listener for letters that are handed to us by SMTP (RFC 5321) or LMTP (RFC 2033)."""

import asyncio
import logging
import ssl

from db.spool import NewLetter
from gateway.clock import Clock
from gateway.errors import ConfigError
from gateway.intake.smtp_session import House, Received, session_class
from gateway.intake.spooler import Spooler
from gateway.listening import Listening
from gateway.settings import Settings, Smtp

log = logging.getLogger(__name__)

_MOST_BYTES = 128 << 20  # of letters in memory at once; at least two of the largest
_GRACE = 1.5  # seconds for letters in work when we stop


class SmtpListener(Listening):
    """Finishes the letters in work when it is stopped."""

    def __init__(self, settings: Settings, smtp: Smtp, spooler: Spooler, clock: Clock) -> None:
        super().__init__("smtp-listener", "intake.smtp.listen", smtp.listen)
        self._smtp = smtp
        self._spooler = spooler
        self._clock = clock
        self._house = House(
            hostname=settings.gateway.hostname,
            smtp=smtp,
            mailboxes=settings.mailboxes,
            most_bytes=max(_MOST_BYTES, 2 * smtp.max_size),
            store=self._store,
            tls=None,
        )
        self._session = session_class(smtp.protocol)

    def start(self) -> None:
        """Listen. Raises ConfigError with one line when that cannot be."""
        self._house.tls = _tls_context(self._smtp)
        super().start()

    async def _open(self) -> asyncio.Server:
        host, port = self._smtp.endpoint
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: self._session(self._house), host, port)

    async def _close_connections(self) -> None:
        house = self._house
        house.stopping = True
        tasks = [one.task for one in house.connections if one.task]
        farewells = [one.farewell() for one in house.connections if not one.receiving]
        await asyncio.gather(*farewells, return_exceptions=True)
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE)
        for one in list(house.connections):
            if isinstance(one.transport, asyncio.Transport):
                one.transport.abort()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _store(self, letter: Received) -> None:
        await asyncio.wrap_future(
            self._spooler.submit(
                [
                    NewLetter(
                        raw=letter.raw,
                        source=self._smtp.protocol,
                        mailbox="",
                        received_at=self._clock.now(),
                        envelope_sender=letter.envelope_sender,
                        envelope_known=True,
                        envelope_recipients=letter.envelope_recipients,
                    )
                ]
            )
        )


def _tls_context(smtp: Smtp) -> ssl.SSLContext | None:
    if smtp.tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(smtp.tls_cert, smtp.tls_key)
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or error.__class__.__name__
        raise ConfigError(f"intake.smtp.tls_cert: {smtp.tls_cert} cannot be used: {why}") from None
    return context
