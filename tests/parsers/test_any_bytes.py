"""What holds for any mail: it is read, and what was read can be shown and stored."""

import unicodedata
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.message import InboundMessage
from parsers.parse import parse
from tests.parsers.letters import every, letter, strings

_LETTERS = [path.read_bytes() for path in every()]
_MANY_LINES = {"text", "html", "new_text", "quoted_text", "signature"}
_STRUCTURE = st.sampled_from(
    [
        b"From: ",
        b"To: ",
        b"Subject: ",
        b"Content-Type: ",
        b"multipart/mixed; boundary=b",
        b"\n--b\n",
        b"\n--b--\n",
        b"text/html",
        b"text/plain; charset=",
        b"message/rfc822",
        b"koi8-r",
        b"utf-16",
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment; filename=",
        b"\n\n",
        b"\r\n",
        b"\n",
        b"\r",
        b"=?utf-8?B?",
        b"?=",
        b"<a@b.example>",
        b"application/ms-tnef",
        b"\0",
        b"application/pkcs7-mime",
        b"begin 644 a\n",
        b"\nend\n",
        b"<div>",
        b"</div>",
        b"&#0;",
        b"\xff",
        b"multipart/report; report-type=delivery-status",
        b"message/delivery-status",
        b"text/calendar",
        b"BEGIN:VCALENDAR\n",
        b"Auto-Submitted: ",
        b"MAILER-DAEMON",
        b"format=flowed; delsp=yes",
    ]
)


@pytest.mark.parametrize("raw", _LETTERS, ids=[path.stem for path in every()])
def test_every_stored_letter(raw: bytes) -> None:
    assert_storable(parse(raw))


@given(st.binary(max_size=2_000))
def test_any_bytes(raw: bytes) -> None:
    assert_storable(parse(raw))


@given(st.lists(st.one_of(_STRUCTURE, st.binary(max_size=20)), max_size=60))
def test_any_pieces_of_mail(pieces: list[bytes]) -> None:
    assert_storable(parse(b"".join(pieces)))


@settings(max_examples=300)
@given(st.sampled_from(_LETTERS), st.data())
def test_damaged_letters(raw: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 40))
        raw = (
            raw[:at] + data.draw(st.one_of(_STRUCTURE, st.binary(max_size=10))) + raw[at + length :]
        )
    assert_storable(parse(raw))


@given(st.sampled_from(_LETTERS), st.integers(0, 5_000))
def test_letters_that_end_early(raw: bytes, length: int) -> None:
    assert_storable(parse(raw[:length]))


@given(st.text(max_size=300))
def test_any_text_is_read_as_it_was_sent(text: str) -> None:
    body = " ".join(text.split()) + " x"
    message = parse(
        letter(body.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8")
    )
    assert message.text.endswith("x")
    assert_storable(message)


def assert_storable(message: InboundMessage) -> None:
    assert [defect for defect in message.defects if " failed (" in defect] == []
    for text in strings(message):
        assert "\0" not in text
        text.encode("utf-8")
    for each in fields(message):
        if each.name not in _MANY_LINES:
            for text in strings(getattr(message, each.name)):
                assert_one_line(text, each.name)
        else:
            assert "\r" not in getattr(message, each.name)


def assert_one_line(text: str, name: str) -> None:
    hidden = {unicodedata.category(char) for char in text} & {"Cc", "Zl", "Zp"}
    assert not hidden or name == "attachments", (name, text)
