"""The whole demo: a real gateway process, real SMTP, a real sink."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.demo import run as demo
from gateway.demo.story import STORY

COMMAND = [sys.executable, "-P", "-m", "gateway.cli", "demo"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    plain = {"TMPDIR": str(folder), "COLUMNS": "80", "FORCE_COLOR": "", "NO_COLOR": "1"}
    return {**os.environ, **plain, **more}


def processes_of(folder: Path) -> list[str]:
    """Command lines that name the folder, where the system tells them."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = line.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in text:
            found.append(text)
    return found


def test_the_demo_tells_its_story_and_leaves_nothing_behind(tmp_path: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(
        COMMAND, capture_output=True, timeout=100, env=environment(tmp_path), check=False
    )
    text = done.stdout.decode("utf-8")
    assert done.returncode == 0, text[-3000:] + done.stderr.decode()
    assert done.stderr == b""
    assert time.monotonic() - began < 60
    assert f"All {len(STORY)} came out as they should" in text
    assert "Здравствуйте, Мария!" in text
    assert "probably belongs to ticket A" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert list(tmp_path.iterdir()) == []
    assert processes_of(tmp_path) == []


def test_on_a_terminal_the_story_is_coloured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(demo, "STORY", STORY[:1])
    assert demo.run_demo(keep=False) == 0
    text = capsys.readouterr().out
    assert "\x1b[1mA client writes" in text
    assert "\x1b[32mas it should be" in text
    assert list(tmp_path.iterdir()) == []


def test_what_comes_out_otherwise_is_shown_and_gives_exit_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    wrong = replace(STORY[0], expected=replace(STORY[0].expected, state="closed"))
    monkeypatch.setattr(demo, "STORY", (wrong,))
    assert demo.run_demo(keep=True) == 1
    text = capsys.readouterr().out
    assert "WRONG      state: expected closed, found open" in text
    assert "1 of 1 came out wrong" in text
    (config,) = tmp_path.glob("*/postdesk.toml")
    assert f"postdesk tickets --all --config {config}" in re.sub(r"\s+", " ", text)


def test_a_demo_that_is_ended_early_stops_its_gateway_and_cleans_up(tmp_path: Path) -> None:
    process = subprocess.Popen(
        COMMAND,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(tmp_path, PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    while b"2 of 18" not in process.stdout.readline():
        assert process.poll() is None
    assert processes_of(tmp_path) or not Path("/proc").exists()
    process.send_signal(signal.SIGTERM)
    process.stdout.read()
    process.stdout.close()
    assert process.wait(30) == 130
    assert list(tmp_path.iterdir()) == []
    assert processes_of(tmp_path) == []
