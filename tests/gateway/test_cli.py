import io
import json
import os
import re
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import panel, spool
from gateway.cli import State, main
from gateway.node import Node
from gateway.ops.tickets import STATES
from tests.gateway.desk import Desk, letter
from tests.gateway.values import CLIENT
from tests.servers.process import free_port

CONFIG = """\
[gateway]
hostname = "hoster.example"
database = "{database}"
state_dir = "state"
timezone = "Europe/Moscow"
[security]
trusted_authserv_ids = ["mx.hoster.example"]
[[mailboxes]]
name = "support"
address = "support@hoster.example"
[[agents]]
name = "Петя Иванов"
address = "petya.ivanov@hoster.example"
"""


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line of the standard error."""
        assert self.err.count("\n") == 1
        assert self.err.startswith("postdesk: ")
        return self.err.removeprefix("postdesk: ").rstrip("\n")


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`postdesk` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["postdesk", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    """A gateway's books, with a configuration beside them."""
    configure(tmp_path, database_url)
    desk = Desk(tmp_path, database_url)
    desk.clock.time = datetime.now(UTC)
    yield desk
    desk.close()


def configure(folder: Path, database: str = "sqlite:///postdesk.db") -> None:
    (folder / "postdesk.toml").write_text(CONFIG.format(database=database), encoding="utf-8")


def postdesk(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "gateway.cli", *arguments],
        capture_output=True,
        timeout=60,
        **options,
    )


# -- calls --------------------------------------------------------------


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out.startswith("postdesk 0.")


def test_without_a_command_the_commands_are_listed(run: Run) -> None:
    done = run()
    assert done.code == 2
    for command in [
        "init",
        "run",
        "demo",
        "parse",
        "explain",
        "tickets",
        "ticket",
        "jobs",
        "status",
    ]:
        assert f"\n  {command} " in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("parse",),
        ("explain",),
        ("ticket",),
        ("tickets", "--state", "lost"),
        ("tickets", "--state", "open", "--all"),
        ("tickets", "--limit", "0"),
        ("status", "--unknown"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.complaint


@pytest.mark.parametrize(
    "arguments",
    [("run",), ("tickets",), ("ticket", "x"), ("jobs",), ("status",), ("explain", "x.eml")],
)
def test_without_a_configuration_init_is_named(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 1
    assert "postdesk.toml" in done.complaint
    assert "postdesk init" in done.complaint


def test_help_needs_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; sys.argv = ['postdesk', '--help']\n"
        "from gateway.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('sqlalchemy', 'pydantic_settings', 'aiosmtpd', 'jinja2')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.rstrip().endswith("[]")


def test_the_states_that_can_be_asked_for_are_those_of_tickets() -> None:
    assert tuple(State) == STATES


def test_ctrl_c_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gateway.ops.letters.print_parsed", interrupted)
    done = run("parse", "x.eml")
    assert (done.code, done.err) == (130, "")


# -- init ---------------------------------------------------------------


def test_init_writes_a_configuration_and_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    done = run("init")
    assert done.code == 0
    assert "postdesk run --config postdesk.toml" in done.out
    assert (tmp_path / "postdesk.toml").is_file()
    assert "--force" in run("init").complaint
    assert run("init", "--force").code == 0


def test_what_init_writes_runs_until_sigterm(tmp_path: Path) -> None:
    """It listens, and makes the database and the keys that the looking commands need."""
    port = free_port()
    listen = {"POSTDESK_INTAKE__SMTP__LISTEN": f"127.0.0.1:{port}"}
    assert postdesk("init", str(tmp_path)).returncode == 0
    with (tmp_path / "log").open("wb") as log:
        gateway = subprocess.Popen(
            [sys.executable, "-P", "-m", "gateway.cli", "run"],
            cwd=tmp_path,
            env={**os.environ, **listen},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for_listener(port, gateway)
        status = postdesk("status", "--json", cwd=tmp_path)
        assert json.loads(status.stdout)["healthy"] is True
        began = time.monotonic()
        gateway.send_signal(signal.SIGTERM)
        assert gateway.wait(20) == 0
        assert time.monotonic() - began < 5
    finally:
        gateway.kill()
        gateway.wait()


def _wait_for_listener(port: int, gateway: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 30
    while gateway.poll() is None and time.monotonic() < end:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
                assert client.noop()[0] == 250
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the gateway did not listen")


# -- parse --------------------------------------------------------------


def test_parse_prints_a_line_of_json_per_letter(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(letter("Сайт"), encoding="utf-8")
    (tmp_path / "b.eml").write_bytes(b"\xff\xfe garbage \x00")
    done = run("parse", "a.eml", "b.eml")
    assert done.code == 0
    first, second = map(json.loads, done.out.splitlines())
    assert (first["file"], first["subject"]) == ("a.eml", "Сайт")
    assert "Сайт" in done.out
    assert second["file"] == "b.eml"


def test_parse_reads_the_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO(letter("Привет").encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
    (found,) = map(json.loads, run("parse", "-").out.splitlines())
    assert (found["file"], found["subject"]) == ("-", "Привет")


def test_parse_numbers_the_letters_of_an_mbox(run: Run, tmp_path: Path) -> None:
    one, two = letter("One"), letter("Two")
    (tmp_path / "all.mbox").write_text(f"From a@x\n{one}\nFrom b@x\n{two}", encoding="utf-8")
    done = run("parse", "--mbox", "all.mbox")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["file"], one["subject"]) for one in found] == [
        ("all.mbox#1", "One"),
        ("all.mbox#2", "Two"),
    ]


def test_parse_goes_on_after_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(letter())
    (tmp_path / "folder").mkdir()
    done = run("parse", "none.eml", "folder", "a.eml", "--mbox", "a.eml")
    assert done.code == 1
    assert json.loads(done.out)["file"] == "a.eml"
    assert done.err == (
        "postdesk: none.eml: No such file or directory\n"
        "postdesk: folder: Is a directory\n"
        "postdesk: a.eml: not an mbox: it does not begin with a line 'From '\n"
    )


def test_parse_prints_utf_8_whatever_the_locale_says(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(letter("Сайт"), encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = postdesk("parse", "a.eml", cwd=tmp_path, env=environment)
    assert "Сайт".encode() in done.stdout
    assert done.stderr == b""


def test_parse_names_files_whose_names_are_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.eml")
    (tmp_path / name).write_text(letter())
    done = postdesk("parse", name, cwd=tmp_path)
    assert json.loads(done.stdout)["file"] == "\ufffd.eml"


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "all.mbox").write_text(f"From a@x\n{letter()}\n" * 300)
    command = f"{sys.executable} -P -m gateway.cli parse --mbox all.mbox | head -c 10"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, timeout=60)
    assert done.stdout == b'{"file": "'
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has /dev/full")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(letter())
    command = f"{sys.executable} -P -m gateway.cli parse a.eml > /dev/full"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == b"postdesk: [Errno 28] No space left on device\n"


# -- the books ----------------------------------------------------------

LOOKS = [("tickets",), ("ticket", "x"), ("jobs",), ("status",), ("explain", "a.eml")]


@pytest.mark.parametrize("arguments", LOOKS)
def test_looking_makes_neither_a_database_nor_keys(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    configure(tmp_path, "sqlite:///var/postdesk.db")
    done = run(*arguments)
    assert done.code == 1
    assert "postdesk.db: no database yet; `postdesk run` makes it" in done.complaint
    assert [path.name for path in tmp_path.iterdir()] == ["postdesk.toml"]


@pytest.mark.parametrize("content", [b"", b"this is no database at all" * 100])
def test_a_file_that_is_no_database_of_ours_is_named(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    configure(tmp_path)
    (tmp_path / "postdesk.db").write_bytes(content)
    assert "postdesk.db: " in run("tickets").complaint


def test_a_database_without_our_tables_is_named_and_left_alone(
    run: Run, tmp_path: Path, postgres_url: str
) -> None:
    configure(tmp_path, postgres_url)
    for _ in range(2):
        assert "its schema is not this version's" in run("tickets").complaint


def test_a_database_server_that_is_down_is_named_without_its_password(
    run: Run, tmp_path: Path
) -> None:
    configure(tmp_path, "postgresql+psycopg://desk:s3cret@127.0.0.1:1/desk")
    done = run("status")
    assert done.code == 1
    assert "postgresql+psycopg://desk:***@127.0.0.1:1/desk: " in done.complaint
    assert "s3cret" not in done.err


@pytest.mark.parametrize("command", ["run", "status"])
def test_an_address_that_is_none_is_named_without_its_password(
    run: Run, tmp_path: Path, command: str
) -> None:
    configure(tmp_path, "postgresql+psycopg://desk:s3cret@127.0.0.1:port/desk")
    done = run(command)
    assert done.complaint.startswith("gateway.database: ")
    assert "s3cret" not in done.err


def test_run_says_in_a_line_that_the_database_server_is_down(run: Run, tmp_path: Path) -> None:
    configure(tmp_path, "postgresql+psycopg://desk:s3cret@127.0.0.1:1/desk")
    done = postdesk("run")
    assert done.returncode == 1
    assert (
        done.stderr.decode()
        .splitlines()[-1]
        .startswith("postdesk: postgresql+psycopg://desk:***@127.0.0.1:1/desk: ")
    )
    assert b"Traceback" not in done.stderr
    assert b"s3cret" not in done.stderr


def test_a_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    configure(tmp_path, "sqlite:///file/postdesk.db")
    assert "file" in run("run").complaint


def test_tickets_are_listed_and_shown(run: Run, desk: Desk) -> None:
    desk.arrive(letter("Сайт не открывается"))
    (row,) = desk.tickets()
    listed = run("tickets")
    assert listed.code == 0
    assert row.ref in listed.out
    assert "Сайт не открывается" in listed.out
    (found,) = json.loads(run("tickets", "--json").out)
    assert found == json.loads(run("ticket", row.ref, "--json").out)
    assert found["ref"] == row.ref
    assert "Анна Корж <anna@client.example>" in run("ticket", row.ref).out


def test_a_client_is_shown_with_all_addresses_that_are_his(run: Run, desk: Desk) -> None:
    desk.arrive(letter())
    desk.arrive(
        letter(sender="Аня <anna@home.example>", message_id="2@home.example"),
        sender="anna@home.example",
    )
    assert run("client", "join", CLIENT, "anna@home.example").code == 0
    shown = json.loads(run("client", "show", "ANNA@home.example", "--json").out)
    assert [one["address"] for one in shown["addresses"]] == [CLIENT, "anna@home.example"]
    assert len(shown["tickets"]) == 2
    page = run("client", "show", CLIENT).out
    assert page.startswith("Анна Корж\n")
    assert re.search(
        r"^anna@home.example, since [\d. :]+ \(proven: dmarc=pass\)$", page, re.MULTILINE
    )
    run("client", "separate", "anna@home.example")
    assert "home.example" not in run("client", "show", CLIENT).out
    assert "no client has written" in run("client", "show", "nobody@x.example").complaint


def test_tickets_are_chosen_by_state_and_category(run: Run, desk: Desk) -> None:
    desk.arrive(letter())
    desk.arrive(letter(message_id="2@client.example", headers="List-Id: <a.example>\n"))

    def count(*arguments: str) -> int:
        return len(json.loads(run("tickets", "--json", *arguments).out))

    assert count() == 1
    assert count("--all") == 2
    assert count("--state", "aside") == 1
    assert count("--state", "aside", "--state", "open") == 2
    assert count("--category", "finance") == 0
    assert count("--all", "--limit", "1") == 1
    assert "no such category" in run("tickets", "--category", "money").complaint


def test_no_tickets_are_an_empty_list(run: Run, desk: Desk) -> None:
    assert run("tickets").out == "0 tickets\n"
    assert run("tickets", "--json").out == "[]\n"


def test_a_ticket_that_is_not_there_is_named(run: Run, desk: Desk) -> None:
    assert "nothere: no such ticket" in run("ticket", "nothere").complaint


def test_a_ref_may_be_in_capitals(run: Run, desk: Desk) -> None:
    desk.arrive(letter())
    ref = desk.tickets()[0].ref.upper()
    assert run("ticket", ref).code == 0
    assert run("ticket", "close", ref).code == 0


def test_a_letter_is_printed_as_it_came(run: Run, desk: Desk) -> None:
    letter_in = b"Subject: a\r\n\r\nbody\r\n"
    desk.spool(letter_in)
    done = run("raw", "1")
    assert (done.code, done.out.encode()) == (0, letter_in)
    assert "99: no letter of that number" in run("raw", "99").complaint


def test_explain_says_what_would_happen_and_stores_nothing(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "a.eml").write_text(letter(), encoding="utf-8")
    done = run("explain", "a.eml")
    assert done.code == 0
    assert "acknowledgement" in done.out
    (found,) = map(json.loads, run("explain", "a.eml", "--json").out.splitlines())
    assert found["step"] == "open"
    assert found["kind"]["kind"] == "person"
    assert found["acknowledgement"]["action"] == "acknowledge"
    assert [one["question"] for one in found["decisions"]][:3] == ["kind", "sender", "mailbox"]
    assert desk.tickets() == []
    assert desk.states() == {}


def test_explain_makes_no_key_where_there_is_none(run: Run, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "state" / "token.key").unlink()
    assert "token.key: is missing" in run("explain", "a.eml").complaint
    assert list((tmp_path / "state").iterdir()) == []


def test_explain_goes_on_after_a_file_that_cannot_be_read(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "a.eml").write_text(letter(), encoding="utf-8")
    done = run("explain", "none.eml", "a.eml", "--json")
    assert done.code == 1
    assert json.loads(done.out)["file"] == "a.eml"
    assert done.complaint == "none.eml: No such file or directory"


def test_status_is_an_exit_code_too(run: Run, desk: Desk) -> None:
    stopped = run("status")
    assert stopped.code == 1
    assert "no postdesk runs on" in stopped.out
    node = Node(desk.settings.gateway.state_dir)
    node.acquire()
    assert run("status").code == 0
    assert json.loads(run("status", "--json").out)["healthy"] is True
    desk.spool(letter())
    with desk.database.begin() as connection:
        spool.quarantine(connection, 1, "ValueError: poisoned")
    done = run("status")
    assert done.code == 1
    assert done.err == ""
    assert "poisoned" in done.out
    assert json.loads(run("status", "--json").out)["spool"]["quarantined"] == 1
    node.release()


def test_jobs_without_any_are_said_so(run: Run, desk: Desk) -> None:
    assert run("jobs").out == "no jobs are configured\n"
    assert json.loads(run("jobs", "--json").out) == []


# -- a client and the panel ---------------------------------------------


def test_an_agent_says_that_the_panel_is_not_suggested(run: Run, desk: Desk) -> None:
    desk.arrive(letter())
    assert "panel" not in run("client", "show", CLIENT).out
    said = f"{CLIENT}: the panel is never suggested any more\n"
    assert run("client", "dont-suggest", CLIENT).out == said
    assert "never suggested: an agent said so" in run("client", "show", CLIENT).out
    value = json.loads(run("client", "show", CLIENT.upper(), "--json").out)["panel"]
    assert value["told_not_to_at"] is not None
    assert value["suggested"] == 0
    said = f"{CLIENT}: the panel may be suggested again\n"
    assert run("client", "suggest", CLIENT).out == said
    assert "nothing speaks against" in run("client", "suggest", CLIENT).complaint
    assert "panel" not in run("client", "show", CLIENT).out
    assert run("client", "dont-suggest", "anna").complaint == "anna: is no e-mail address"


def test_the_panel_s_wordings_are_shown_with_their_counts(run: Run, desk: Desk) -> None:
    assert run("panel").out == "no suggestion of the panel is counted: panel.measure is false\n"
    with desk.database.begin() as connection:
        for number in range(3):
            panel.was_suggested(
                connection, f"{number:010}", CLIENT, desk.clock.now(), wording="ru/1", measured=True
            )
        panel.follow(connection, "0" * 10, desk.clock.now())
    assert run("panel").out == "ru/1     3 shown, 1 followed (33 %)\n"
    assert json.loads(run("panel", "--json").out) == [
        {"wording": "ru/1", "shown": 3, "followed": 1}
    ]
