"""What letters leave behind, by which later ones find their ticket: ids, texts, subjects, people.

Every look-up goes by an index and is limited, so that its cost does not grow with the tickets.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from db.engine import upsert
from db.tables import Fingerprint, Identifier, Message, Participant, Ticket

_tickets: Any = Ticket.__table__  # type: ignore[attr-defined]
_people: Any = Participant.__table__  # type: ignore[attr-defined]
_messages: Any = Message.__table__  # type: ignore[attr-defined]
_ids: Any = Identifier.__table__  # type: ignore[attr-defined]
_prints: Any = Fingerprint.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownId:
    """A Message-ID that was seen on a ticket."""

    value: str
    role: str  # letter, mentioned, thread
    ticket_id: int
    message_id: int = 0  # row of the letter that brought it


def move_fingerprints(
    connection: Connection, keys: Sequence[int], old_id: int, ticket_id: int
) -> None:
    """Let pieces of text that are on one ticket alone lead to another."""
    connection.execute(
        update(_prints)
        .where(_prints.c.key.in_(keys), _prints.c.ticket_id == old_id)
        .values(ticket_id=ticket_id)
    )


_OF_DIGEST = (
    select(_messages.c.ticket_id)
    .where(_messages.c.digest == bindparam("digest"), _messages.c.id != bindparam("apart"))
    .order_by(_messages.c.id)
    .limit(1)
)


def ticket_of_digest(connection: Connection, digest: str, apart: int = 0) -> int | None:
    """The ticket on which a letter of the same content is filed, apart from one message."""
    return connection.execute(_OF_DIGEST, {"digest": digest, "apart": apart}).scalar()


_OF_REPEAT = (
    select(_messages.c.ticket_id, _messages.c.at)
    .where(_messages.c.repeat_key == bindparam("repeat_key"), _messages.c.id != bindparam("apart"))
    .order_by(_messages.c.id.desc())
    .limit(1)
)


def ticket_of_repeat(
    connection: Connection, repeat_key: str, apart: int = 0
) -> tuple[int, datetime] | None:
    """The ticket on which the same sender wrote the same last, and when, apart from one message."""
    row = connection.execute(_OF_REPEAT, {"repeat_key": repeat_key, "apart": apart}).first()
    return (row.ticket_id, row.at) if row else None


_OF_SUBJECT = (
    select(_tickets.c.id)
    .where(_tickets.c.subject_key.in_(bindparam("subject_keys", expanding=True)))
    .order_by(_tickets.c.id.desc())
    .limit(3)
)


def tickets_of_subject(connection: Connection, subject_keys: Sequence[str]) -> list[int]:
    """The newest tickets of one client and subject, under any of these keys."""
    if not subject_keys:
        return []
    return list(connection.execute(_OF_SUBJECT, {"subject_keys": list(subject_keys)}).scalars())


_OF_PERSON = (
    select(_people.c.ticket_id)
    .where(_people.c.address_key.in_(bindparam("address_keys", expanding=True)))
    .order_by(_people.c.ticket_id.desc())
    .limit(5)
)


def tickets_of_person(connection: Connection, addresses: Sequence[str]) -> list[int]:
    """The newest tickets on which somebody with one of these addresses is."""
    keys = [one.lower() for one in addresses]
    return list(dict.fromkeys(connection.execute(_OF_PERSON, {"address_keys": keys}).scalars()))


def of_same_date(
    connection: Connection, rows: Sequence[int], address: str, date: datetime
) -> list[int]:
    """The tickets of those messages that this author wrote at that very time, newest first."""
    found = connection.execute(
        select(_messages.c.ticket_id)
        .where(
            _messages.c.id.in_(rows),
            func.lower(_messages.c.from_address) == address.lower(),
            _messages.c.date == date,
        )
        .order_by(_messages.c.id.desc())
    )
    return list(dict.fromkeys(found.scalars()))


def add_fingerprints(connection: Connection, ticket_id: int, keys: Sequence[int]) -> None:
    """Remember pieces of a text; those that are on another ticket become common."""
    if not keys:
        return
    connection.execute(
        _remember(connection.dialect.name),
        [{"key": key, "ticket_id": ticket_id} for key in sorted(set(keys))],
    )


@cache
def _remember(dialect: str) -> Any:
    statement = upsert(dialect, _prints)
    common = case((_prints.c.ticket_id == statement.excluded.ticket_id, _prints.c.ticket_id))
    return statement.on_conflict_do_update(index_elements=["key"], set_={"ticket_id": common})


_BY_PRINTS = (
    select(_prints.c.ticket_id, func.count())
    .where(_prints.c.key.in_(bindparam("keys", expanding=True)), _prints.c.ticket_id.is_not(None))
    .group_by(_prints.c.ticket_id)
    .order_by(func.count().desc(), _prints.c.ticket_id.desc())
    .limit(5)
)


def tickets_of_fingerprints(connection: Connection, keys: Sequence[int]) -> list[tuple[int, int]]:
    """(ticket, how many of the pieces it alone has), most first."""
    if not keys:
        return []
    rows = connection.execute(_BY_PRINTS, {"keys": list(keys)})
    return [(row[0], row[1]) for row in rows]


def add_ids(
    connection: Connection, ticket_id: int, message_row: int, ids: Iterable[tuple[str, str]]
) -> None:
    """Remember (Message-ID, role) pairs for a message of a ticket."""
    rows = [
        {
            "key": _key(value),
            "value": value,
            "role": role,
            "ticket_id": ticket_id,
            "message_id": message_row,
        }
        for value, role in ids
    ]
    if rows:
        connection.execute(insert(_ids), rows)


_FIND_IDS = (
    select(_ids.c.value, _ids.c.role, _ids.c.ticket_id, _ids.c.message_id)
    .where(_ids.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(case({"letter": 0}, value=_ids.c.role, else_=1), _ids.c.id.desc())
    .limit(200)
)


def find_ids(connection: Connection, values: Sequence[str]) -> list[KnownId]:
    """Where these Message-IDs were seen: filed letters before mere mentions, at most 200."""
    if not values:
        return []
    rows = connection.execute(_FIND_IDS, {"keys": [_key(value) for value in values]})
    return [KnownId(**row._asdict()) for row in rows]


def _key(message_id: str) -> str:
    return hashlib.blake2b(message_id.encode("utf-8", "replace"), digest_size=16).hexdigest()
