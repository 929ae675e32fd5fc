"""The migrations make the tables that the code knows, from nothing, and only once."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from db import schema, tickets
from db.engine import Database, DatabaseUnavailableError, open_database
from tests.db.values import NOW


def test_the_migrations_and_the_tables_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    assert schema.is_current(database)
    schema.upgrade(database)
    assert schema.is_current(database)


def test_a_new_database_is_not_current(database_url: str) -> None:
    opened = open_database(database_url)
    assert not schema.is_current(opened)
    opened.dispose()


def test_sqlite_survives_a_power_cut(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/new/folder/postdesk.db")
    with opened.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    opened.dispose()


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.begin() as connection:
            tickets.add_event(connection, None, NOW, "x", "y")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar() == 0


def test_no_update_is_lost_between_threads(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n integer)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    lock = " FOR UPDATE" if database.engine.dialect.name == "postgresql" else ""

    def count() -> None:
        for _ in range(25):
            with database.begin() as connection:
                found = connection.execute(text(f"SELECT n FROM counter{lock}")).scalar() or 0
                connection.execute(text("UPDATE counter SET n = :n"), {"n": found + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar() == 100


def test_a_database_that_is_away_is_said_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "postdesk.db"
    folder.mkdir()
    opened = open_database(f"sqlite:///{folder}")
    with pytest.raises(DatabaseUnavailableError) as error, opened.begin():
        pass
    assert "\n" not in str(error.value)
    opened.dispose()


def test_every_look_up_of_the_way_has_its_index(database: Database) -> None:
    indexes = {
        column
        for table in ("identifiers", "messages", "outbox", "spool", "participants")
        for index in inspect(database.engine).get_indexes(table)
        for column in [(table, index["column_names"][0])]
    }
    assert indexes >= {
        ("identifiers", "key"),
        ("messages", "digest"),
        ("messages", "ticket_id"),
        ("outbox", "recipient_key"),
        ("outbox", "due_at"),
        ("spool", "due_at"),
        ("participants", "ticket_id"),
    }
