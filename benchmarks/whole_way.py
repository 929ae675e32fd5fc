"""Letters a second on the whole way: spool, parse, decide, file, acknowledgement queued, committed.

    python -m benchmarks.whole_way [--count 2000] [--database URL]

One process, one thread, SQLite with synchronous FULL unless another database is named. Beside it,
in the same run, a bare loop: mail-parser and one committed row a letter. Each runs in a process of
its own, so that the peak memory is its own. Prints a table, and a JSON object of the same figures.
"""

import argparse
import json
import multiprocessing
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import mailparser

from benchmarks.gen_mail import Generator
from db import outbox, schema, spool, tickets
from db.engine import Database, open_database
from gateway.clock import SystemClock
from gateway.pipeline import NAMED, Pipeline
from gateway.reading import own
from gateway.routed import ClientRouter
from gateway.routing.model import shipped
from gateway.routing.route import Router
from gateway.settings import Agent, Gateway, Mailbox, Security, Settings
from gateway.tokens import load_signer
from parsers.message import Own
from parsers.parse import parse

SEED = 1
CHUNK = 500
SHARED_COMMIT = 20


def letters(count: int) -> Iterator[bytes]:
    """The workload, as SMTP delivers it."""
    generator = Generator(SEED)
    for _ in range(count):
        yield generator.next()[0].replace(b"\n", b"\r\n")


def desk(folder: Path, database: str) -> Settings:
    """The support desk to which the workload is addressed."""
    return Settings(
        gateway=Gateway(
            hostname="desk.example",
            database=database,
            state_dir=folder,
            timezone="Europe/Moscow",
        ),
        security=Security(trusted_authserv_ids=("in0.desk.example",)),
        mailboxes=(Mailbox(name="support", address="support@desk.example"),),
        agents=(Agent(name="Петя Иванов", address="petya@desk.example"),),
    )


def opened(folder: Path, url: str, routed: bool) -> tuple[Database, Pipeline, Own]:
    """A fresh database, the way over it (with the shipped model or not), and what is our own."""
    settings = desk(folder, url)
    database = open_database(settings.gateway.database)
    schema.upgrade(database)
    signer = load_signer(folder, settings.gateway.hostname)
    routing = ClientRouter(settings, Router(shipped()), NAMED) if routed else None
    pipeline = Pipeline(
        settings, database, signer, SystemClock(), node="benchmark", routing=routing
    )
    return database, pipeline, own(settings, signer)


def whole_way(count: int, database_url: str, routed: bool) -> dict[str, Any]:
    """Spool and file the workload in chunks; the bytes are made outside the clock."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = database_url or f"sqlite:///{folder}/postdesk.db"
        database, pipeline, ours = opened(folder, url, routed)
        chunks, spooling, parsing = [], 0.0, 0.0
        source = letters(count)
        while batch := [raw for _, raw in zip(range(CHUNK), source, strict=False)]:
            spooled = timed(partial(put, database, batch))
            filed = timed(partial(drain, pipeline))
            parsing += timed(partial(parse_all, batch, ours))
            spooling += spooled
            chunks.append((len(batch), spooled + filed))
        with database.read() as connection:
            states = spool.counts(connection)
            found = {
                "tickets": sum(tickets.counts(connection).values()),
                "queued": sum(outbox.counts(connection).values()),
            }
        database.dispose()
    if states != {"done": count}:
        sys.exit(f"not every letter was filed: {states}")
    total = sum(seconds for _, seconds in chunks)
    return found | {
        "letters_per_second": count / total,
        "ms_per_letter": 1000 * total / count,
        "ms_spool": 1000 * spooling / count,
        "ms_parse": 1000 * parsing / count,
        "ms_decide_and_file": 1000 * (total - spooling - parsing) / count,
        "ms_first_500": 1000 * chunks[0][1] / chunks[0][0],
        "ms_last_500": 1000 * chunks[-1][1] / chunks[-1][0],
        "peak_mib": peak_mib(),
    }


def put(database: Database, batch: list[bytes]) -> None:
    """Spool letters as the listener does when many arrive together."""
    for at in range(0, len(batch), SHARED_COMMIT):
        with database.begin() as connection:
            spool.put(
                connection,
                [
                    spool.NewLetter(
                        raw=raw,
                        source="smtp",
                        mailbox="",
                        received_at=datetime.now(UTC),
                        envelope_sender=envelope_sender(raw),
                        envelope_known=True,
                        envelope_recipients=("support@desk.example",),
                    )
                    for raw in batch[at : at + SHARED_COMMIT]
                ],
            )


def envelope_sender(raw: bytes) -> str | None:
    """The reverse-path that the workload writes into its first line."""
    line = raw.partition(b"\r\n")[0].removeprefix(b"Return-Path: <").removesuffix(b">")
    return line.decode() or None


def parse_all(batch: list[bytes], ours: Own) -> None:
    """The stage that needs no database, alone."""
    for raw in batch:
        parse(raw, None, ours)


def drain(pipeline: Pipeline) -> None:
    """File until nothing waits."""
    while pipeline.step() == 0.0:
        pass


def bare(count: int) -> dict[str, Any]:
    """The baseline: mail-parser and one committed row a letter."""
    with tempfile.TemporaryDirectory() as name:
        connection = sqlite3.connect(f"{name}/bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(
            "CREATE TABLE letter (message_id TEXT, subject TEXT, text TEXT, raw BLOB)"
        )

        def store(raw: bytes) -> None:
            letter = mailparser.parse_from_bytes(raw)
            connection.execute(
                "INSERT INTO letter VALUES (?, ?, ?, ?)",
                (str(letter.message_id), str(letter.subject), "".join(letter.text_plain), raw),
            )

        total = sum(timed(partial(store, raw)) for raw in letters(count))
        connection.close()
    return {
        "letters_per_second": count / total,
        "ms_per_letter": 1000 * total / count,
        "peak_mib": peak_mib(),
    }


def timed(action: Callable[[], Any]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def peak_mib() -> float:
    """Peak resident memory of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def apart(work: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Run it in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> None:
    """Run both and print them."""
    options = argparse.ArgumentParser(description="Letters a second on the whole way.")
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--runs", type=int, default=1, help="the median of so many runs is shown")
    options.add_argument("--database", default="", help="a fresh database; default: SQLite")
    options.add_argument("--unrouted", action="store_true", help="by the mailbox, without a model")
    given = options.parse_args()
    ours = median(
        [
            apart(whole_way, given.count, given.database, not given.unrouted)
            for _ in range(given.runs)
        ]
    )
    base = median([apart(bare, given.count) for _ in range(given.runs)])
    figures = {
        "count": given.count,
        "whole_way": ours,
        "bare": base,
        "times_the_bare_loop": ours["ms_per_letter"] / base["ms_per_letter"],
        "last_to_first": ours["ms_last_500"] / ours["ms_first_500"],
    }
    print(f"{given.count} letters, seed {SEED}")
    print(f"{'':24}{'whole way':>12}{'bare loop':>12}")
    for key in ("letters_per_second", "ms_per_letter", "peak_mib"):
        print(f"{key:24}{ours[key]:12.2f}{base[key]:12.2f}")
    for key in ours:
        if key not in base:
            print(f"{key:24}{ours[key]:12.2f}")
    print(f"whole way costs {figures['times_the_bare_loop']:.2f} times the bare loop;")
    print(f"the last {CHUNK} letters cost {figures['last_to_first']:.2f} times the first {CHUNK}")
    print(json.dumps(figures))


def median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


if __name__ == "__main__":
    main()
