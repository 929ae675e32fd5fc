"""A file that changes while the gateway runs."""

import os
from pathlib import Path

import pytest

from gateway import watched
from gateway.watched import WatchedFile


def number(text: str) -> int:
    return int(text)  # ValueError for anything else


def test_it_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "number"
    file = WatchedFile(path, number, without=0)
    assert file.current() == 0
    path.write_text("1")
    assert file.current() == 1
    new = tmp_path / "new"
    new.write_text("2")
    os.utime(new, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    new.replace(path)  # of the same size and time
    assert file.current() == 2


def test_what_it_said_goes_on_when_it_breaks_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "number"
    path.write_text("1")
    file = WatchedFile(path, number, without=0)
    assert file.current() == 1
    path.write_text("one")
    assert [file.current(), file.current()] == [1, 1]
    assert len(caplog.messages) == 1
    path.write_text("22")
    assert file.current() == 22


def test_without_the_file_nothing_of_it_counts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "number"
    path.write_text("1")
    file = WatchedFile(path, number, without=0)
    assert file.current() == 1
    path.unlink()
    assert [file.current(), file.current()] == [0, 0]
    assert len(caplog.messages) == 1


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_bytes(b"1\n2\n\xff")
    with pytest.raises(ValueError, match="line 3: not UTF-8"):
        WatchedFile(path, number, without=0).load()
    path.write_bytes(b"\xef\xbb\xbf7")
    file = WatchedFile(path, number, without=0)
    file.load()
    assert file.current() == 7


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "MOST_BYTES", 1 << 20)
    path = tmp_path / "number"
    path.write_bytes(b"1" * ((1 << 20) + 1))
    with pytest.raises(ValueError, match="larger than 1 MiB"):
        WatchedFile(path, number, without=0).load()
