"""Signed tokens: what only the addressee of a letter of ours can give back.

A token names a ticket (by its random ref), an addressee (the participant's number) and a
direction, under an HMAC-SHA-256 cut to 100 bits. It travels in the local part of a reply address
(``support+c0-REF-NUMBER-MAC@…``: 64 octets at most, RFC 5321 section 4.5.3.1.1) and in our
Message-IDs, so that a ticket is found even where nothing else of the letter came back. Everything
is lower case, because some servers fold the case of addresses.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from gateway.clock import Clock, SystemClock
from gateway.errors import ConfigError

KEY_FILE = "token.key"
_MAC_LENGTH = 20  # characters of base32: 100 bits
_REF_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_REF_LENGTH = 10  # 50 bits: unique, not secret
_TOKEN = re.compile(r"([ac])([0-9])-([0-9a-z]{10})-([0-9]{1,6})-([a-z2-7]{20})")
_MESSAGE_ID = re.compile(
    r"([a-z])([0-9])\.([0-9a-z]{10})\.([0-9]{1,6})\.([0-9a-z]{10})\.([a-z2-7]{20})"
)
_PANEL_TOKEN = re.compile(r"p([0-9])-([0-9a-z]{10})-([a-z2-7]{20})")
_KEY_LINE = re.compile(r"([0-9]) ([0-9a-f]{64})(?: until ([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


class Direction(StrEnum):
    """Who answers with the token."""

    CLIENT = "c"
    AGENT = "a"


class Purpose(StrEnum):
    """What a letter of ours was for; the first letter of its Message-ID."""

    ACKNOWLEDGEMENT = "k"
    NOTIFICATION = "n"
    RELAY = "r"
    NOTICE = "s"
    ROOT = "t"  # never sent: the head of the thread that an agent's mail client shows


@dataclass(frozen=True, slots=True)
class Token:
    """A verified reply token."""

    direction: Direction
    ref: str
    number: int  # the participant to whom the token was given


@dataclass(frozen=True, slots=True)
class OwnId:
    """A verified Message-ID of ours."""

    purpose: Purpose
    ref: str
    number: int  # the participant to whom the letter went


def new_ref() -> str:
    """A ref for a new ticket: random, so that it tells nobody how many there are."""
    return "".join(secrets.choice(_REF_ALPHABET) for _ in range(_REF_LENGTH))


class Signer:
    """Makes and verifies tokens. Keys are named by one digit; the first one signs, all verify.

    ``until`` is the last day (UTC) on which what an older key signed still verifies.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        hostname: str,
        *,
        until: Mapping[str, date] = MappingProxyType({}),
        clock: Clock | None = None,
    ) -> None:
        self._keys = dict(keys)
        self._current = next(iter(self._keys))
        self._hostname = hostname.lower()
        self._until = dict(until)
        self._clock = clock or SystemClock()

    def token(self, direction: Direction, ref: str, number: int) -> str:
        """The token that lets that participant answer on that ticket."""
        head = f"{direction}{self._current}-{ref}-{number}"
        return f"{head}-{self._mac(self._current, 'reply', head)}"

    def read_token(self, text: str) -> Token | None:
        """The token if we signed it, else None."""
        found = _TOKEN.fullmatch(text.lower())
        if not found:
            return None
        head = found[0][: -_MAC_LENGTH - 1]
        if not self._verifies(found[2], "reply", head, found[5]):
            return None
        return Token(Direction(found[1]), found[3], int(found[4]))

    def panel_token(self, ref: str) -> str:
        """What a counted link to the panel says: whose suggestion it was. It answers no letter."""
        head = f"p{self._current}-{ref}"
        return f"{head}-{self._mac(self._current, 'panel', head)}"

    def read_panel_token(self, text: str) -> str:
        """The ref of the ticket if we signed it, else ""."""
        found = _PANEL_TOKEN.fullmatch(text)
        if not found or not self._verifies(found[1], "panel", text[: -_MAC_LENGTH - 1], found[3]):
            return ""
        return found[2]

    def message_id(self, purpose: Purpose, ref: str, number: int, nonce: str = "") -> str:
        """A new Message-ID, without angle brackets; the same nonce gives the same one."""
        head = f"{purpose}{self._current}.{ref}.{number}.{nonce or new_ref()}"
        return f"{head}.{self._mac(self._current, 'id', head)}@{self._hostname}"

    def thread_root(self, ref: str) -> str:
        """The id under which an agent's mail client gathers all letters of a ticket."""
        return self.message_id(Purpose.ROOT, ref, 0, "0" * _REF_LENGTH)

    def read_message_id(self, message_id: str) -> OwnId | None:
        """What our own Message-ID says, None for everybody else's."""
        left, _, host = message_id.lower().rpartition("@")
        found = _MESSAGE_ID.fullmatch(left) if host == self._hostname else None
        if not found:
            return None
        head = left[: -_MAC_LENGTH - 1]
        if not self._verifies(found[2], "id", head, found[6]) or found[1] not in set(Purpose):
            return None
        return OwnId(Purpose(found[1]), found[3], int(found[4]))

    def _mac(self, key: str, use: str, head: str) -> str:
        digest = hmac.digest(self._keys[key], f"{use} {head}".encode(), hashlib.sha256)
        return base64.b32encode(digest)[:_MAC_LENGTH].decode().lower()

    def _verifies(self, key: str, use: str, head: str, mac: str) -> bool:
        if key not in self._keys or not hmac.compare_digest(self._mac(key, use, head), mac):
            return False
        until = self._until.get(key)
        return until is None or self._clock.now().date() <= until


def plus_address(address: str, token: str) -> str:
    """``support@hoster.example`` with a token: ``support+TOKEN@hoster.example``."""
    local_part, _, domain = address.rpartition("@")
    return f"{local_part}+{token}@{domain}"


def split_plus(address: str) -> tuple[str, str]:
    """The plain address, lower case, and what stood behind the plus ("" for nothing)."""
    local_part, _, domain = address.lower().rpartition("@")
    plain, _, tag = local_part.partition("+")
    return f"{plain}@{domain}", tag


def load_signer(state_dir: Path, hostname: str, *, make: bool = True) -> Signer:
    """Read the keys of ``state_dir/token.key``; with ``make`` a first one is made where none is.

    A line a key: a digit, a space, 32 bytes in hex; the first one signs. To rotate, put a new line
    on top, and behind an older key the last day on which it verifies: ``0 9f…3c until 2027-06-30``.
    Raises ConfigError.
    """
    path = state_dir / KEY_FILE
    if not make and not path.exists():
        raise ConfigError(
            f"gateway.state_dir: {path}: is missing, and without it the reply addresses of the"
            " tickets are dead: restore it from the backup, or give them up by"
            " `postdesk run --new-key`"
        )
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        _create_once(path)
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not a key file"
        raise ConfigError(f"gateway.state_dir: {path}: {why}") from None
    found = [_key(line) for line in lines]
    keys = {one[0]: one[1] for one in found if one}
    if None not in found and len(keys) != len(found):
        raise ConfigError(f"gateway.state_dir: {path}: two keys begin with the same digit")
    if not keys or len(keys) != len(lines):
        raise ConfigError(
            f"gateway.state_dir: {path}: each line must be a digit of its own, a space, 64 hex"
            " digits, and for an old key perhaps ` until YYYY-MM-DD`"
        )
    until = {one[0]: one[2] for one in found if one and one[2]}
    if next(iter(keys)) in until:
        raise ConfigError(f"gateway.state_dir: {path}: the first key signs, it cannot expire")
    return Signer(keys, hostname, until=until)


def _key(line: str) -> tuple[str, bytes, date | None] | None:
    """Name, secret and last day of a line of the key file; None when it is no such line."""
    parts = _KEY_LINE.fullmatch(line)
    if not parts:
        return None
    try:
        return parts[1], bytes.fromhex(parts[2]), date.fromisoformat(parts[3]) if parts[3] else None
    except ValueError:
        return None


def _create_once(path: Path) -> None:
    """Write a first key, whole or not at all, readable by us alone."""
    if path.exists():
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"0 {secrets.token_hex(32)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first: its key counts
    finally:
        fresh.unlink()
