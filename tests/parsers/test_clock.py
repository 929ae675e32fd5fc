"""The writer's clock, where the Date field shows one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.clock import utc_offset
from parsers.message import Envelope
from parsers.parse import parse


@pytest.mark.parametrize(
    ("date", "minutes"),
    [
        ("Fri, 27 Nov 2026 18:58:00 +1000", 600),
        ("Fri, 27 Nov 2026 11:58:00 +0300 (MSK)", 180),
        ("Fri, 27 Nov 2026 04:28:00 -0430", -270),
        ("27 Nov 26 14:43 +0545", 345),
        ("Fri, 27 Nov 2026 11:58:00 +0000", None),
        ("Fri, 27 Nov 2026 11:58:00 -0000", None),
        ("Fri, 27 Nov 2026 11:58:00 GMT", None),
        ("Fri, 27 Nov 2026 11:58:00 +9959", None),
        ("Fri, 27 Nov 2026 11:58:00 +1415", None),
        ("Fri, 27 Nov 2026 11:58:00 +0307", None),
        ("", None),
    ],
)
def test_its_offset(date: str, minutes: int | None) -> None:
    assert utc_offset(date) == (None if minutes is None else timedelta(minutes=minutes))


@given(st.text(max_size=200))
def test_whatever_stands_there_is_read(date: str) -> None:
    found = utc_offset(date)
    assert found is None or timedelta(hours=-12) <= found <= timedelta(hours=14)


def test_a_letter_says_it() -> None:
    raw = b"From: a@client.example\r\nDate: Fri, 27 Nov 2026 18:58:00 +1000\r\n\r\nhi\r\n"
    assert parse(raw, Envelope(known=False)).utc_offset == timedelta(hours=10)
    assert parse(b"From: a@client.example\r\n\r\nhi\r\n", Envelope(known=False)).utc_offset is None
