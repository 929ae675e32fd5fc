"""Ids of others: whose they are, and which belong to nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.gateway.desk import SUPPORT, Desk, letter

CONSTANT = "message@crm.example"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path / 'postdesk.db'}")
    yield made
    made.close()


def arrive(desk: Desk, number: int, **changes: str) -> None:
    values = {
        "sender": f"c{number}@client{number}.example",
        "message_id": f"{number}@client{number}.example",
        "body": f"Здравствуйте, вопрос номер {number}.",
    }
    raw = letter(f"Вопрос {number}", **values | changes)
    desk.arrive(raw, sender=values["sender"])


def rows(desk: Desk) -> int:
    with desk.database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM identifiers")).scalar() or 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": CONSTANT},
        {"headers": f"In-Reply-To: <{CONSTANT}>\n"},
        {"headers": f"References: <{CONSTANT}>\n"},
    ],
)
def test_a_constant_id_joins_nobody_and_does_not_pile_up(
    desk: Desk, changes: dict[str, str]
) -> None:
    for number in range(12):
        arrive(desk, number, **changes)
    assert len(desk.tickets()) == 12
    constant = 12 if "headers" in changes else 0  # letters with an id of their own
    assert rows(desk) <= constant + 5


def test_a_letter_without_from_joins_nobody_s_ticket(desk: Desk) -> None:
    for number in (1, 2):
        raw = letter(f"Вопрос {number}", message_id=f"{number}@x.example", proven=False,
                     headers="References: <1@x.example>\n" if number == 2 else "")  # fmt: skip
        raw = "".join(line for line in raw.splitlines(True) if not line.startswith("From:"))
        desk.arrive(raw.replace("с утра", f"с утра {number}"), sender=None)
    assert len(desk.tickets()) == 2


def test_an_id_with_our_host_and_no_signature_is_anybody_s(desk: Desk) -> None:
    arrive(desk, 1, message_id="k0.0123456789.1.0123456789.aaaaaaaaaaaaaaaaaaaa@hoster.example")
    arrive(
        desk,
        2,
        headers="References: <k0.0123456789.1.0123456789.aaaaaaaaaaaaaaaaaaaa@hoster.example>\n",
        to=SUPPORT,
    )
    assert len(desk.tickets()) == 2
