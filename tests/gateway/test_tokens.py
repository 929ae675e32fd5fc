"""Only what we signed verifies, in any letter case, and nobody guesses."""

import random
import stat
import string
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ConfigError
from gateway.tokens import (
    KEY_FILE,
    Direction,
    Purpose,
    Signer,
    Token,
    load_signer,
    new_ref,
    plus_address,
    split_plus,
)

SIGNER = Signer({"0": b"k" * 32}, "hoster.example")
REF = "0123456789"


@given(st.sampled_from(Direction), st.integers(1, 999_999))
def test_a_token_says_what_it_was_made_for(direction: Direction, number: int) -> None:
    token = SIGNER.token(direction, REF, number)
    assert SIGNER.read_token(token.upper()) == Token(direction, REF, number)


@given(st.sampled_from(Purpose), st.integers(0, 999_999))
def test_a_message_id_says_what_it_was_made_for(purpose: Purpose, number: int) -> None:
    own = SIGNER.read_message_id(SIGNER.message_id(purpose, REF, number).upper())
    assert own is not None
    assert (own.purpose, own.ref, own.number) == (purpose, REF, number)


def test_a_reply_address_fits_a_local_part() -> None:
    token = SIGNER.token(Direction.CLIENT, new_ref(), 999_999)
    address = plus_address("customer-service-desk@hoster.example", token)
    assert len(address.rpartition("@")[0]) <= 64  # RFC 5321 section 4.5.3.1.1
    assert split_plus(address.upper()) == ("customer-service-desk@hoster.example", token)


def test_every_part_of_a_token_is_signed() -> None:
    token = SIGNER.token(Direction.CLIENT, REF, 12)
    for place, char in enumerate(token):
        for other in string.ascii_lowercase + string.digits + "-":
            changed = token[:place] + other + token[place + 1 :]
            assert (SIGNER.read_token(changed) is not None) == (other == char)


def test_a_token_is_no_message_id_and_the_other_way_round() -> None:
    token = SIGNER.token(Direction.AGENT, REF, 1)
    assert SIGNER.read_message_id(f"{token}@hoster.example") is None
    assert SIGNER.read_token(SIGNER.message_id(Purpose.RELAY, REF, 1)) is None


def test_a_link_to_the_panel_is_neither_and_neither_is_one() -> None:
    token = SIGNER.panel_token("0123456789")
    assert SIGNER.read_panel_token(token) == "0123456789"
    assert SIGNER.read_token(token) is None
    assert SIGNER.read_message_id(f"{token}@hoster.example") is None
    for direction in Direction:
        reply = SIGNER.token(direction, "0123456789", 1)
        assert SIGNER.read_panel_token(reply) == ""
        assert SIGNER.read_panel_token("p0-0123456789-" + reply[-20:]) == ""
    other = Signer({"0": b"x" * 32}, "hoster.example")
    assert other.read_panel_token(token) == ""
    for at in range(len(token)):
        changed = token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :]
        assert SIGNER.read_panel_token(changed) == ""


def test_other_keys_and_other_hosts_are_not_ours() -> None:
    other = Signer({"0": b"x" * 32}, "hoster.example")
    assert other.read_token(SIGNER.token(Direction.CLIENT, REF, 1)) is None
    elsewhere = Signer({"0": b"k" * 32}, "other.example")
    assert elsewhere.read_message_id(SIGNER.message_id(Purpose.RELAY, REF, 1)) is None


def test_an_old_key_still_verifies_after_a_new_one_signs() -> None:
    rotated = Signer({"1": b"n" * 32, "0": b"k" * 32}, "hoster.example")
    assert rotated.read_token(SIGNER.token(Direction.CLIENT, REF, 1)) is not None
    assert rotated.token(Direction.CLIENT, REF, 1).startswith("c1-")


class Day:
    """A clock that shows one day."""

    def __init__(self, day: str) -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime.fromisoformat(f"{self.day}T12:00:00+00:00")


@pytest.mark.parametrize(("day", "verifies"), [("2027-06-30", True), ("2027-07-01", False)])
def test_an_old_key_verifies_until_its_last_day(day: str, verifies: bool) -> None:
    rotated = Signer(
        {"1": b"n" * 32, "0": b"k" * 32},
        "hoster.example",
        until={"0": date(2027, 6, 30)},
        clock=Day(day),
    )
    old = SIGNER.token(Direction.CLIENT, REF, 1), SIGNER.message_id(Purpose.RELAY, REF, 1)
    assert (rotated.read_token(old[0]) is not None) is verifies
    assert (rotated.read_message_id(old[1]) is not None) is verifies
    assert rotated.read_token(rotated.token(Direction.CLIENT, REF, 1)) is not None


def test_keys_are_rotated_in_their_file(tmp_path: Path) -> None:
    old = load_signer(tmp_path, "hoster.example").token(Direction.CLIENT, REF, 1)
    key_file = tmp_path / KEY_FILE
    line = key_file.read_text().strip()
    key_file.write_text(f"1 {'ab' * 32}\n{line} until 2999-12-31\n")
    rotated = load_signer(tmp_path, "hoster.example")
    assert rotated.token(Direction.CLIENT, REF, 1).startswith("c1-")
    assert rotated.read_token(old) is not None
    key_file.write_text(f"1 {'ab' * 32}\n{line} until 2001-12-31\n")
    assert load_signer(tmp_path, "hoster.example").read_token(old) is None


@pytest.mark.parametrize(
    "text",
    [
        f"0 {'ab' * 32} until 2027-02-30\n",
        f"0 {'ab' * 32} 2027-06-30\n",
        f"0 {'ab' * 32} until 2027-06-30\n",  # the only one
        f"0 {'ab' * 32}\n0 {'cd' * 32}\n",
    ],
)
def test_what_is_no_key_file_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / KEY_FILE).write_text(text)
    with pytest.raises(ConfigError, match=r"token\.key"):
        load_signer(tmp_path, "hoster.example")


def test_guesses_do_not_verify() -> None:
    chance = random.Random(35)
    alphabet = string.ascii_lowercase + "234567"
    for _ in range(100_000):
        mac = "".join(chance.choices(alphabet, k=20))
        assert SIGNER.read_token(f"c0-{REF}-1-{mac}") is None


@given(st.text(), st.text())
def test_whatever_comes_is_read_without_a_fault(token: str, message_id: str) -> None:
    assert SIGNER.read_token(token) is None
    assert SIGNER.read_message_id(message_id) is None
    split_plus(message_id)


def test_the_key_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    first = load_signer(tmp_path / "var", "hoster.example")
    again = load_signer(tmp_path / "var", "hoster.example")
    assert again.read_token(first.token(Direction.CLIENT, REF, 1)) is not None
    key = tmp_path / "var" / KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in key.parent.iterdir()] == [KEY_FILE]


def test_a_broken_key_file_is_said_without_showing_it(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("0 abc\n")
    with pytest.raises(ConfigError, match=r"token\.key: each line must") as error:
        load_signer(tmp_path, "hoster.example")
    assert "abc" not in str(error.value)


def test_two_keys_of_one_digit_are_said_so(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text(f"1 {'ab' * 32}\n1 {'cd' * 32}\n")
    with pytest.raises(ConfigError, match="two keys begin with the same digit") as error:
        load_signer(tmp_path, "hoster.example")
    assert "abab" not in str(error.value)
