"""What clients were told of the billing panel, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from db.engine import upsert
from db.tables import PanelClient, PanelSuggestion

_suggestions: Any = PanelSuggestion.__table__  # type: ignore[attr-defined]
_clients: Any = PanelClient.__table__  # type: ignore[attr-defined]

_MOST = 20  # suggestions of one client that are looked at: he gets far fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One client and the panel, until now."""

    suggested: int = 0  # how often
    last_at: datetime | None = None  # the newest suggestion
    ignored: int = 0  # the newest ones in a row that nobody followed
    told_not_to_at: datetime | None = None  # by an agent's command
    seen_at: datetime | None = None  # a letter of his came from the panel


@dataclass(frozen=True, slots=True)
class Suggestion:
    """In what words the panel was suggested, and whether the link was followed."""

    wording: str
    followed: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How one wording did, of those whose links are counted."""

    wording: str
    shown: int
    followed: int


_PAST = (
    select(_suggestions.c.at, _suggestions.c.followed_at)
    .where(_suggestions.c.address_key.in_(bindparam("address_keys", expanding=True)))
    .order_by(_suggestions.c.at.desc())
    .limit(_MOST)
)
_CLIENT = select(
    func.min(_clients.c.told_not_to_at).label("told_not_to_at"),
    func.min(_clients.c.seen_at).label("seen_at"),
).where(_clients.c.address_key.in_(bindparam("address_keys", expanding=True)))


def past(connection: Connection, addresses: Iterable[str]) -> Past:
    """What is known of the client who has these addresses; an empty Past for a new one."""
    keys = {"address_keys": sorted({one.lower() for one in addresses})}
    rows = connection.execute(_PAST, keys).all()
    client = connection.execute(_CLIENT, keys).one()
    return Past(
        suggested=len(rows),
        last_at=rows[0].at if rows else None,
        ignored=_in_a_row([row.followed_at is None for row in rows]),
        told_not_to_at=client.told_not_to_at,
        seen_at=client.seen_at,
    )


def _in_a_row(ignored: Sequence[bool]) -> int:
    return next((at for at, one in enumerate(ignored) if not one), len(ignored))


def was_suggested(
    connection: Connection, ref: str, address: str, now: datetime, *, wording: str, measured: bool
) -> None:
    """Keep that the acknowledgement of that ticket suggests the panel."""
    values = {
        "ref": ref,
        "address_key": address.lower(),
        "at": now,
        "wording": wording,
        "measured": measured,
        "followed_at": None,
    }
    statement = upsert(connection.dialect.name, _suggestions).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["ref"], set_=values))


def was_not_sent(connection: Connection, ref: str) -> None:
    """The acknowledgement of that ticket was taken back: its client was told of nothing."""
    connection.execute(delete(_suggestions).where(_suggestions.c.ref == ref))


def suggestion(connection: Connection, ref: str) -> Suggestion | None:
    """What the acknowledgement of that ticket suggested; None for nothing."""
    row = connection.execute(
        select(_suggestions.c.wording, _suggestions.c.followed_at).where(_suggestions.c.ref == ref)
    ).first()
    return Suggestion(row.wording, row.followed_at is not None) if row else None


def follow(connection: Connection, ref: str, now: datetime) -> None:
    """Count the suggestion of that ticket as followed, once."""
    connection.execute(
        update(_suggestions)
        .where(_suggestions.c.ref == ref, _suggestions.c.followed_at.is_(None))
        .values(followed_at=now)
    )


def never_suggest(connection: Connection, address: str, now: datetime) -> None:
    """An agent says so."""
    connection.execute(
        _keep(connection.dialect.name, "told_not_to_at"),
        {"address_key": address.lower(), "told_not_to_at": now, "seen_at": None},
    )


def was_seen(connection: Connection, address: str, now: datetime) -> None:
    """A letter of his came from the panel: he knows it."""
    connection.execute(
        _keep(connection.dialect.name, "seen_at"),
        {"address_key": address.lower(), "told_not_to_at": None, "seen_at": now},
    )


@cache
def _keep(dialect: str, column: str) -> Any:
    statement = upsert(dialect, _clients)
    changed = {column: statement.excluded[column]}
    return statement.on_conflict_do_update(index_elements=["address_key"], set_=changed)


def may_suggest(connection: Connection, addresses: Iterable[str]) -> bool:
    """Forget why it was never to be suggested; whether there was anything to forget."""
    keys = sorted({one.lower() for one in addresses})
    statement = delete(_clients).where(_clients.c.address_key.in_(keys))
    return connection.execute(statement).rowcount > 0


def counts(connection: Connection) -> list[Count]:
    """How each wording did."""
    rows = connection.execute(
        select(_suggestions.c.wording, func.count(), func.count(_suggestions.c.followed_at))
        .where(_suggestions.c.measured)
        .group_by(_suggestions.c.wording)
        .order_by(_suggestions.c.wording)
    )
    return [Count(*row) for row in rows]
