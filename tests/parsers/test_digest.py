"""One digest for a letter, whichever way it came."""

from pathlib import Path

import pytest

from parsers.parse import parse
from tests.parsers.letters import every, letter

_TRACE = (
    b"Return-Path: <a@client.example>\r\nReceived: from a by b\r\nDelivered-To: x@h.example\r\n"
)


@pytest.mark.parametrize("path", every(), ids=lambda path: path.stem)
def test_line_ends_trace_fields_and_blank_lines_change_nothing(path: Path) -> None:
    raw = path.read_bytes().replace(b"\r\n", b"\n")
    wanted = parse(raw).digest
    assert parse(raw.replace(b"\n", b"\r\n")).digest == wanted
    assert parse(raw + b"\r\n\r\n \n").digest == wanted
    if not raw.startswith(b"From "):
        assert parse(_TRACE + raw.replace(b"\n", b"\r\n")).digest == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"anna@", b"boris@"), (b"Site", b"Shop"), (b"14:05", b"14:06"), (b"<1@", b"<2@"),
        (b"Hello", b"Hallo"), (b"Hello", b"\nHello"),
    ],
)  # fmt: skip
def test_other_content_gives_another(old: bytes, new: bytes) -> None:
    assert parse(letter().replace(old, new, 1)).digest != parse(letter()).digest


def test_what_lies_beyond_the_limits_counts_too() -> None:
    long = letter(b"x\n" * 600_000)
    assert parse(long).digest != parse(long + b"y").digest


def test_a_cut_between_cr_and_lf_changes_nothing() -> None:
    body = b"x" * (1024 * 1024 - 1) + b"\ny\n"
    assert parse(letter(body)).digest == parse(letter(body.replace(b"\n", b"\r\n"))).digest
