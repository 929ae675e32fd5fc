"""Digests are the same for what is the same, and ids of no host are junk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.threading import keys

CLIENT = "anna@client.example"


@pytest.mark.parametrize(
    "subject",
    [
        "Сайт не открывается",
        "RE: [EXTERNAL] Сайт не открывается",
        "[EXT] Re: Сайт не открывается",
        "[External Email] Fwd: RE: сайт  не открывается",
        "***SPAM*** Сайт не открывается",
        "{Spam?} Re: Сайт не открывается",
        "[ВНЕШНЕЕ ПИСЬМО] Отв: Сайт не открывается",
        "Внешнее письмо: Сайт не открывается",
    ],
)
def test_one_subject(subject: str) -> None:
    assert keys.subject_key(CLIENT, subject) == keys.subject_key(CLIENT, "сайт не открывается")


@pytest.mark.parametrize(
    "subject", ["[romashka] Сайт не открывается", "External disk", "Сайт не открывается!!! 2"]
)
def test_another_subject(subject: str) -> None:
    assert keys.subject_key(CLIENT, subject) != keys.subject_key(CLIENT, "Сайт не открывается")


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Re: x", True),
        ("[EXTERNAL] Re: x", True),
        ("[EXTERNAL] x", False),
        ("x", False),
        ("", False),
    ],
)
def test_a_reply(subject: str, reply: bool) -> None:
    assert keys.is_reply(subject) is reply


@pytest.mark.parametrize(
    "message_id",
    [
        "",
        "@",
        "x",
        "@localhost",
        "x@localhost",
        "x@127.0.0.1",
        "x@[127.0.0.1]",
        '""@client.example',
    ],
)
def test_junk(message_id: str) -> None:
    assert keys.is_junk_id(message_id)


@pytest.mark.parametrize("message_id", ["1@client.example", "a@mail.local", "x@[192.0.2.1]"])
def test_no_junk(message_id: str) -> None:
    assert not keys.is_junk_id(message_id)


@given(st.text(), st.text())
def test_any_text_has_keys(one: str, other: str) -> None:
    keys.subject_key(one, other)
    keys.repeat_key(one, other, one)
    keys.fingerprints(one)
    keys.thread_root(one)
    keys.is_junk_id(one)
    keys.is_reply(one)
