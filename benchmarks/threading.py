"""What it costs to find the ticket of one letter, with few and with very many letters stored.

    python -m benchmarks.threading [--sizes 1000 100000 1000000] [--database URL]

Fills a database with so many messages (tickets of four, three people each, their ids, pieces of
text and outgoing letters), then takes letters that reply by our id, by another's id, by a quotation
alone, by a subject alone, and fresh ones, and times ``gather`` and ``plan``: all that is looked up
and decided before a letter is filed. SQLite in a temporary folder, and PostgreSQL where its
programs or a URL of an empty database's server are there. Prints a table, and JSON of the same.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, insert, text
from sqlmodel import SQLModel

from db import schema, traces
from db.engine import Database, open_database
from gateway.plan import plan
from gateway.reading import own
from gateway.settings import Agent, Gateway, Mailbox, Security, Settings
from gateway.situation import gather
from gateway.threading import keys
from gateway.tokens import Purpose, Signer, load_signer
from parsers.message import Envelope, InboundMessage
from parsers.parse import parse
from tests.servers.postgres import Postgres, PrivatePostgres, find_postgres
from tests.servers.process import ServerUnavailable

SEED = 4
SIZES = (1_000, 100_000, 1_000_000)
FLAT = 1.5  # times the cost with the fewest letters
PER_TICKET = 4
PIECES = 6  # of text, a message
SAMPLES = 60  # letters of each way
ROUNDS = 7  # the best of which counts, since others use the machine too
CHUNK = 20_000
WAYS = ("our id", "their id", "quotation", "subject", "fresh")
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
WORDS = [
    *("сервер", "сайт", "почта", "домен", "панель", "ошибка", "диск", "база", "письмо", "хостинг"),
    *("адрес", "пароль", "доступ", "копия", "счёт", "оплата", "вчера", "сегодня", "снова", "опять"),
    *("после", "обновления", "перестал", "работать", "открываться", "загружаться", "отвечать"),
    *("проверьте", "пожалуйста", "посмотрите", "помогите", "настройки", "журнал", "страница"),
]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the decisions need beside the database."""

    settings: Settings
    signer: Signer


def ref(number: int) -> str:
    """A ref that is no other ticket's."""
    digest = int.from_bytes(blake2b(str(number).encode(), digest_size=8).digest(), "big")
    return "".join(
        "0123456789abcdefghjkmnpqrstvwxyz"[digest >> shift & 31] for shift in range(0, 50, 5)
    )


def client(number: int, size: int) -> str:
    """The address of a ticket's client; each has five tickets."""
    return f"c{number % max(size // PER_TICKET // 5, 1)}@client.example"


def subject(number: int) -> str:
    """The subject of a ticket."""
    chance = random.Random(number)
    return " ".join(chance.choices(WORDS, k=4)) + f" {number}"


def words(number: int) -> str:
    """The text of a message."""
    chance = random.Random(-number)
    return (
        " ".join(chance.choices(WORDS, k=30))
        + f" {number} "
        + " ".join(chance.choices(WORDS, k=12))
    )


def fill(database: Database, size: int) -> None:
    """Store so many messages and all that goes with them; indexes are made afterwards."""
    tables = SQLModel.metadata.tables
    count = max(size // PER_TICKET, 1)
    work = {
        "tickets": (_ticket(number, size) for number in range(count)),
        "participants": (row for number in range(count) for row in _people(number, size)),
        "contacts": _contacts(count, size),
        "messages": (_message(number, size) for number in range(size)),
        "identifiers": (row for number in range(size) for row in _ids(number)),
        "fingerprints": _fingerprints(size * PIECES, count),
        "outbox": (_outgoing(number, size) for number in range(size)),
    }
    for name, rows in work.items():
        table = tables[name]
        indexes = list(table.indexes)
        with database.begin() as connection:
            for index in indexes:
                index.drop(connection)
            _store(connection, table, rows)
            for index in indexes:
                index.create(connection)
    analyse(database)


def analyse(database: Database) -> None:
    """The statistics that a database in service has."""
    with database.engine.connect() as connection:
        if database.engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM ANALYZE"))
            for name in ("tickets", "participants", "messages", "outbox"):
                sequence = f"pg_get_serial_sequence('{name}', 'id')"
                connection.execute(text(f"SELECT setval({sequence}, max(id)) FROM {name}"))
        else:
            connection.execute(text("ANALYZE"))
            connection.commit()


def _store(connection: Connection, table: Any, rows: Iterable[Row]) -> None:
    rows = iter(rows)
    blank = {
        column.name: [] if isinstance(column.type, JSON) else column.type.python_type()
        for column in table.columns
        if not column.nullable
        and not column.primary_key
        and column.type.python_type is not datetime
    }
    while chunk := [blank | row for row in islice(rows, CHUNK)]:
        connection.execute(insert(table), chunk)


def _ticket(number: int, size: int) -> Row:
    at = NOW - timedelta(minutes=30 + number % 500_000)
    return {
        "id": number + 1,
        "ref": ref(number),
        "state": ("open", "waiting", "closed")[number % 3],
        "created_at": at,
        "updated_at": at,
        "mailbox": "support",
        "category": "technical",
        "urgency": "general",
        "topic": "",
        "waiting_since": at,
        "service": "",
        "service_state": "",
        "route_reason": "",
        "language": "ru",
        "subject": subject(number),
        "agent": "petya@desk.example",
        "acknowledged_at": at,
        "first_answered_at": None,
        "closed_at": at if number % 3 == 2 else None,
        "subject_key": keys.subject_key(client(number, size), subject(number)),
        "merged_into": None,
        "split_from": None,
    }


def _people(number: int, size: int) -> Iterator[Row]:
    addresses = {
        "client": client(number, size),
        "colleague": f"b{number}@client.example",
        "agent": "petya@desk.example",
    }
    for place, (role, address) in enumerate(addresses.items(), start=1):
        yield {
            "ticket_id": number + 1,
            "number": place,
            "role": role,
            "name": "",
            "address": address,
            "address_key": address,
            "proven": "",
        }


def _contacts(count: int, size: int) -> Iterator[Row]:
    """Every tenth client has a second address."""
    for number, address in enumerate(dict.fromkeys(client(one, size) for one in range(count))):
        addresses = [address, f"phone{number}@home.example"] if number % 10 == 0 else [address]
        for one in addresses:
            yield {
                "address_key": one,
                "person": address,
                "address": one,
                "name": "",
                "since": NOW,
                "proven": "",
            }


def _message(number: int, size: int) -> Row:
    ticket = number // PER_TICKET
    address = client(ticket, size)
    return {
        "id": number + 1,
        "ticket_id": ticket + 1,
        "spool_id": None,
        "direction": "in",
        "at": NOW - timedelta(minutes=30 + number % 500_000),
        "kind": "person",
        "kind_reason": "",
        "message_id": f"m{number}@client.example",
        "digest": blake2b(str(number).encode(), digest_size=32).hexdigest(),
        "from_name": "",
        "from_address": address,
        "recipients": ["support@desk.example"],
        "subject": subject(ticket),
        "language": "ru",
        "date": None,
        "new_text": words(number),
        "threaded_by": "own_message_id",
        "reason": "",
        "proven": "",
        "attachments": [],
        "defects": [],
        "repeat_key": keys.repeat_key(address, subject(ticket), words(number)),
    }


def _ids(number: int) -> Iterator[Row]:
    for role, value in (("letter", f"m{number}"), ("mentioned", f"o{number}")):
        value += "@client.example"
        yield {
            "key": blake2b(value.encode(), digest_size=16).hexdigest(),
            "value": value,
            "role": role,
            "ticket_id": number // PER_TICKET + 1,
            "message_id": number + 1,
        }


def _fingerprints(number: int, count: int) -> Iterator[Row]:
    """Keys in their order, which a database takes much faster than any other."""
    chance = random.Random(SEED)
    gap = (1 << 63) // number
    for place in range(number):
        yield {
            "key": -(1 << 62) + place * gap + chance.randrange(gap),
            "ticket_id": chance.randrange(count) + 1,
        }


def _outgoing(number: int, size: int) -> Row:
    at = NOW - timedelta(minutes=90 + number % 500_000)
    address = client(number // PER_TICKET, size)
    return {
        "id": number + 1,
        "state": "sent",
        "purpose": "acknowledgement",
        "ticket_id": number // PER_TICKET + 1,
        "message_id": f"k{number}@desk.example",
        "envelope_sender": "",
        "recipient": address,
        "recipient_key": address,
        "created_at": at,
        "due_at": at,
        "give_up_at": at,
        "attempts": 1,
        "claimed_by": None,
        "sent_at": at,
        "response": "",
    }


def letters(database: Database, desk: Desk, size: int) -> dict[str, list[InboundMessage]]:
    """Letters that have to be found by each way, read already."""
    chance = random.Random(SEED)
    ours = own(desk.settings, desk.signer)
    found: dict[str, list[InboundMessage]] = {way: [] for way in WAYS}
    for way, ticket in (
        (way, chance.randrange(size // PER_TICKET)) for way in WAYS for _ in range(SAMPLES)
    ):
        number = ticket * PER_TICKET
        head, body = "", f"Ответ {chance.random()}: ничего не изменилось."
        title = f"Re: {subject(ticket)}"
        if way == "our id":
            head = f"References: <{desk.signer.message_id(Purpose.RELAY, ref(ticket), 1)}>\n"
        elif way == "their id":
            head = f"In-Reply-To: <m{number}@client.example>\n"
        elif way == "quotation":
            quoted, title = words(number), "вопрос"
            with database.begin() as connection:
                traces.add_fingerprints(connection, ticket + 1, keys.fingerprints(quoted))
            body += f"\n\n27.11.2026 12:00, Петя пишет:\n> {quoted}"
        elif way == "fresh":
            title = f"Новый вопрос {chance.random()}"
        raw = (
            "Authentication-Results: mx.desk.example; dmarc=pass header.from=client.example\n"
            f"From: {client(ticket, size)}\nTo: support@desk.example\nSubject: {title}\n"
            f"Message-ID: <{chance.random()}@client.example>\n{head}"
            f"Content-Type: text/plain; charset=utf-8\n\n{body}\n"
        )
        found[way].append(parse(raw.encode(), Envelope("c@client.example"), ours))
    return found


def measure(database: Database, desk: Desk, size: int) -> dict[str, float]:
    """Milliseconds a letter, by way: the best of the rounds' medians."""
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    made = letters(database, desk, size)
    for _ in range(ROUNDS):
        for way, messages in made.items():
            found[way].append(statistics.median(_one(database, desk, one) for one in messages))
    return {way: 1000 * min(medians) for way, medians in found.items()}


def _one(database: Database, desk: Desk, message: InboundMessage) -> float:
    start = time.perf_counter()
    with database.read() as connection:
        situation = gather(
            connection,
            desk.settings,
            desk.signer,
            message,
            now=NOW,
            received_at=NOW,
            mailbox="",
        )
    plan(message, situation, desk.settings)
    return time.perf_counter() - start


def run(url: str, folder: Path, size: int) -> dict[str, float]:
    """Fill one database and measure."""
    settings = Settings(
        gateway=Gateway(
            hostname="desk.example", database=url, state_dir=folder, timezone="Europe/Moscow"
        ),
        security=Security(trusted_authserv_ids=("mx.desk.example",)),
        mailboxes=(Mailbox(name="support", address="support@desk.example"),),
        agents=(Agent(name="Петя Иванов", address="petya@desk.example"),),
    )
    database = open_database(url)
    schema.upgrade(database)
    start = time.perf_counter()
    fill(database, size)
    print(f"  {size} messages stored in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    try:
        return measure(database, Desk(settings, load_signer(folder, "desk.example")), size)
    finally:
        database.dispose()


def servers(url: str, stack: ExitStack) -> dict[str, Postgres | None]:
    """SQLite, and PostgreSQL where it can be had."""
    found: dict[str, Postgres | None] = {"SQLite": None}
    if url:
        found["PostgreSQL"] = Postgres(url)
        return found
    try:
        private = PrivatePostgres(find_postgres())
    except ServerUnavailable as error:
        print(f"without PostgreSQL: {error}", file=sys.stderr)
        return found
    stack.callback(private.remove)
    private.start()
    found["PostgreSQL"] = private
    return found


def main() -> int:
    """Measure each size on each database; 1 when a cost is not flat."""
    options = argparse.ArgumentParser(description="The cost of threading one letter.")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--database", default="", help="URL of a PostgreSQL to make databases in")
    options.add_argument("--only", choices=("SQLite", "PostgreSQL"), help="this database alone")
    given = options.parse_args()
    figures: dict[str, dict[int, dict[str, float]]] = {}
    with ExitStack() as stack:
        for name, server in servers(given.database, stack).items():
            if given.only not in (None, name):
                continue
            figures[name] = {}
            for size in given.sizes:
                with tempfile.TemporaryDirectory() as folder, ExitStack() as used:
                    url = (
                        used.enter_context(server.database())
                        if server
                        else f"sqlite:///{folder}/postdesk.db"
                    )
                    figures[name][size] = run(url, Path(folder), size)
    return report(figures)


def report(figures: dict[str, dict[int, dict[str, float]]]) -> int:
    """Print the table; gives 1 when some way is not flat."""
    ratios = {}
    for name, by_size in figures.items():
        print(f"{name}, milliseconds a letter")
        print(f"{'messages':>12}" + "".join(f"{way:>12}" for way in WAYS))
        for size, by_way in by_size.items():
            print(f"{size:12}" + "".join(f"{by_way[way]:12.2f}" for way in WAYS))
        few, many = by_size[min(by_size)], by_size[max(by_size)]
        ratios[name] = {way: many[way] / few[way] for way in WAYS}
        print(f"{'times':>12}" + "".join(f"{ratios[name][way]:12.2f}" for way in WAYS))
    print(json.dumps({"ms": figures, "ratios": ratios}))
    return int(any(ratio > FLAT for by_way in ratios.values() for ratio in by_way.values()))


if __name__ == "__main__":
    sys.exit(main())
