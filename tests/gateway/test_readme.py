"""What the README promises of its configuration, kept."""

import re
import smtplib
import tomllib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from gateway.settings import load_settings
from tests.gateway.running import Running
from tests.servers.process import free_port
from tests.servers.sink import Sink

ROOT = Path(__file__).parents[2]


def blocks() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture
def running(tmp_path: Path, sink: Sink) -> Iterator[Running]:
    config = tmp_path / "postdesk.toml"
    text = (
        blocks()[0].replace(":8025", f":{free_port()}").replace("port = 25", f"port = {sink.port}")
    )
    config.write_text(text, encoding="utf-8")
    made = Running(config)
    made.database = tmp_path / "var" / "postdesk.db"
    made.start()
    yield made
    made.stop()


def test_the_minimal_configuration_answers_a_letter(running: Running, sink: Sink) -> None:
    letter = EmailMessage()
    letter["From"] = "Анна Корж <anna@client.example>"
    letter["To"] = "support@hoster.example"
    letter["Subject"] = "Не открывается сайт"
    letter["Message-ID"] = "<1@client.example>"
    letter.set_content("Здравствуйте! С утра не открывается сайт romashka.example.\n")
    with smtplib.SMTP("127.0.0.1", running.port) as client:
        client.send_message(letter)
    sent = {one.recipients[0]: one for one in sink.wait(2)}
    assert sent.keys() == {"anna@client.example", "petya.ivanov@hoster.example"}
    assert sent["anna@client.example"].envelope_sender is None
    status = running.command("status")
    assert status.returncode == 0, status.stdout + status.stderr


def test_the_imap_example_is_a_mailbox_of_it(tmp_path: Path) -> None:
    minimal, imap = blocks()
    table = imap.partition("[[mailboxes]]\n")[2]
    before, rest = minimal.split("[[mailboxes]]\n")
    config = tmp_path / "postdesk.toml"
    whole = f"{before}[[mailboxes]]\n{table}\n[intake.smtp]{rest.partition('[intake.smtp]')[2]}"
    config.write_text(whole, encoding="utf-8")
    assert tomllib.loads(whole)
    [mailbox] = load_settings(config).mailboxes
    assert mailbox.imap is not None
    assert mailbox.imap.move_to == "Processed"
