from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database, DatabaseUnavailableError, open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "postdesk.db"


def opened(path: Path) -> Database:
    database = open_database(f"sqlite:///{path}")
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE kept (id INTEGER)"))
    return database


def _delete(path: Path) -> None:
    path.unlink()


def _replace(path: Path) -> None:
    other = path.with_name("copy.db")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize(("change", "word"), [(_delete, "deleted"), (_replace, "replaced")])
def test_a_file_that_is_no_longer_ours_takes_no_letters(
    path: Path, change: Callable[[Path], None], word: str
) -> None:
    database = opened(path)
    change(path)
    for transaction in (database.begin, database.read):
        with pytest.raises(DatabaseUnavailableError, match=f"was {word}"), transaction():
            pass
    assert path.exists() == (word == "replaced")  # no empty one was made in its place
    database.dispose()


def _write_and_delete(database: Database, path: Path) -> None:
    with database.begin() as connection:
        connection.execute(text("INSERT INTO kept VALUES (1)"))
        path.unlink()


def test_a_file_that_goes_during_a_transaction_is_noticed_at_its_end(path: Path) -> None:
    database = opened(path)
    with pytest.raises(DatabaseUnavailableError, match="was deleted"):
        _write_and_delete(database, path)
    database.dispose()


def test_a_file_that_comes_back_is_ours_again(path: Path) -> None:
    database = opened(path)
    away = path.rename(path.with_name("away.db"))
    with pytest.raises(DatabaseUnavailableError), database.begin():
        pass
    away.rename(path)
    with database.begin() as connection:
        connection.execute(text("INSERT INTO kept VALUES (1)"))
    database.dispose()
