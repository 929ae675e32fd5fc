"""Token buckets are kept as they were left."""

from datetime import timedelta

from db import budgets
from db.engine import Database
from tests.db.values import NOW


def test_a_bucket_is_found_by_scope_and_key(database: Database) -> None:
    keys = {"address": "a@x.example", "domain": "x.example", "all": ""}
    with database.begin() as connection:
        assert budgets.load(connection, keys) == dict.fromkeys(keys)
        budgets.store(connection, keys, {"address": (2.5, NOW), "all": (9.0, NOW)})
        later = NOW + timedelta(seconds=1)
        budgets.store(connection, keys, {"address": (1.5, later)})
        found = budgets.load(connection, keys)
        assert found == {"address": (1.5, later), "domain": None, "all": (9.0, NOW)}
        assert budgets.load(connection, {"address": "b@x.example"}) == {"address": None}
        assert budgets.load(connection, {}) == {}
