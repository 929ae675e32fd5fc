"""The whole gateway as a process between a real Dovecot and a real SMTP server."""

import json
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.desk import letter
from tests.gateway.running import Running, configuration
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.sink import Sink

CLIENT = "anna@client.example"
AGENT = "petya.ivanov@hoster.example"


def until(condition: Callable[[], Any], what: str, seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, what
        time.sleep(0.02)
    return found


class Office:
    """A gateway that watches a mailbox of the Dovecot."""

    def __init__(self, running: Running, dovecot: Dovecot, user: MailUser, sink: Sink) -> None:
        self.running, self.dovecot, self.user, self.sink = running, dovecot, user, sink

    def arrive(self, raw: str, sender: str = CLIENT) -> None:
        """The hoster's mail server delivers a letter into the mailbox."""
        self.dovecot.deliver(self.user, raw.replace("\n", "\r\n").encode(), sender)

    def sent(self, to: str, number: int = 1) -> list[Message]:
        """Wait until so many letters went to an address."""

        def found() -> list[Message]:
            return [
                message_from_bytes(one.raw) for one in self.sink.letters if to in one.recipients
            ]

        until(lambda: len(found()) >= number, f"no letter number {number} to {to}")
        return found()

    def tickets(self) -> list[dict[str, Any]]:
        done = self.running.command("tickets", "--all", "--json")
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, mail_user: MailUser, sink: Sink) -> Iterator[Office]:
    password = tmp_path / "password"
    password.write_text(mail_user.password)
    imap = (
        f'imap = {{ host = "localhost", port = {dovecot.imaps_port}, user = "{mail_user.name}", '
        f'ca_file = "{dovecot.ca_file}", password_file = "{password}", after = "move:Processed" }}'
    )
    running = Running(configuration(tmp_path, sink.port, imap=imap))
    running.start()
    yield Office(running, dovecot, mail_user, sink)
    running.kill()


def reply(**changes: Any) -> str:
    values = {
        "subject": "Re: Сайт не открывается",
        "message_id": "2@client.example",
        "body": "Уже заработало, спасибо!",
    }
    return letter(**values | changes)


def test_a_letter_in_the_mailbox_is_answered_and_moved(office: Office) -> None:
    office.arrive(letter())
    [acknowledgement] = office.sent(CLIENT)
    assert acknowledgement["In-Reply-To"] == "<1@client.example>"
    until(lambda: not office.dovecot.letters(office.user), "the letter is still in INBOX")
    assert len(office.dovecot.letters(office.user, "Processed")) == 1


def test_a_conversation(office: Office) -> None:
    office.arrive(letter())
    [acknowledgement] = office.sent(CLIENT)
    office.arrive(reply(headers=f"References: {acknowledgement['Message-ID']}\n"))
    office.sent(AGENT, 2)
    address = str(acknowledgement["Reply-To"]).strip("<>")
    office.arrive(reply(message_id="3@client.example", body="И ещё: спасибо!", to=address))
    [first, *_] = office.sent(AGENT, 3)
    office.arrive(
        letter(
            "Re: Сайт не открывается",
            sender="m@stranger.example",
            message_id="4@stranger.example",
            body="Это другой человек с тем же заголовком письма.",
        ),
        "m@stranger.example",
    )
    office.sent(AGENT, 4)
    agent_address = str(first["Reply-To"]).strip("<>")
    office.arrive(
        letter(
            "Re: Сайт не открывается",
            sender=f"Петя Иванов <{AGENT}>",
            to=agent_address,
            message_id="5@hoster.example",
            body="Мы всё починили.",
        ),
        AGENT,
    )
    answer = office.sent(CLIENT, 2)[1]
    assert answer["In-Reply-To"] == "<3@client.example>"
    found = {one["subject"]: one for one in office.tickets()}
    assert len(office.tickets()) == 2
    ours = found["Сайт не открывается"]
    assert [(one["direction"], one["threaded_by"]) for one in ours["messages"]] == [
        ("in", "new_ticket"),
        ("out", ""),
        ("in", "own_message_id"),
        ("in", "reply_address"),
        ("out", "reply_address"),
    ]


def test_letters_that_came_while_it_was_down_are_taken_up(office: Office) -> None:
    office.running.stop()
    for number in range(5):
        office.arrive(
            letter(
                f"Вопрос {number}",
                sender=f"c{number}@client.example",
                message_id=f"{number}@client.example",
                body=f"Здравствуйте, вопрос номер {number}.",
            )
        )
    office.running.start()
    office.sent(AGENT, 5)
    assert len(office.tickets()) == 5
    until(lambda: not office.dovecot.letters(office.user), "letters are still in INBOX")


def test_the_server_restarts_while_it_is_watched(office: Office) -> None:
    office.arrive(letter())
    office.sent(CLIENT)
    office.dovecot.restart()
    office.arrive(letter("Ещё вопрос", message_id="7@client.example", body="Как продлить домен?"))
    office.sent(AGENT, 2)
    assert len(office.tickets()) == 2
    status = office.running.command("status", "--json")
    assert json.loads(status.stdout)["tickets"]["open"] == 2
