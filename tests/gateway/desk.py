"""A support desk without network: letters go into the spool, answers are read in the outbox."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import SMTP
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db import outbox, schema, spool, tickets
from db.engine import open_database
from db.tickets import Letter, TicketRow
from gateway.pipeline import Pipeline
from gateway.settings import Gateway
from gateway.tokens import load_signer
from tests.gateway.values import CLIENT, settings

SUPPORT = "support@hoster.example"
PASS = "Authentication-Results: mx.hoster.example; dmarc=pass header.from={}\n"


class HeldClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@dataclass(frozen=True)
class Sent:
    """A letter of the outbox."""

    purpose: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> Message:
        return message_from_bytes(self.raw, policy=SMTP)

    @property
    def text(self) -> str:
        """The plain text, decoded."""
        for part in self.message.walk():
            if part.get_content_type() == "text/plain":
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                return payload.decode("utf-8").replace("\r\n", "\n")
        return ""

    def __getitem__(self, header: str) -> str:
        return str(self.message[header] or "")

    @property
    def message_id(self) -> str:
        return self["Message-ID"]


class Desk:
    """One mailbox, one agent, a database, and a clock that stands still."""

    def __init__(
        self, folder: Path, database_url: str, *, hostname: str = "hoster.example", **changes: Any
    ) -> None:
        self.clock = HeldClock()
        self.settings = settings(
            gateway=Gateway(
                hostname=hostname,
                database=database_url,
                state_dir=folder / "state",
                timezone="Europe/Moscow",
            ),
            **changes,
        )
        self.database = open_database(database_url)
        schema.upgrade(self.database)
        self.signer = load_signer(folder / "state", hostname)
        self.pipeline = Pipeline(self.settings, self.database, self.signer, self.clock, node="test")
        self._seen = 0

    def arrive(
        self,
        raw: str | bytes,
        *,
        sender: str | None = CLIENT,
        to: tuple[str, ...] = (SUPPORT,),
        source: str = "smtp",
    ) -> list[Sent]:
        """A letter arrives and is filed; gives what goes out because of it."""
        self.spool(raw, sender=sender, to=to, source=source)
        self.drain()
        return self.new()

    def spool(
        self,
        raw: str | bytes,
        *,
        sender: str | None = CLIENT,
        to: tuple[str, ...] = (SUPPORT,),
        source: str = "smtp",
    ) -> None:
        """A letter arrives."""
        content = raw if isinstance(raw, bytes) else raw.replace("\n", "\r\n").encode()
        letter = spool.NewLetter(
            raw=content,
            source=source,
            mailbox="",
            received_at=self.clock.now(),
            envelope_sender=sender,
            envelope_known=True,
            envelope_recipients=to,
        )
        with self.database.begin() as connection:
            spool.put(connection, [letter])

    def drain(self) -> None:
        """File until nothing is due."""
        while self.pipeline.step() == 0.0:
            pass

    def new(self) -> list[Sent]:
        """The letters that were queued since the last look, now sent."""
        with self.database.begin() as connection:
            while waiting := outbox.claim(connection, "test", self.clock.now(), 1000):
                for one in waiting:
                    outbox.settle(connection, one.id, "sent", self.clock.now(), "250 ok")
        with self.database.read() as connection:
            rows = connection.execute(
                text("SELECT id, message_id FROM outbox WHERE id > :seen ORDER BY id"),
                {"seen": self._seen},
            ).all()
            found = []
            for row in rows:
                self._seen = row.id
                shown = connection.execute(
                    text("SELECT purpose, recipient FROM outbox WHERE id = :id"), {"id": row.id}
                ).one()
                content = outbox.content(connection, row.message_id)
                assert content is not None
                found.append(Sent(shown.purpose, shown.recipient, content))
        return found

    def tickets(self, *states: str) -> list[TicketRow]:
        """The tickets in those states; all of them by default. Oldest first."""
        wanted = states or ("open", "waiting", "closed", "aside")
        with self.database.read() as connection:
            return sorted(tickets.listing(connection, wanted), key=lambda one: one.id)

    def letters(self, ticket_id: int) -> list[Letter]:
        with self.database.read() as connection:
            return tickets.letters(connection, [ticket_id])

    def events(self, ticket_id: int) -> list[str]:
        """The kinds of what happened on a ticket."""
        with self.database.read() as connection:
            return [one.kind for one in tickets.events(connection, ticket_id)]

    def people(self, ticket_id: int) -> dict[str, str]:
        """Address and role of the participants."""
        with self.database.read() as connection:
            found = tickets.people(connection, [ticket_id])[ticket_id]
        return {one.address: one.role for one in found}

    def states(self) -> dict[str, int]:
        with self.database.read() as connection:
            return spool.counts(connection)

    def later(self, **delta: int) -> None:
        self.clock.time += timedelta(**delta)

    def close(self) -> None:
        self.database.dispose()


def letter(
    subject: str = "Сайт не открывается",
    *,
    sender: str = f"Анна Корж <{CLIENT}>",
    to: str = SUPPORT,
    message_id: str = "1@client.example",
    body: str = "Помогите, пожалуйста: сайт romashka.example не открывается с утра.",
    proven: bool = True,
    headers: str = "",
) -> str:
    """A client's letter in UTF-8 with raw headers, as many programs write it now."""
    domain = sender.rpartition("@")[2].rstrip(">")
    return (
        (PASS.format(domain) if proven else "")
        + f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{message_id}>\n"
        + f"Date: Fri, 27 Nov 2026 11:58:00 +0300\n{headers}"
        + f"Content-Type: text/plain; charset=utf-8\nMIME-Version: 1.0\n\n{body}\n"
    )
