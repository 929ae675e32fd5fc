"""What every acknowledgement is on the wire (RFC 3834 section 3), whatever letter it answers."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.gateway.desk import PASS, SUPPORT, Desk, Sent
from tests.gateway.routing.letters import corpus

ROUNDS = 150
SUBJECTS = [
    "Сайт не открывается",
    "=?utf-8?q?Hello=0D=0ABcc=3A_victim=40prey.example?=",
    "Re: " * 60,
    "",
    "x" * 3_000,
    "\u202egnp.exe\u2028Bcc: victim@prey.example",
]
NAMES = [
    "Анна Корж",
    '"victim@prey.example"',
    "=?utf-8?b?dmljdGltDQpCY2M6IHZpY3RpbUBwcmV5LmV4YW1wbGU=?=",
    '"Boss, victim@prey.example"',
    "",
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path}/desk.db")
    yield made
    made.close()


def arrived(chance: random.Random, number: int, sender: str) -> str:
    """A letter of a client, with what an attacker would add to it."""
    ids = " ".join(f"<r{at}.{'y' * chance.randint(1, 200)}@client.example>" for at in range(80))
    fields = [
        f"From: {chance.choice(NAMES)} <{sender}>",
        f"To: {SUPPORT}, victim@prey.example",
        "Cc: victim@prey.example, other@prey.example",
        "Bcc: victim@prey.example",
        f"Subject: {chance.choice(SUBJECTS)}",
        f"Message-ID: <{number}.{chance.random()}@client.example>",
        f"References: {ids}" if chance.random() < 0.5 else "X-Nothing: to say",
        "Reply-To: victim@prey.example" if chance.random() < 0.5 else "X-Reply-To: nobody",
        "Return-Receipt-To: victim@prey.example",
        "Content-Type: text/plain; charset=utf-8",
    ]
    proven = PASS.format(sender.rpartition("@")[2]) if chance.random() < 0.5 else ""
    return proven + "\n".join(fields) + "\n\n" + chance.choice(corpus())["body"] + "\n"


def envelopes(desk: Desk) -> dict[str, tuple[str, str]]:
    """Sender and recipient of each outgoing letter, by its Message-ID."""
    query = text("SELECT message_id, envelope_sender, recipient FROM outbox")
    with desk.database.read() as connection:
        return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def check(sent: Sent, sender: str, answered: str, *, proven: bool) -> None:
    """All that must hold for one of them."""
    message = sent.message
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["In-Reply-To"] == answered
    assert str(message["References"]).split()[-1] == answered
    assert "Bcc" not in message
    assert "Cc" not in message
    assert [name.lower() for name in message].count("to") == 1
    assert message["To"].addresses[0].addr_spec == sender
    head = sent.raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    for name, value in message.items():  # only whoever is proven reads his own subject again
        assert "prey.example" not in value or (name == "Subject" and proven)


def test_each_goes_to_the_envelope_sender_alone_and_says_what_it_is(desk: Desk) -> None:
    chance = random.Random(26)
    answered = 0
    for number in range(ROUNDS):
        sender = f"c{number}@client{number}.example"
        raw = arrived(chance, number, sender)
        message_id = raw.partition("\nMessage-ID: ")[2].partition("\n")[0]
        for sent in desk.arrive(raw, sender=sender):
            if sent.purpose == "acknowledgement":
                answered += 1
                check(sent, sender, message_id, proven=raw.startswith("Authentication"))
        desk.later(minutes=3)
    assert answered > ROUNDS * 0.9
    for sender, recipient in envelopes(desk).values():
        if recipient.endswith(".example") and recipient.startswith("c"):
            assert sender == ""
