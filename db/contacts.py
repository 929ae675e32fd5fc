"""Clients, and the addresses from which each of them writes."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, update

from db.engine import upsert
from db.tables import Contact

_contacts: Any = Contact.__table__  # type: ignore[attr-defined]

MOST_ADDRESSES = 20  # of one person


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One address of a client. ``proven`` says how we know that it is his; "" for not at all."""

    address: str
    person: str  # the same for all addresses of one person
    name: str
    since: datetime
    proven: str


_OF_ADDRESS = (
    select(*[_contacts.c[name] for name in ContactRow.__slots__])
    .where(
        _contacts.c.person.in_(
            select(_contacts.c.person).where(_contacts.c.address_key == bindparam("address_key"))
        )
    )
    .order_by(_contacts.c.since, _contacts.c.address_key)
    .limit(MOST_ADDRESSES)
)


def of_address(connection: Connection, address: str) -> list[ContactRow]:
    """All addresses of the person who has this one, first known first; none when nobody has it."""
    rows = connection.execute(_OF_ADDRESS, {"address_key": address.lower()})
    return [ContactRow(**row._asdict()) for row in rows]


def remember(
    connection: Connection, *, address: str, name: str, proven: str, now: datetime
) -> None:
    """Know an address. What is known of it stays, but for a proof where there was none."""
    key = address.lower()
    values = {
        "address_key": key,
        "person": key,
        "address": address,
        "name": name,
        "since": now,
        "proven": proven,
    }
    connection.execute(_remember(connection.dialect.name), values)


@cache
def _remember(dialect: str) -> Any:
    statement = upsert(dialect, _contacts)
    return statement.on_conflict_do_update(
        index_elements=["address_key"],
        set_={"proven": statement.excluded.proven},
        where=and_(_contacts.c.proven == "", statement.excluded.proven != ""),
    )


def join(connection: Connection, person: str, other: str) -> None:
    """All addresses of ``other`` are those of ``person``."""
    connection.execute(update(_contacts).where(_contacts.c.person == other).values(person=person))


def separate(connection: Connection, address: str) -> None:
    """An address stands for a person of its own again.

    When it is the one that names the person, the others get the name of the first among them.
    """
    key = address.lower()
    others = [one for one in of_address(connection, address) if one.address.lower() != key]
    if others:
        keys = [one.address.lower() for one in others]
        named = update(_contacts).where(_contacts.c.address_key.in_(keys))
        connection.execute(named.values(person=keys[0]))
    alone = update(_contacts).where(_contacts.c.address_key == key)
    connection.execute(alone.values(person=key))
