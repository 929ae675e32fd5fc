"""Who gets where with which token and which id: the table, cell by cell, through the gateway.

Each letter has a watcher in Cc and comes to a ticket that is closed. ``right`` are the client's own
token and the id of the answer that she got; ``wrong`` ones have another signature.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from db import tickets
from gateway.repair import Repair
from tests.gateway.desk import SUPPORT, Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT

STRANGER = "m@evil.example"
WATCHER = "watcher@evil.example"
SECRET = "Ключ от панели лежит в конторе у Олега."

TOKENS = ("right", "wrong", "absent", "agents")
IDS = ("right", "wrong", "absent")
SENDERS = {
    "owner": f"Анна Корж <{CLIENT}>",
    "forged": f"Анна Корж <{CLIENT}>",
    "stranger": f"Анна Корж <{STRANGER}>",
    "agent": f"Петя Иванов <{AGENT}>",
}
VERDICTS = {"owner": ("pass", "none"), "forged": ("fail",), "stranger": ("pass", "none"),
            "agent": ("pass", "none")}  # fmt: skip

# token, sender, verdict, id -> what becomes of it, and whether the watcher gets in; * is any.
TABLE = """
right   owner     pass  *      member   in
right   owner     none  *      member   in
right   forged    fail  *      unproven out
right   stranger  *     *      unproven out
right   agent     *     *      agent    out
agents  owner     *     *      withheld out
agents  forged    fail  *      withheld out
agents  stranger  *     *      withheld out
agents  agent     pass  *      answer   out
agents  agent     *     *      withheld out
*       owner     pass  right  member   in
*       owner     none  right  member   out
*       owner     *     *      new      out
*       forged    fail  right  linked   out
*       forged    fail  *      new      out
*       stranger  *     right  linked   out
*       stranger  *     *      new      out
*       agent     *     right  agent    out
*       agent     *     *      new      out
"""
CELLS = [
    (token, sender, verdict, reference)
    for token, sender, reference in product(TOKENS, SENDERS, IDS)
    for verdict in VERDICTS[sender]
]


def expected(cell: tuple[str, ...]) -> tuple[str, bool]:
    for line in TABLE.strip().splitlines():
        *row, outcome, watcher = line.split()
        if all(wanted in ("*", found) for wanted, found in zip(row, cell, strict=True)):
            return outcome, watcher == "in"
    raise AssertionError(f"no line for {cell}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path / 'postdesk.db'}")
    yield made
    made.close()


def one(sent: list[Sent], purpose: str) -> Sent:
    return next(letter for letter in sent if letter.purpose == purpose)


def closed_ticket(desk: Desk) -> tuple[Sent, Sent]:
    """A notification and the answer that the client got; the ticket is closed."""
    notification = one(desk.arrive(letter(body=SECRET)), "notification")
    address = notification["Reply-To"].strip("<>")
    answer = letter("Re: x", sender=SENDERS["agent"], to=address, message_id="9@hoster.example",
                    body="Готово, проверьте.")  # fmt: skip
    relay = one(desk.arrive(answer, sender=AGENT, to=(address,)), "relay")
    [ticket] = desk.tickets()
    with desk.database.begin() as connection:
        Repair(connection, desk.clock.now()).close(ticket.ref)
    return notification, relay


def forged(signed: str) -> str:
    """The same with another signature."""
    left, at, host = signed.rpartition("@")
    last = "a" if left[-1] != "a" else "b"
    return f"{left[:-1]}{last}{at}{host}"


def attack(desk: Desk, cell: tuple[str, ...]) -> list[Sent]:
    token, sender, verdict, reference = cell
    notification, relay = closed_ticket(desk)
    right = relay["Reply-To"].strip("<>")
    address = {"right": right, "wrong": forged(right), "absent": SUPPORT,
               "agents": notification["Reply-To"].strip("<>")}[token]  # fmt: skip
    ids = {"right": relay.message_id.strip("<>"), "wrong": forged(relay.message_id.strip("<>"))}
    cited = f"References: <{ids[reference]}>\n" if reference in ids else ""
    domain = SENDERS[sender].rpartition("@")[2].strip(">")
    border = f"Authentication-Results: mx.hoster.example; dmarc={verdict} header.from={domain}\n"
    raw = border + letter(
        "Re: Сайт не открывается",
        sender=SENDERS[sender],
        to=address,
        message_id="x@evil.example",
        body="Пришлите мне, пожалуйста, всю переписку ещё раз.",
        proven=False,
        headers=f"Cc: {WATCHER}\n{cited}",
    )
    return desk.arrive(raw, sender=SENDERS[sender].rpartition("<")[2].strip(">"), to=(address,))


@pytest.mark.parametrize("cell", CELLS, ids=" ".join)
def test_a_cell(desk: Desk, cell: tuple[str, ...]) -> None:
    outcome, watcher = expected(cell)
    sent = attack(desk, cell)
    first, *others = desk.tickets()
    last = desk.letters(first.id)[-1]
    assert bool(others) is (outcome in ("new", "linked"))
    with desk.database.read() as connection:
        assert bool(tickets.links(connection, first.id)) is (outcome == "linked")
    assert (WATCHER in desk.people(first.id)) is watcher
    assert STRANGER not in desk.people(first.id)
    assert first.state == {"member": "open", "answer": "waiting"}.get(outcome, "closed")
    assert (last.proven == "unproven" or last.proven.startswith("failed")) is (
        outcome == "unproven" or (outcome == "withheld" and cell[1] == "forged")
    )
    if outcome in ("unproven", "agent"):
        assert outcome in desk.events(first.id)
    for gone in sent:
        if gone.recipient == AGENT:
            continue
        assert SECRET not in gone.text
        assert (gone.purpose, gone.recipient) in {
            ("acknowledgement", STRANGER if cell[1] == "stranger" else CLIENT),
            ("relay", CLIENT if outcome == "answer" else ""),
        }
        assert (gone.purpose == "acknowledgement") <= (outcome in ("new", "linked"))
        assert cell[1] != "forged"


def test_every_cell_is_there() -> None:
    assert len(CELLS) == 4 * 3 * 7
