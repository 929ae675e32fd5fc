import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import PostdeskError
from gateway.ops.mbox import letters
from parsers.limits import MAX_LETTER


def read(data: bytes) -> list[bytes]:
    return list(letters(io.BytesIO(data)))


def test_each_from_line_after_a_blank_line_begins_a_letter() -> None:
    data = b"From a@x Mon\nSubject: 1\n\none\n\nFrom b@x Tue\nSubject: 2\n\ntwo\n"
    assert read(data) == [b"Subject: 1\n\none\n", b"Subject: 2\n\ntwo\n"]


def test_a_from_line_inside_a_paragraph_is_text() -> None:
    assert read(b"From a@x\n\nHello\nFrom here on\n") == [b"\nHello\nFrom here on\n"]


def test_one_quote_mark_is_taken_from_quoted_from_lines() -> None:
    data = b"From a@x\n\n>From me\n>>From you\n>From\n> From\nx >From\n"
    assert read(data) == [b"\nFrom me\n>From you\n>From\n> From\nx >From\n"]


def test_crlf_line_ends_are_kept() -> None:
    assert read(b"From a\r\nA: 1\r\n\r\nx\r\n\r\nFrom b\r\nB: 2\r\n") == [
        b"A: 1\r\n\r\nx\r\n",
        b"B: 2\r\n",
    ]


def test_an_empty_file_has_no_letters() -> None:
    assert read(b"") == []


def test_blank_lines_before_the_first_letter_are_skipped() -> None:
    assert read(b"\n\nFrom a\nA: 1\n") == [b"A: 1\n"]


def test_a_letter_file_is_no_mbox() -> None:
    with pytest.raises(PostdeskError, match="not an mbox"):
        read(b"Subject: 1\n\none\n")


def _quoted(letter: bytes) -> bytes:
    lines = letter.split(b"\n")
    return b"\n".join(
        b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines
    )


LINES = st.sampled_from([b"From x", b">From x", b">>From", b"", b"text", b"A: b", b"From "])


@given(st.lists(st.lists(LINES, min_size=1).map(lambda lines: b"\n".join(lines) + b"\n")))
def test_what_is_written_as_mboxrd_is_read_back(written: list[bytes]) -> None:
    data = b"".join(b"From a@x.example\n" + _quoted(letter) + b"\n" for letter in written)
    assert read(data) == written


def test_of_a_huge_letter_no_more_is_kept_than_is_parsed() -> None:
    line = b"x" * 1_000_000 + b"\n"
    data = b"From a\nA: 1\n\n" + line * 30 + b"\nFrom b\nB: 2\n"
    first, second = read(data)
    assert len(first) == MAX_LETTER + 1
    assert second == b"B: 2\n"


def test_a_line_without_end_is_read_in_linear_time_and_pieces_begin_no_letter() -> None:
    data = b"From a\n" + b">" * (1 << 20) + b"From " * 1_000_000
    began = time.monotonic()
    assert len(read(data)) == 1
    assert time.monotonic() - began < 2
