import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from gateway.demo.letters import sample
from gateway.demo.sink import Caught
from gateway.demo.story import STORY, Step
from gateway.ops.letters import NO_ENVELOPE
from parsers.message import Own
from parsers.parse import parse

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
CAUGHT = Caught(
    "support+bounce@hoster.example",
    "anna@client.example",
    b"Message-ID: <k0@hoster.example>\r\nFrom: support@hoster.example\r\n"
    b"Reply-To: support+token@hoster.example\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\n" + "Привет\r\nдва\r\n".encode(),
)
_RESERVED = re.compile(r"(?:\.|^)example$")


def filled(step: Step) -> bytes:
    return sample(step, CAUGHT if step.answers else None, NOW).raw


def test_every_shipped_letter_is_told_once_in_the_order_of_its_name() -> None:
    shipped = sorted(one.name for one in files("gateway.demo").joinpath("letters").iterdir())
    assert [step.file for step in STORY] == shipped
    assert len(shipped) >= 15


@pytest.mark.parametrize("step", STORY, ids=lambda step: step.file)
def test_a_letter_is_filled_in_and_reads_as_the_kind_that_it_shows(step: Step) -> None:
    raw = filled(step)
    assert b"@@" not in raw
    assert b"\n" not in raw.replace(b"\r\n", b"")
    message = parse(raw, NO_ENVELOPE, Own())
    assert message.kind == step.expected.kind
    assert step.expected.words in " ".join(message.new_text.split())
    assert message.date == NOW
    assert "\ufffd" not in message.subject + message.text


@pytest.mark.parametrize("step", STORY, ids=lambda step: step.file)
def test_only_reserved_addresses_are_used(step: Step) -> None:
    text = filled(step).decode("utf-8", "replace")
    domains = re.findall(r"@([\w.-]+\.[a-z]+)", text) + re.findall(r"https?://([\w.-]+)", text)
    assert domains
    assert [one for one in domains if not _RESERVED.search(one)] == []


def test_the_story_shows_old_charsets_and_html() -> None:
    raw = b"".join(filled(step) for step in STORY)
    for sign in (b"charset=koi8-r", b"windows-1251", b"text/html", b"image/png"):
        assert sign in raw


def test_an_answer_goes_where_the_caught_letter_wants_it() -> None:
    step = next(one for one in STORY if one.file.startswith("02"))
    letter = sample(step, CAUGHT, NOW)
    assert letter.recipient == "support+token@hoster.example"
    assert b"In-Reply-To: <k0@hoster.example>" in letter.raw
    assert "> Привет\r\n> два\r\n".encode() in letter.raw


def test_a_report_goes_to_the_return_path() -> None:
    step = next(one for one in STORY if one.file.startswith("14"))
    assert sample(step, CAUGHT, NOW).recipient == "support+bounce@hoster.example"
