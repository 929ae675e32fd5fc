"""Killed at random moments: every letter is on exactly one ticket and is acknowledged once."""

import random
import smtplib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.gateway.desk import letter
from tests.gateway.running import Running, configuration
from tests.servers.sink import Sink

LETTERS = 300
KILLS = 8


@pytest.fixture
def gateway(tmp_path: Path, sink: Sink) -> Iterator[Running]:
    running = Running(configuration(tmp_path, sink.port))
    running.start()
    yield running
    running.kill()


class Supplier(threading.Thread):
    """A mail server in front of us: it keeps a letter until we have said 250 to it."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.accepted = 0

    def run(self) -> None:
        waiting = [
            letter(
                f"Вопрос {number}",
                sender=f"Клиент <c{number}@client.example>",
                message_id=f"{number}@client.example",
                body=f"Здравствуйте! Письмо номер {number}, не работает почта.",
            )
            for number in range(LETTERS)
        ]
        while waiting:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as client:
                    while waiting:
                        client.sendmail(
                            f"c{self.accepted}@client.example",
                            ["support@hoster.example"],
                            waiting[0].encode(),
                            mail_options=["BODY=8BITMIME"],
                        )
                        waiting.pop(0)
                        self.accepted += 1
            except (OSError, smtplib.SMTPException):
                time.sleep(0.05)


def test_nothing_is_lost_or_doubled(gateway: Running, sink: Sink) -> None:
    chance = random.Random(1)
    supplier = Supplier(gateway.port)
    supplier.start()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.6))
        gateway.kill()
        gateway.start()
    supplier.join(60)
    assert supplier.accepted == LETTERS

    def acknowledged() -> Counter[str]:
        return Counter(
            recipient
            for received in sink.letters
            for recipient in received.recipients
            if recipient.endswith("@client.example")
        )

    end = time.monotonic() + 60
    while len(acknowledged()) < LETTERS and time.monotonic() < end:
        time.sleep(0.1)
    gateway.stop()

    with closing(sqlite3.connect(gateway.database)) as database:
        states = database.execute("SELECT state, count(*) FROM spool GROUP BY state").fetchall()
        tickets = database.execute("SELECT count(*) FROM tickets").fetchone()[0]
        letters = database.execute(
            "SELECT count(DISTINCT ticket_id), count(*) FROM messages WHERE direction = 'in'"
        ).fetchone()
        queued = database.execute(
            "SELECT count(*) FROM outbox WHERE purpose = 'acknowledgement' AND state = 'sent'"
        ).fetchone()[0]
    assert states == [("done", LETTERS)]
    assert tickets == LETTERS
    assert letters == (LETTERS, LETTERS)
    assert queued == LETTERS
    # A second copy goes out only when a kill came between the server's 250 and our commit.
    assert sum(acknowledged().values()) - LETTERS <= KILLS
    assert len(acknowledged()) == LETTERS
    ids = {message_from_bytes(one.raw)["Message-ID"] for one in sink.letters}
    assert len(ids) == len({(one.recipients, one.raw) for one in sink.letters})


def test_sigterm_ends_it_in_five_seconds_and_it_goes_on(gateway: Running, sink: Sink) -> None:
    sink.answer("451 4.3.0 Later")
    supplier = Supplier(gateway.port)
    supplier.start()
    while supplier.accepted < 50:
        time.sleep(0.01)
    gateway.stop()  # fails when it takes longer than five seconds
    sink.heal()
    gateway.start()
    supplier.join(60)
    assert supplier.accepted == LETTERS
