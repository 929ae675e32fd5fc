"""Token buckets of automatic mail as they were left."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from db.engine import upsert
from db.tables import Budget

_budgets: Any = Budget.__table__  # type: ignore[attr-defined]

WANTED = "wanted"  # a scope: how many acknowledgements were wanted of late, sent or not
BREAKER = "breaker"  # a scope: 1.0 since when all of them are stopped, else 0.0

Left = tuple[float, datetime]  # tokens, and since when


_LOAD = select(_budgets).where(_budgets.c.name.in_(bindparam("names", expanding=True)))


def load(connection: Connection, keys: Mapping[str, str]) -> dict[str, Left | None]:
    """What is left, by scope; ``keys`` are by scope too. None for a bucket nobody has touched."""
    found: dict[str, Left | None] = dict.fromkeys(keys)
    if keys:
        scopes = {f"{scope} {key}": scope for scope, key in keys.items()}
        rows = connection.execute(_LOAD, {"names": list(scopes)})
        found |= {scopes[row.name]: (row.tokens, row.at) for row in rows}
    return found


def store(connection: Connection, keys: Mapping[str, str], left: Mapping[str, Left]) -> None:
    """Keep what is left now."""
    rows = [
        {"name": f"{scope} {keys[scope]}", "tokens": tokens, "at": at}
        for scope, (tokens, at) in sorted(left.items())
    ]
    if rows:
        connection.execute(_keep(connection.dialect.name), rows)


@cache
def _keep(dialect: str) -> Any:
    statement = upsert(dialect, _budgets)
    changed = {"tokens": statement.excluded.tokens, "at": statement.excluded.at}
    return statement.on_conflict_do_update(index_elements=["name"], set_=changed)


def stopped_since(connection: Connection) -> datetime | None:
    """Since when all automatic mail is stopped; None when it isn't."""
    left = load(connection, {BREAKER: ""})[BREAKER]
    return left[1] if left and left[0] else None


def let_through(connection: Connection, now: datetime) -> None:
    """Automatic mail goes out again, and what was wanted before is forgotten."""
    keys = {BREAKER: "", WANTED: ""}
    store(connection, keys, {BREAKER: (0.0, now), WANTED: (0.0, now)})
