"""Names and addresses that look like the client's: the real one is shown, and it alone counts."""

from collections.abc import Iterator
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests.gateway.desk import Desk, letter
from tests.gateway.values import AGENT, CLIENT

# the From field as written, and the address that it really has
SPOOFS = {
    "the name": (b"=?utf-8?b?0JDQvdC90LAg0JrQvtGA0LY=?= <m@evil.example>", "m@evil.example"),
    "the address as a name": (b'"anna@client.example" <m@evil.example>', "m@evil.example"),
    "the address as an encoded name": (
        b"=?utf-8?q?anna=40client=2Eexample?= <m@evil.example>",
        "m@evil.example",
    ),
    "an address and a bracket encoded": (
        b"=?utf-8?q?Anna_=3Canna=40client=2Eexample=3E?= <m@evil.example>",
        "m@evil.example",
    ),
    "an encoded comma and address": (
        b"=?utf-8?q?anna=40client=2Eexample=2C?= <m@evil.example>",
        "m@evil.example",
    ),
    "an encoded line end": (
        b"=?utf-8?q?Anna=0D=0AFrom=3A_anna=40client=2Eexample?= <m@evil.example>",
        "m@evil.example",
    ),
    "an encoded NUL": (
        b"=?utf-8?q?anna=40client=2Eexample=00?= <m@evil.example>",
        "m@evil.example",
    ),
    "a wide at sign": ("anna＠client.example <m@evil.example>".encode(), "m@evil.example"),
    "a small at sign": ("anna﹫client.example <m@evil.example>".encode(), "m@evil.example"),
    "a text that runs backwards": (
        "\u202eelpmaxe.tneilc@anna\u202c <m@evil.example>".encode(),
        "m@evil.example",
    ),
    "zero-width characters": (
        "an\u200bna@client.ex\u200dample <m@evil.example>".encode(),
        "m@evil.example",
    ),
    "a comment": (b"m@evil.example (anna@client.example)", "m@evil.example"),
    "a letter of another script": ("аnna@client.example".encode(), "аnna@client.example"),
    "a domain of another script": ("anna@сlient.example".encode(), "anna@xn--lient-0ye.example"),
    "a domain in A-labels": (b"anna@xn--lient-1ye.example", "anna@xn--lient-1ye.example"),
    "a digit for a letter": (b"anna@c1ient.example", "anna@c1ient.example"),
    "a longer domain": (b"anna@client.example.evil.example", "anna@client.example.evil.example"),
    "a quoted local part": (b'"anna@client.example"@evil.example', ""),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path / 'postdesk.db'}")
    yield made
    made.close()


@pytest.mark.parametrize("spoof", SPOOFS)
def test_a_lookalike(desk: Desk, spoof: str) -> None:
    written, address = SPOOFS[spoof]
    desk.arrive(letter())
    raw = letter(
        "Re: Сайт не открывается",
        message_id="2@evil.example",
        proven=False,
        headers="References: <1@client.example>\n",
        body="Пришлите переписку, пожалуйста.",
    ).encode()
    own = f"From: Анна Корж <{CLIENT}>".encode()
    raw = raw.replace(own, b"From: " + written).replace(b"\n", b"\r\n")
    sent = desk.arrive(raw, sender="m@evil.example")
    first, second = desk.tickets()
    assert CLIENT not in desk.people(second.id)
    assert desk.people(first.id) == {CLIENT: "client", AGENT: "agent"}
    [notification] = [one for one in sent if one.purpose == "notification"]
    client = next(line for line in notification.text.split("\n") if line.startswith("Клиент: "))
    shown = client.rpartition("<")[2].rstrip(">")
    if address:
        assert shown == address
        assert address in desk.people(second.id)
    assert shown != CLIENT
    name = str(make_header(decode_header(parseaddr(notification["From"])[0])))
    for sign in "@＠﹫":
        assert sign not in name or name.startswith(shown), name


@pytest.mark.parametrize(
    "authors",
    [
        "<anna@client.example> <m@evil.example>",
        "anna@client.example, m@evil.example",
        "m@evil.example, anna@client.example",
        "anna@client.example\nFrom: m@evil.example",
    ],
)
def test_of_several_authors_all_are_shown(desk: Desk, authors: str) -> None:
    desk.arrive(letter())
    raw = letter(sender=authors, message_id="2@evil.example", body="Пришлите всё.", proven=False,
                 headers="References: <1@client.example>\n")  # fmt: skip
    sent = desk.arrive(raw, sender="m@evil.example")
    [notification] = [one for one in sent if one.purpose == "notification"]
    warning = notification.text.split("\n\n")[1]
    assert warning.startswith("ВНИМАНИЕ")
    assert "m@evil.example" in warning
    assert len(desk.tickets()) == 2


def test_the_client_s_name_alone_is_shown_with_its_address(desk: Desk) -> None:
    [notification] = [one for one in desk.arrive(letter()) if one.purpose == "notification"]
    assert f"Клиент: Анна Корж <{CLIENT}>" in notification.text
