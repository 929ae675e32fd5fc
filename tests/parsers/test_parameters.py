"""MIME parameters: RFC 2045 section 5.1, RFC 2231, and what programs make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.parameters import read


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'attachment; filename="a b.txt"', "a b.txt"),
        (b"attachment; filename=a.txt", "a.txt"),
        (b'attachment; filename="a;b.txt"', "a;b.txt"),
        (b'attachment; filename="a\\"b.txt"', 'a"b.txt'),
        (b'attachment; filename="=?utf-8?B?0JA=?=.txt"', "А.txt"),
        (b"attachment; filename==?utf-8?B?0JA=?=.txt", "А.txt"),
        (b"attachment; filename*=utf-8''%D0%90.txt", "А.txt"),
        (b"attachment; filename*=koi8-r''%E1.txt", "А.txt"),
        (b"attachment; filename=a.txt; filename*=utf-8''%D0%90.txt", "А.txt"),
        (b"attachment; filename*=utf-8''%D0%90.txt; filename=a.txt", "А.txt"),
        (b"attachment; filename*0*=utf-8''%D0; filename*1*=%90.txt", "А.txt"),
        (b"attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        (b'attachment; FILENAME="a.txt"', "a.txt"),
        (b'attachment; filename="a.txt', "a.txt"),
        (b'attachment; filename="' + "А.txt".encode("cp1251") + b'"', "А.txt"),
        (b"attachment;;; filename=a.txt;", "a.txt"),
        (b"attachment", ""),
        (b"", ""),
    ],
)
def test_file_names(raw: bytes, expected: str) -> None:
    assert read(raw).text("filename") == expected


def test_the_token() -> None:
    assert read(b"Text/HTML; charset=x").token == "text/html"
    assert read(b"text/plain (a comment); charset=x").token == "text/plain"


def test_the_first_of_equal_names_counts() -> None:
    assert read(b"a; filename=one; filename=two").text("filename") == "one"


@given(st.binary(max_size=200))
def test_any_value(raw: bytes) -> None:
    read(raw).text("filename").encode("utf-8")
    read(raw).undecoded("filename")
