"""Rows with defaults."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from db import spool, tickets

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def new_ticket(connection: Connection, **changes: Any) -> int:
    values: dict[str, Any] = {
        "ref": "0123456789",
        "state": "open",
        "created_at": NOW,
        "updated_at": NOW,
        "waiting_since": NOW,
        "mailbox": "support",
        "category": "technical",
        "urgency": "general",
        "topic": "",
        "service": "",
        "service_state": "",
        "route_reason": "",
        "unsure": False,
        "chosen": [],
        "language": "ru",
        "subject": "Сайт",
        "agent": "",
        "acknowledged_at": None,
        "closed_at": None,
        "subject_key": "",
        "merged_into": None,
        "split_from": None,
    }
    return tickets.create(connection, **values | changes)


def new_letter(**changes: Any) -> tickets.Letter:
    values: dict[str, Any] = {
        "spool_id": None,
        "direction": "in",
        "at": NOW,
        "kind": "person",
        "kind_reason": "",
        "message_id": "1@client.example",
        "digest": "d1",
        "from_name": "Анна",
        "from_address": "anna@client.example",
        "recipients": ("support@hoster.example",),
        "subject": "Сайт",
        "language": "ru",
        "date": None,
        "new_text": "Не открывается",
        "threaded_by": "new_ticket",
        "reason": "",
        "proven": "",
        "attachments": ({"filename": "снимок.png", "size": 5},),
        "defects": (),
    }
    return tickets.Letter(**values | changes)


def spooled_letter(raw: bytes = b"a letter", **changes: Any) -> spool.NewLetter:
    values: dict[str, Any] = {
        "raw": raw,
        "source": "smtp",
        "mailbox": "",
        "received_at": NOW,
        "envelope_sender": "anna@client.example",
        "envelope_known": True,
        "envelope_recipients": ("support@hoster.example",),
    }
    return spool.NewLetter(**values | changes)
