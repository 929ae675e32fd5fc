"""`postdesk run` as a process: what it makes, and what it refuses to make."""

import json
import smtplib
import socket
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.tokens import KEY_FILE
from tests.gateway.desk import Desk, letter
from tests.gateway.running import Running, configuration
from tests.servers.process import free_port


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(configuration(tmp_path, free_port()))
    yield made
    made.kill()


def with_a_ticket_and_no_key(folder: Path) -> Path:
    """The database of an installation that has been at work."""
    desk = Desk(folder, f"sqlite:///{folder}/postdesk.db")
    desk.arrive(letter())
    desk.close()
    key = folder / "state" / KEY_FILE
    key.unlink()
    return key


def test_a_lost_key_stops_the_start(running: Running, tmp_path: Path) -> None:
    key = with_a_ticket_and_no_key(tmp_path)
    done = running.command("run")
    assert done.returncode == 1
    (line,) = [one for one in done.stderr.splitlines() if one.startswith("postdesk: ")]
    assert f"{key}: is missing" in line
    assert "restore it from the backup" in line
    assert "Traceback" not in done.stderr
    assert not key.exists()


def test_a_lost_key_is_made_anew_on_purpose(running: Running, tmp_path: Path) -> None:
    key = with_a_ticket_and_no_key(tmp_path)
    running.start("--new-key")
    assert key.is_file()
    running.stop()


def test_what_it_makes_is_for_its_own_account(running: Running, tmp_path: Path) -> None:
    running.start()
    made = [running.database, *tmp_path.glob("postdesk.db-*"), tmp_path / "state"]
    made += (tmp_path / "state").rglob("*")
    assert {path.name for path in made} >= {"postdesk.db", "postdesk.db-wal", "state", KEY_FILE}
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    running.stop()


def test_a_database_that_is_deleted_takes_no_letters_and_is_named(running: Running) -> None:
    running.start()
    assert running.command("status").returncode == 0
    running.database.unlink()
    with smtplib.SMTP("127.0.0.1", running.port) as client:
        client.ehlo()
        client.mail("anna@client.example")
        client.rcpt("support@hoster.example")
        assert client.data(letter().encode())[0] == 451
    done = running.command("status")
    assert done.returncode == 1
    assert "postdesk.db: was deleted or replaced" in done.stderr
    running.stop()


def test_its_health_is_served(tmp_path: Path) -> None:
    port = free_port()
    web = f'[web]\nlisten = "127.0.0.1:{port}"\n'
    made = Running(configuration(tmp_path, free_port(), more=web))
    made.start()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as response:
            value = json.load(response)
        assert (value["healthy"], value["spool"]["new"]) == (True, 0)
        made.stop()
    finally:
        made.kill()


def test_a_port_of_the_pages_that_is_taken_stops_the_start(running: Running) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        text = running.config.read_text(encoding="utf-8") + f'[web]\nlisten = "{listen}"\n'
        running.config.write_text(text, encoding="utf-8")
        done = running.command("run")
    assert done.returncode == 1
    (line,) = [one for one in done.stderr.splitlines() if one.startswith("postdesk: ")]
    assert line.startswith(f"postdesk: web.listen: cannot listen on {listen}: ")
