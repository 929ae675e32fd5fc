"""The last run of each job."""

from datetime import UTC, datetime

from db import jobs
from db.engine import Database

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def test_only_the_last_run_is_kept(database: Database) -> None:
    first = jobs.Run(name="poll-a", started_at=NOW, finished_at=None, ok=False, detail="runs")
    last = jobs.Run(name="poll-a", started_at=NOW, finished_at=NOW, ok=True, detail="2 letters")
    other = jobs.Run(name="poll-b", started_at=NOW, finished_at=NOW, ok=False, detail="no login")
    with database.begin() as connection:
        for run in (first, other, last):
            jobs.record(connection, run)
    with database.read() as connection:
        assert jobs.last_runs(connection) == {"poll-a": last, "poll-b": other}
