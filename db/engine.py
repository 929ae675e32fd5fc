"""The database: SQLite in a file, or PostgreSQL, behind the same transactions.

SQLite runs in WAL mode with ``synchronous = FULL``: what was committed survives a power cut. Every
writing transaction begins IMMEDIATE, since a read that is upgraded to a write loses updates there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

BUSY_TIMEOUT_MS = 30_000


class DatabaseUnavailableError(Exception):
    """The database cannot be reached or written now. Its text is one line without the password."""


class Database:
    """Transactions on one database. Thread-safe: every transaction has a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """For migrations and tests."""
        return self._engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A writing transaction: committed at the end, rolled back by any exception.

        Raises DatabaseUnavailableError when the database refuses for a reason that may pass.
        """
        with _faults_translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it neither waits for writers nor holds them up."""
        with _faults_translated(), self._engine.connect() as connection:
            connection.info["read_only"] = True
            try:
                yield connection
            finally:
                connection.rollback()
                connection.info.pop("read_only", None)

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()


@contextmanager
def _faults_translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if is_database_fault(error):
            line = str(error.orig).partition("\n")[0][:300]
            raise DatabaseUnavailableError(line) from error
        raise


def is_database_fault(error: Exception) -> bool:
    """Whether the database failed (locked, full, gone), and not what it was asked to do."""
    return isinstance(error, (DatabaseUnavailableError, OperationalError)) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def open_database(url: str) -> Database:
    """Open ``sqlite:///FILE`` (its folder is made) or ``postgresql+psycopg://…``."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=20)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, pool_size=20)
    return Database(engine)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if connection.info.get("read_only") else "BEGIN IMMEDIATE")


def upsert(connection: Connection, table: Any) -> Any:
    """An INSERT that can say ON CONFLICT; the two databases mean the same by it."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
