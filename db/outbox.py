"""The outbox: letters composed whole, and the queue of those that wait to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from db.tables import Outbox, OutboxBytes

_outbox: Any = Outbox.__table__  # type: ignore[attr-defined]
_bytes: Any = OutboxBytes.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A letter for one recipient, to be queued."""

    purpose: str  # acknowledgement, notification, relay, notice
    ticket_id: int
    message_id: str  # without angle brackets; final
    envelope_sender: str  # "" for the null reverse-path
    recipient: str
    give_up_at: datetime  # not sent after it
    content: bytes
    due_at: datetime | None = None  # not sent before it; None: at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A letter that this node sends now."""

    id: int
    purpose: str
    ticket_id: int
    message_id: str
    envelope_sender: str
    recipient: str
    give_up_at: datetime
    attempts: int  # this one included
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A letter of the outbox for ops, without its bytes."""

    id: int
    state: str
    purpose: str
    ticket_id: int
    message_id: str
    recipient: str
    created_at: datetime
    due_at: datetime
    attempts: int
    sent_at: datetime | None
    response: str


_QUEUE = insert(_outbox).returning(_outbox.c.id, sort_by_parameter_order=True)


def enqueue(connection: Connection, now: datetime, letters: Sequence[Outgoing]) -> None:
    """Queue letters."""
    rows = [
        {
            "state": "queued",
            "purpose": letter.purpose,
            "ticket_id": letter.ticket_id,
            "message_id": letter.message_id,
            "envelope_sender": letter.envelope_sender,
            "recipient": letter.recipient,
            "recipient_key": letter.recipient.lower(),
            "created_at": now,
            "due_at": letter.due_at or now,
            "give_up_at": letter.give_up_at,
            "attempts": 0,
            "claimed_by": None,
            "sent_at": None,
            "response": "",
        }
        for letter in letters
    ]
    if not rows:
        return
    ids = connection.execute(_QUEUE, rows).scalars()
    connection.execute(
        insert(_bytes),
        [
            {"outbox_id": outbox_id, "content": letter.content}
            for outbox_id, letter in zip(ids, letters, strict=True)
        ],
    )


_SENT_SINCE = (
    select(func.count())
    .select_from(_outbox)
    .where(
        _outbox.c.recipient_key == bindparam("recipient"),
        _outbox.c.purpose == bindparam("purpose"),
        _outbox.c.created_at > bindparam("since"),
    )
)


def sent_since(connection: Connection, recipient: str, purpose: str, since: datetime) -> int:
    """How many letters of that purpose were queued for an address since then."""
    values = {"recipient": recipient.lower(), "purpose": purpose, "since": since}
    return int(connection.execute(_SENT_SINCE, values).scalar() or 0)


def claim(connection: Connection, node: str, now: datetime, most: int) -> list[Claimed]:
    """Take letters that are due, oldest first, until they are released or settled."""
    due = connection.execute(
        select(_outbox.c.id)
        .where(
            _outbox.c.state.in_(("queued", "retry")),
            _outbox.c.due_at <= now,
            _outbox.c.claimed_by.is_(None),
        )
        .order_by(_outbox.c.due_at, _outbox.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).scalars()
    ids = list(due)
    if not ids:
        return []
    connection.execute(
        update(_outbox)
        .where(_outbox.c.id.in_(ids))
        .values(claimed_by=node, attempts=_outbox.c.attempts + 1)
    )
    rows = connection.execute(
        select(
            _outbox.c.id,
            _outbox.c.purpose,
            _outbox.c.ticket_id,
            _outbox.c.message_id,
            _outbox.c.envelope_sender,
            _outbox.c.recipient,
            _outbox.c.give_up_at,
            _outbox.c.attempts,
            _bytes.c.content,
        )
        .join(_bytes, _bytes.c.outbox_id == _outbox.c.id)
        .where(_outbox.c.id.in_(ids))
        .order_by(_outbox.c.due_at, _outbox.c.id)
    )
    return [Claimed(**row._asdict()) for row in rows]


def release(connection: Connection, node: str) -> int:
    """Give back all that this node claimed and did not settle; gives their number."""
    return connection.execute(
        update(_outbox).where(_outbox.c.claimed_by == node).values(claimed_by=None)
    ).rowcount


def settle(
    connection: Connection, outbox_id: int, state: str, now: datetime, response: str
) -> None:
    """The letter leaves the queue: ``sent``, ``failed`` or ``dropped``."""
    connection.execute(
        update(_outbox)
        .where(_outbox.c.id == outbox_id)
        .values(
            state=state,
            claimed_by=None,
            due_at=now,  # when it left
            sent_at=now if state == "sent" else None,
            response=response,
        )
    )


def postpone(connection: Connection, outbox_id: int, due_at: datetime, response: str) -> None:
    """Try again at that time."""
    connection.execute(
        update(_outbox)
        .where(_outbox.c.id == outbox_id)
        .values(state="retry", claimed_by=None, due_at=due_at, response=response)
    )


def next_due(connection: Connection) -> datetime | None:
    """When the next letter is due; None when nothing waits."""
    return connection.execute(
        select(func.min(_outbox.c.due_at)).where(_outbox.c.state.in_(("queued", "retry")))
    ).scalar()


def counts(connection: Connection) -> dict[str, int]:
    """How many letters are in each state."""
    rows = connection.execute(select(_outbox.c.state, func.count()).group_by(_outbox.c.state))
    return {row[0]: row[1] for row in rows}


def of_ticket(connection: Connection, ticket_id: int) -> list[Shown]:
    """The outgoing letters of a ticket, oldest first."""
    rows = connection.execute(
        select(*[_outbox.c[name] for name in Shown.__slots__])
        .where(_outbox.c.ticket_id == ticket_id)
        .order_by(_outbox.c.id)
    )
    return [Shown(**row._asdict()) for row in rows]


def undelivered(connection: Connection, most: int = 20) -> list[Shown]:
    """Letters that failed, were dropped or are being tried again, newest first."""
    rows = connection.execute(
        select(*[_outbox.c[name] for name in Shown.__slots__])
        .where(_outbox.c.state.in_(("retry", "failed", "dropped")))
        .order_by(_outbox.c.id.desc())
        .limit(most)
    )
    return [Shown(**row._asdict()) for row in rows]


def lost(
    connection: Connection, purposes: Sequence[str], since: datetime, most: int = 20
) -> list[Shown]:
    """Letters of these purposes that failed for good, or came back, since then; newest first."""
    rows = connection.execute(
        select(*[_outbox.c[name] for name in Shown.__slots__])
        .where(
            _outbox.c.state.in_(("failed", "dropped")),
            _outbox.c.purpose.in_(purposes),
            _outbox.c.due_at > since,
        )
        .order_by(_outbox.c.id.desc())
        .limit(most)
    )
    return [Shown(**row._asdict()) for row in rows]


def content(connection: Connection, message_id: str) -> bytes | None:
    """The bytes of an outgoing letter; None when there is none of that Message-ID."""
    return connection.execute(
        select(_bytes.c.content)
        .join(_outbox, _outbox.c.id == _bytes.c.outbox_id)
        .where(_outbox.c.message_id == message_id)
    ).scalar()


def cancel(connection: Connection, ticket_id: int, purpose: str, response: str) -> int:
    """Drop letters that still wait and that nobody sends just now; gives their number."""
    return connection.execute(
        update(_outbox)
        .where(
            _outbox.c.ticket_id == ticket_id,
            _outbox.c.purpose == purpose,
            _outbox.c.state == "queued",
            _outbox.c.claimed_by.is_(None),
        )
        .values(state="dropped", response=response)
    ).rowcount


def bounced(connection: Connection, message_id: str, now: datetime, response: str) -> Shown | None:
    """A letter that a server took came back: it failed. None when it is not known as sent."""
    row = connection.execute(
        update(_outbox)
        .where(_outbox.c.message_id == message_id, _outbox.c.state == "sent")
        .values(state="failed", due_at=now, response=response)
        .returning(*[_outbox.c[name] for name in Shown.__slots__])
    ).first()
    return Shown(**row._asdict()) if row else None


def failed_recipients(connection: Connection, ticket_id: int, purpose: str) -> set[str]:
    """Who could not be reached about a ticket, lower case."""
    rows = connection.execute(
        select(_outbox.c.recipient_key).where(
            _outbox.c.ticket_id == ticket_id,
            _outbox.c.purpose == purpose,
            _outbox.c.state.in_(("failed", "dropped")),
        )
    )
    return set(rows.scalars())


def was_sent(connection: Connection, message_id: str) -> bool:
    """Whether a server was given the letter of that Message-ID, or was tried."""
    query = select(_outbox.c.id).where(_outbox.c.message_id == message_id, _outbox.c.attempts > 0)
    return connection.execute(query).first() is not None
