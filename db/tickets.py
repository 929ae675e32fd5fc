"""Tickets with their people, letters, links and events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from db.engine import upsert
from db.tables import Correction, Event, Identifier, Link, Message, Participant, Ticket

_tickets: Any = Ticket.__table__  # type: ignore[attr-defined]
_people: Any = Participant.__table__  # type: ignore[attr-defined]
_messages: Any = Message.__table__  # type: ignore[attr-defined]
_ids: Any = Identifier.__table__  # type: ignore[attr-defined]
_links: Any = Link.__table__  # type: ignore[attr-defined]
_corrections: Any = Correction.__table__  # type: ignore[attr-defined]
_events: Any = Event.__table__  # type: ignore[attr-defined]

_URGENCIES = ("outage", "technical", "diagnostics", "general", "finance")  # answered in this order


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket without what hangs on it."""

    id: int
    ref: str
    state: str  # open, waiting, closed, aside
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime
    mailbox: str
    category: str
    urgency: str
    topic: str
    service: str  # as the client's own services have it, where it is confirmed
    service_state: str  # "" for none, named, confirmed, suggested, ambiguous, foreign, unproven
    route_reason: str
    unsure: bool  # the router fell back to the default category
    chosen: tuple[str, ...]  # what of the route an agent chose himself
    language: str
    subject: str
    agent: str  # address; "" for none
    acknowledged_at: datetime | None
    first_answered_at: datetime | None = None  # by an agent
    closed_at: datetime | None
    subject_key: str
    merged_into: int | None  # id of the ticket to which all its letters lead
    split_from: int | None  # id of the ticket from which an agent took its letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A participant; ``number`` counts from 1 within the ticket."""

    number: int
    role: str  # client, colleague, agent, group
    name: str
    address: str
    proven: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message of a ticket. ``spool_id`` is None for what we sent ourselves."""

    spool_id: int | None
    direction: str  # in, out, note
    at: datetime
    kind: str
    kind_reason: str
    message_id: str  # "" when the letter had none
    digest: str
    from_name: str
    from_address: str
    recipients: tuple[str, ...]
    subject: str
    language: str
    date: datetime | None
    new_text: str
    threaded_by: str
    reason: str
    proven: str
    attachments: tuple[dict[str, Any], ...]
    defects: tuple[str, ...]
    repeat_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """How an earlier ticket of a client was routed."""

    category: str
    topic: str
    unsure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link, seen from one of its two tickets."""

    outward: bool  # it was made for this ticket, not for the other one
    other_ref: str
    kind: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One line of the audit trail."""

    at: datetime
    kind: str
    text: str


def create(connection: Connection, **values: Any) -> int:
    """Store a ticket (the fields of TicketRow but its id); gives its id."""
    return int(connection.execute(insert(_tickets).returning(_tickets.c.id), values).scalar_one())


def change(connection: Connection, ticket_id: int, **values: Any) -> None:
    """Change fields of a ticket."""
    connection.execute(update(_tickets).where(_tickets.c.id == ticket_id).values(values))


def by_ref(connection: Connection, ref: str) -> TicketRow | None:
    """The ticket of that ref."""
    return next(iter(find(connection, [ref], [])), None)


_FIND = select(_tickets).where(
    or_(
        _tickets.c.ref.in_(bindparam("refs", expanding=True)),
        _tickets.c.id.in_(bindparam("ids", expanding=True)),
    )
)


def find(connection: Connection, refs: Sequence[str], ids: Sequence[int]) -> list[TicketRow]:
    """The tickets with those refs or ids."""
    if not refs and not ids:
        return []
    rows = connection.execute(_FIND, {"refs": list(refs), "ids": list(ids)})
    return [_ticket(row._asdict()) for row in rows]


def _ticket(values: dict[str, Any]) -> TicketRow:
    values["chosen"] = tuple(values["chosen"])
    return TicketRow(**values)


def listing(
    connection: Connection,
    states: Sequence[str],
    category: str = "",
    most: int = 200,
    *,
    agent: str = "",
    service: str = "",
    unsure: bool = False,
) -> list[TicketRow]:
    """Tickets in those states, the most urgent first, then who has waited longest."""
    rank = case({name: place for place, name in enumerate(_URGENCIES)}, value=_tickets.c.urgency)
    query = select(_tickets).where(_tickets.c.state.in_(states))
    if category:
        query = query.where(_tickets.c.category == category)
    if agent:
        query = query.where(func.lower(_tickets.c.agent) == agent.lower())
    if service:
        query = query.where(_tickets.c.service.icontains(service, autoescape=True))
    if unsure:
        query = query.where(_tickets.c.unsure)
    query = query.order_by(rank, _tickets.c.waiting_since, _tickets.c.id).limit(most)
    return [_ticket(row._asdict()) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, int]:
    """How many tickets are in each state."""
    rows = connection.execute(select(_tickets.c.state, func.count()).group_by(_tickets.c.state))
    return {row[0]: row[1] for row in rows}


_FIRST_ANSWERS = (
    select(_tickets.c.created_at, _tickets.c.first_answered_at)
    .where(
        _tickets.c.category == bindparam("category"),
        _tickets.c.first_answered_at > bindparam("since"),
    )
    .order_by(_tickets.c.first_answered_at.desc())
    .limit(bindparam("most"))
)


def first_answers(
    connection: Connection, category: str, since: datetime, most: int
) -> list[tuple[datetime, datetime]]:
    """(opened, first answered) of the category's tickets answered since then, newest first."""
    values = {"category": category, "since": since, "most": most}
    return [(row[0], row[1]) for row in connection.execute(_FIRST_ANSWERS, values)]


_PEOPLE = (
    select(_people.c.ticket_id, *[_people.c[name] for name in Person.__slots__])
    .where(_people.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))
    .order_by(_people.c.ticket_id, _people.c.number)
)


def people(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, tuple[Person, ...]]:
    """The participants of tickets, by ticket id, in the order in which they came."""
    found: dict[int, list[Person]] = {ticket_id: [] for ticket_id in ticket_ids}
    if found:
        rows = connection.execute(_PEOPLE, {"ticket_ids": list(found)})
        for ticket_id, *values in rows:
            found[ticket_id].append(Person(**dict(zip(Person.__slots__, values, strict=True))))
    return {ticket_id: tuple(persons) for ticket_id, persons in found.items()}


def add_people(connection: Connection, ticket_id: int, persons: Iterable[Person]) -> None:
    """Store participants under the numbers that they bring."""
    rows = [
        {
            "ticket_id": ticket_id,
            "number": person.number,
            "role": person.role,
            "name": person.name,
            "address": person.address,
            "address_key": person.address.lower(),
            "proven": person.proven,
        }
        for person in persons
    ]
    if rows:
        connection.execute(insert(_people), rows)


def remove_people(connection: Connection, ticket_id: int, *, proven: str, address: str = "") -> int:
    """Take participants off who came by that proof; one address, or all of them. Their number."""
    statement = delete(_people).where(_people.c.ticket_id == ticket_id, _people.c.proven == proven)
    if address:
        statement = statement.where(_people.c.address_key == address.lower())
    return connection.execute(statement).rowcount


def add_letter(connection: Connection, ticket_id: int, letter: Letter) -> int:
    """Store a message; gives its id."""
    values = {name: getattr(letter, name) for name in Letter.__slots__}
    for name in ("recipients", "attachments", "defects"):
        values[name] = list(values[name])
    values["ticket_id"] = ticket_id
    return int(connection.execute(insert(_messages).returning(_messages.c.id), values).scalar_one())


def family(connection: Connection, ticket_id: int) -> list[int]:
    """The ticket and all that are merged into it, however often removed."""
    found = [ticket_id]
    layer = [ticket_id]
    while layer:
        query = select(_tickets.c.id).where(_tickets.c.merged_into.in_(layer))
        layer = [one for one in connection.execute(query).scalars() if one not in found]
        found += layer
    return found


def letters(connection: Connection, ticket_ids: Sequence[int]) -> list[Letter]:
    """The messages of tickets, oldest first."""
    rows = connection.execute(
        select(*[_messages.c[name] for name in Letter.__slots__])
        .where(_messages.c.ticket_id.in_(ticket_ids))
        .order_by(_messages.c.id)
    )
    return [_letter(row._asdict()) for row in rows]


def letter_rows(connection: Connection, ticket_id: int) -> list[tuple[int, str]]:
    """(row, Message-ID) of the ticket's own messages, oldest first."""
    rows = connection.execute(
        select(_messages.c.id, _messages.c.message_id)
        .where(_messages.c.ticket_id == ticket_id)
        .order_by(_messages.c.id)
    )
    return [(row[0], row[1]) for row in rows]


def move_letters(connection: Connection, rows: Sequence[int], ticket_id: int) -> None:
    """Take messages, with the ids that they brought, to another ticket."""
    connection.execute(
        update(_messages).where(_messages.c.id.in_(rows)).values(ticket_id=ticket_id)
    )
    connection.execute(update(_ids).where(_ids.c.message_id.in_(rows)).values(ticket_id=ticket_id))


def filed(connection: Connection, spool_id: int) -> tuple[int, TicketRow, Letter] | None:
    """The message that a letter of the spool became: its row, its ticket, and itself."""
    query = select(_messages).where(_messages.c.spool_id == spool_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    [ticket] = find(connection, [], [row.ticket_id])
    return row.id, ticket, _letter({name: getattr(row, name) for name in Letter.__slots__})


def letters_by_row(connection: Connection, rows: Sequence[int]) -> list[Letter]:
    """Messages by row, oldest first."""
    found = connection.execute(
        select(*[_messages.c[name] for name in Letter.__slots__])
        .where(_messages.c.id.in_(rows))
        .order_by(_messages.c.id)
    )
    return [_letter(row._asdict()) for row in found]


def set_proven(connection: Connection, ticket_id: int, address: str, old: str, new: str) -> None:
    """Change how sure it is that somebody wrote his messages."""
    connection.execute(
        update(_messages)
        .where(
            _messages.c.ticket_id == ticket_id,
            func.lower(_messages.c.from_address) == address.lower(),
            _messages.c.proven == old,
        )
        .values(proven=new)
    )


def _letter(values: dict[str, Any]) -> Letter:
    for name in ("recipients", "attachments", "defects"):
        values[name] = tuple(values[name])
    return Letter(**values)


def last_of_people(connection: Connection, ticket_ids: Sequence[int]) -> Letter | None:
    """The newest letter of a person that is not in doubt."""
    row = connection.execute(
        select(*[_messages.c[name] for name in Letter.__slots__])
        .where(
            _messages.c.ticket_id.in_(ticket_ids),
            _messages.c.direction == "in",
            _messages.c.kind == "person",
            _messages.c.proven != "unproven",
            _messages.c.proven.not_like("failed%"),
        )
        .order_by(_messages.c.id.desc())
        .limit(1)
    ).first()
    return _letter(row._asdict()) if row else None


_EXCHANGED = (
    select(_messages.c.at, _messages.c.direction, _messages.c.kind)
    .join(_people, _people.c.ticket_id == _messages.c.ticket_id)
    .where(
        _people.c.address_key == bindparam("address_key"),
        _people.c.role == "client",
        _messages.c.at > bindparam("since"),
    )
    .order_by(_messages.c.id.desc())
    .limit(50)
)


def exchanged(
    connection: Connection, address: str, since: datetime
) -> list[tuple[datetime, str, str]]:
    """(when, direction, kind) of the newest letters on a client's tickets."""
    rows = connection.execute(_EXCHANGED, {"address_key": address.lower(), "since": since})
    return [(row[0], row[1], row[2]) for row in rows]


def last_spooled(connection: Connection, ticket_ids: Sequence[int]) -> int | None:
    """The spool's number of the newest letter of a person that came to tickets."""
    return connection.execute(
        select(func.max(_messages.c.spool_id)).where(
            _messages.c.ticket_id.in_(ticket_ids),
            _messages.c.direction == "in",
            _messages.c.kind == "person",
        )
    ).scalar()


_MOST_PLACES = 30  # of one person, however many tickets he is on
_PLACES = (
    select(_people.c.ticket_id, _people.c.role, _people.c.proven)
    .where(_people.c.address_key == bindparam("address_key"))
    .order_by(_people.c.ticket_id.desc())
    .limit(_MOST_PLACES)
    .subquery()
)
_EARLIER = (
    select(_tickets.c.category, _tickets.c.topic, _tickets.c.unsure)
    .join(_PLACES, _PLACES.c.ticket_id == _tickets.c.id)
    .where(
        _PLACES.c.role == "client",
        _PLACES.c.proven.like("authenticated%"),
        _tickets.c.state != "aside",
        _tickets.c.id != bindparam("apart"),
    )
    .order_by(_tickets.c.id.desc())
    .limit(10)
)


def earlier(connection: Connection, address: str, apart: int = 0) -> list[Earlier]:
    """A client's newest tickets, apart from one; only those that he is proven to have opened."""
    rows = connection.execute(_EARLIER, {"address_key": address.lower(), "apart": apart})
    return [Earlier(**row._asdict()) for row in rows]


_BEGINNINGS = select(
    _messages.c.ticket_id, func.substr(_messages.c.new_text, 1, 2_000).label("text")
).where(
    _messages.c.id.in_(
        select(func.min(_messages.c.id))
        .where(_messages.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))
        .group_by(_messages.c.ticket_id)
    )
)


def beginnings(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, str]:
    """How the first message of each ticket begins."""
    if not ticket_ids:
        return {}
    rows = connection.execute(_BEGINNINGS, {"ticket_ids": list(ticket_ids)})
    return {row.ticket_id: row.text for row in rows}


def correct(connection: Connection, ticket_id: int, now: datetime, field: str, value: str) -> None:
    """Keep what an agent says of the ticket's first letter; his last word counts."""
    statement = upsert(connection.dialect.name, _corrections).on_conflict_do_update(
        index_elements=["ticket_id", "field"], set_={"value": value, "at": now}
    )
    values = {"ticket_id": ticket_id, "at": now, "field": field, "value": value}
    connection.execute(statement, values)


def corrections(connection: Connection) -> list[tuple[int, dict[str, str]]]:
    """(ticket, its labels by field) of all that were corrected."""
    rows = connection.execute(
        select(_corrections.c.ticket_id, _corrections.c.field, _corrections.c.value).order_by(
            _corrections.c.ticket_id
        )
    )
    found: dict[int, dict[str, str]] = {}
    for ticket_id, field, value in rows:
        found.setdefault(ticket_id, {})[field] = value
    return list(found.items())


def link(
    connection: Connection, ticket_id: int, other_id: int, kind: str, reason: str, now: datetime
) -> None:
    """Link two tickets."""
    connection.execute(
        insert(_links),
        {"ticket_id": ticket_id, "other_id": other_id, "kind": kind, "reason": reason, "at": now},
    )


def unlink(connection: Connection, ticket_id: int, other_id: int) -> int:
    """Take the links between two tickets away; gives their number."""
    both = or_(
        and_(_links.c.ticket_id == ticket_id, _links.c.other_id == other_id),
        and_(_links.c.ticket_id == other_id, _links.c.other_id == ticket_id),
    )
    return connection.execute(delete(_links).where(both)).rowcount


def links(connection: Connection, ticket_id: int) -> list[LinkRow]:
    """The links of a ticket, in both directions."""
    other = case((_links.c.ticket_id == ticket_id, _links.c.other_id), else_=_links.c.ticket_id)
    rows = connection.execute(
        select(
            (_links.c.ticket_id == ticket_id).label("outward"),
            _tickets.c.ref.label("other_ref"),
            _links.c.kind,
            _links.c.reason,
            _links.c.at,
        )
        .join(_tickets, _tickets.c.id == other)
        .where(or_(_links.c.ticket_id == ticket_id, _links.c.other_id == ticket_id))
        .order_by(_links.c.id)
    )
    return [LinkRow(**row._asdict()) for row in rows]


def add_event(
    connection: Connection, ticket_id: int | None, now: datetime, kind: str, text: str
) -> None:
    """Write one line of the audit trail; ``ticket_id`` is None for what concerns no ticket."""
    connection.execute(
        insert(_events), {"ticket_id": ticket_id, "at": now, "kind": kind, "text": text}
    )


def withheld_since(connection: Connection, since: datetime, rules: Sequence[str]) -> int:
    """How many acknowledgements these rules have withheld since then."""
    named = or_(*(_events.c.text.startswith(f"{rule}: ", autoescape=True) for rule in rules))
    query = select(func.count()).where(
        _events.c.kind == literal_column("'not_acknowledged'"), _events.c.at > since, named
    )
    return int(connection.execute(query).scalar() or 0)


def events(connection: Connection, ticket_id: int) -> list[EventRow]:
    """The audit trail of a ticket, oldest first."""
    rows = connection.execute(
        select(_events.c.at, _events.c.kind, _events.c.text)
        .where(_events.c.ticket_id == ticket_id)
        .order_by(_events.c.id)
    )
    return [EventRow(**row._asdict()) for row in rows]
