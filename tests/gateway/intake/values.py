"""A database to spool into, and what is found in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db import schema, spool
from db.engine import Database, open_database
from db.spool import NewLetter, Spooled
from gateway.settings import Mailbox

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SUPPORT = Mailbox(name="support", address="support@hoster.example")
LETTER = (
    b"From: Anna <anna@client.example>\r\nTo: support@hoster.example\r\n"
    b"Subject: Site\r\n\r\nIt is down.\r\n"
)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database of the current schema."""
    database = open_database(url)
    try:
        schema.upgrade(database)
        yield database
    finally:
        database.dispose()


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    with opened(f"sqlite:///{folder / 'postdesk.db'}") as database:
        yield database


def spooled(database: Database) -> list[Spooled]:
    """All letters, oldest first."""
    with database.read() as connection:
        ids = connection.execute(text("SELECT id FROM spool ORDER BY id")).scalars().all()
        found = spool.load(connection, ids)
    return [found[one] for one in ids]


def new_letter(raw: bytes = LETTER, **changes: Any) -> NewLetter:
    values: dict[str, Any] = {
        "raw": raw,
        "source": "smtp",
        "mailbox": "",
        "received_at": NOW,
        "envelope_sender": "anna@client.example",
        "envelope_known": True,
        "envelope_recipients": ("support@hoster.example",),
    }
    return NewLetter(**values | changes)
