"""The benchmark of threading follows the schema: it can fill a database and measure."""

from pathlib import Path

from benchmarks.threading import WAYS, run


def test_each_way_is_measured(tmp_path: Path, database_url: str) -> None:
    assert set(run(database_url, tmp_path, 400)) == set(WAYS)
