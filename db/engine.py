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

    def __init__(self, engine: Engine, file: "DatabaseFile | None" = None) -> None:
        self._engine = engine
        self._file = file

    @property
    def engine(self) -> Engine:
        """For migrations and tests."""
        return self._engine

    @property
    def identity(self) -> str:
        """Which file is open, as ``file_identity`` names it; "" for none yet, or a server."""
        return self._file.opened if self._file else ""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A writing transaction: committed at the end, rolled back by any exception.

        Raises DatabaseUnavailableError when the database refuses for a reason that may pass, and
        when its file is no longer the one that was opened: what is written there is lost.
        """
        self._check_file()
        with _faults_translated(), self._engine.begin() as connection:
            yield connection
        self._check_file()  # it may have gone meanwhile: nobody may be told that this is kept

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it neither waits for writers nor holds them up."""
        self._check_file()
        with _faults_translated(), self._engine.connect() as connection:
            connection.info["read_only"] = True
            try:
                yield connection
            finally:
                connection.rollback()
                connection.info.pop("read_only", None)

    def _check_file(self) -> None:
        if self._file:
            self._file.check()

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()


class DatabaseFile:
    """The file of an SQLite database, known again by its device and inode.

    SQLite goes on writing into a file that was deleted or replaced, without a word.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.opened = ""

    def connected(self) -> None:
        """A connection is open: the first one says which file is ours."""
        self.opened = self.opened or file_identity(self._path)
        self.check()

    def check(self) -> None:
        """Raises DatabaseUnavailableError when the path leads elsewhere by now."""
        if not self.opened:
            return
        found = file_identity(self._path)
        if found != self.opened:
            raise DatabaseUnavailableError(
                f"{self._path}: was {'replaced' if found else 'deleted'} while it was open;"
                " put the file back, and start postdesk again"
            )


def file_identity(path: Path) -> str:
    """Device and inode of a file; "" when there is none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}"


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
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        file = DatabaseFile(path)
        engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=20)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "connect", lambda *_: file.connected())
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine, file)
    return Database(create_engine(url, pool_pre_ping=True, pool_size=20))


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


def upsert(dialect: str, table: Any) -> Any:
    """An INSERT that can say ON CONFLICT; the two databases mean the same by it."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
