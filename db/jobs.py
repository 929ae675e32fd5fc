"""When each scheduled job ran last, and how that went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from db.engine import upsert
from db.tables import JobRun

_runs: Any = JobRun.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The last run of a job; ``detail`` is one line."""

    name: str
    started_at: datetime
    finished_at: datetime | None
    ok: bool
    detail: str


def record(connection: Connection, run: Run) -> None:
    """Keep it as the last run of that job."""
    values = {name: getattr(run, name) for name in Run.__slots__}
    statement = upsert(connection.dialect.name, _runs).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def last_runs(connection: Connection) -> dict[str, Run]:
    """The last run of every job that ever ran, by its name."""
    return {row.name: Run(**row._asdict()) for row in connection.execute(select(_runs))}
