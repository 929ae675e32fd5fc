"""An empty database of the current schema, of each kind in turn."""

from collections.abc import Iterator

import pytest

from db import schema
from db.engine import Database, open_database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    schema.upgrade(opened)
    yield opened
    opened.dispose()
