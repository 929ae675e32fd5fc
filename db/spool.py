"""The spool: letters as they arrived, and the queue of those that wait to be filed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update

from db.engine import upsert
from db.tables import ImapLetter, Spool, SpoolBytes

_spool: Any = Spool.__table__  # type: ignore[attr-defined]
_bytes: Any = SpoolBytes.__table__  # type: ignore[attr-defined]
_imap: Any = ImapLetter.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapOrigin:
    """Where in which folder a letter lay."""

    mailbox: str
    folder: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """A letter to be spooled."""

    raw: bytes
    source: str  # smtp, lmtp, imap, file
    mailbox: str  # "" when it did not come from a watched mailbox
    received_at: datetime
    envelope_sender: str | None
    envelope_known: bool
    envelope_recipients: tuple[str, ...]
    origin: ImapOrigin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A claimed letter, without its bytes."""

    id: int
    attempts: int  # this one included
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """A letter of the spool, whole."""

    id: int
    state: str
    source: str
    mailbox: str
    received_at: datetime
    envelope_sender: str | None
    envelope_known: bool
    envelope_recipients: tuple[str, ...]
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A letter that could not be filed, for ops to see."""

    id: int
    state: str
    source: str
    mailbox: str
    received_at: datetime
    size: int
    attempts: int
    error: str


def put(connection: Connection, letters: Iterable[NewLetter]) -> list[tuple[int, bool]]:
    """Store letters; the same bytes are one letter, and its recipients are joined.

    Gives the id of each, and whether it is new.
    """
    return [_put(connection, letter) for letter in letters]


@cache
def _insert_once(dialect: str) -> Any:
    statement = upsert(dialect, _spool).on_conflict_do_nothing(index_elements=["sha256"])
    return statement.returning(_spool.c.id)


def _put(connection: Connection, letter: NewLetter) -> tuple[int, bool]:
    digest = hashlib.sha256(letter.raw).hexdigest()
    row = connection.execute(
        _insert_once(connection.dialect.name),
        {
            "state": "new",
            "source": letter.source,
            "mailbox": letter.mailbox,
            "received_at": letter.received_at,
            "envelope_sender": letter.envelope_sender,
            "envelope_known": letter.envelope_known,
            "envelope_recipients": list(letter.envelope_recipients),
            "sha256": digest,
            "size": len(letter.raw),
            "attempts": 0,
            "due_at": letter.received_at,
            "claimed_by": None,
            "outcome": "",
            "error": "",
        },
    ).first()
    if row:
        spool_id = int(row.id)
        connection.execute(insert(_bytes), {"spool_id": spool_id, "raw": letter.raw})
    else:
        spool_id = _join(connection, digest, letter)
    if letter.origin:
        connection.execute(
            upsert(connection.dialect.name, _imap).on_conflict_do_nothing(),
            {
                "mailbox": letter.origin.mailbox,
                "folder": letter.origin.folder,
                "uid_validity": letter.origin.uid_validity,
                "uid": letter.origin.uid,
                "spool_id": spool_id,
            },
        )
    return spool_id, row is not None


def _join(connection: Connection, digest: str, letter: NewLetter) -> int:
    known = connection.execute(
        select(_spool.c.id, _spool.c.envelope_recipients).where(_spool.c.sha256 == digest)
    ).one()
    joined = list(dict.fromkeys([*known.envelope_recipients, *letter.envelope_recipients]))
    if joined != known.envelope_recipients:
        connection.execute(
            update(_spool).where(_spool.c.id == known.id).values(envelope_recipients=joined)
        )
    return int(known.id)


def known_uids(
    connection: Connection, mailbox: str, folder: str, uid_validity: int, uids: Sequence[int]
) -> set[int]:
    """Which of these UIDs are in the spool."""
    found: set[int] = set()
    for at in range(0, len(uids), 500):
        rows = connection.execute(
            select(_imap.c.uid).where(
                _imap.c.mailbox == mailbox,
                _imap.c.folder == folder,
                _imap.c.uid_validity == uid_validity,
                _imap.c.uid.in_(uids[at : at + 500]),
            )
        )
        found.update(rows.scalars())
    return found


def highest_uid(connection: Connection, mailbox: str, folder: str, uid_validity: int) -> int:
    """The highest UID of the folder that is in the spool; 0 for none."""
    found = connection.execute(
        select(func.max(_imap.c.uid)).where(
            _imap.c.mailbox == mailbox,
            _imap.c.folder == folder,
            _imap.c.uid_validity == uid_validity,
        )
    ).scalar()
    return int(found or 0)


def claim(
    connection: Connection, node: str, now: datetime, most: int, most_bytes: int
) -> list[Waiting]:
    """Take letters that are due, oldest first, until they are released or settled.

    A letter that was tried before comes alone, so that what it does to the process hits no other.
    """
    due = connection.execute(
        select(_spool.c.id, _spool.c.attempts, _spool.c.size)
        .where(
            _spool.c.state.in_(("new", "retry")),
            _spool.c.due_at <= now,
            _spool.c.claimed_by.is_(None),
        )
        .order_by(_spool.c.due_at, _spool.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    taken: list[Row[Any]] = []
    size = 0
    for row in due:
        if taken and (row.attempts or taken[0].attempts or size + row.size > most_bytes):
            break
        taken.append(row)
        size += row.size
    if taken:
        connection.execute(
            update(_spool)
            .where(_spool.c.id.in_([row.id for row in taken]))
            .values(claimed_by=node, attempts=_spool.c.attempts + 1)
        )
    return [Waiting(id=row.id, attempts=row.attempts + 1, size=row.size) for row in taken]


def release(connection: Connection, node: str) -> int:
    """Give back all that this node claimed and did not settle; gives their number."""
    return connection.execute(
        update(_spool).where(_spool.c.claimed_by == node).values(claimed_by=None)
    ).rowcount


_LOAD = (
    select(_spool, _bytes.c.raw)
    .join(_bytes, _bytes.c.spool_id == _spool.c.id)
    .where(_spool.c.id.in_(bindparam("ids", expanding=True)))
)


def load(connection: Connection, ids: Sequence[int]) -> dict[int, Spooled]:
    """Letters with their bytes, by id."""
    rows = connection.execute(_LOAD, {"ids": list(ids)})
    return {
        row.id: Spooled(
            id=row.id,
            state=row.state,
            source=row.source,
            mailbox=row.mailbox,
            received_at=row.received_at,
            envelope_sender=row.envelope_sender,
            envelope_known=row.envelope_known,
            envelope_recipients=tuple(row.envelope_recipients),
            raw=row.raw,
        )
        for row in rows
    }


_SETTLE = (
    update(_spool)
    .where(_spool.c.id == bindparam("spool_id"))
    .values(state="done", claimed_by=None, outcome=bindparam("became"), error="")
)


def settle(connection: Connection, outcomes: Mapping[int, str]) -> None:
    """Letters are filed, by id with what became of each: they leave the queue."""
    rows = [{"spool_id": spool_id, "became": became} for spool_id, became in outcomes.items()]
    if rows:
        connection.execute(_SETTLE, rows)


def postpone(connection: Connection, spool_id: int, due_at: datetime, error: str) -> None:
    """Try again at that time."""
    connection.execute(
        update(_spool)
        .where(_spool.c.id == spool_id)
        .values(state="retry", claimed_by=None, due_at=due_at, error=error)
    )


def quarantine(connection: Connection, spool_id: int, error: str) -> None:
    """Set the letter aside for a person to look at."""
    connection.execute(
        update(_spool)
        .where(_spool.c.id == spool_id)
        .values(state="quarantined", claimed_by=None, error=error)
    )


def replay(connection: Connection, ids: Sequence[int], now: datetime) -> list[int]:
    """Let letters in quarantine be tried anew; all of them when none is named. Gives their ids."""
    statement = update(_spool).where(_spool.c.state == "quarantined")
    if ids:
        statement = statement.where(_spool.c.id.in_(ids))
    statement = statement.values(state="retry", attempts=0, due_at=now, claimed_by=None)
    return list(connection.execute(statement.returning(_spool.c.id)).scalars())


def counts(connection: Connection) -> dict[str, int]:
    """How many letters are in each state."""
    rows = connection.execute(select(_spool.c.state, func.count()).group_by(_spool.c.state))
    return {row[0]: row[1] for row in rows}


def oldest_waiting(connection: Connection) -> datetime | None:
    """When the oldest letter that is not filed yet arrived."""
    return connection.execute(
        select(func.min(_spool.c.received_at)).where(_spool.c.state.in_(("new", "retry")))
    ).scalar()


def failures(connection: Connection, most: int = 20) -> list[Failure]:
    """Letters that failed, newest first."""
    rows = connection.execute(
        select(
            _spool.c.id,
            _spool.c.state,
            _spool.c.source,
            _spool.c.mailbox,
            _spool.c.received_at,
            _spool.c.size,
            _spool.c.attempts,
            _spool.c.error,
        )
        .where(or_(_spool.c.state == "quarantined", _spool.c.state == "retry"))
        .order_by(_spool.c.id.desc())
        .limit(most)
    )
    return [Failure(**row._asdict()) for row in rows]
