"""Our own checks together: which decides, and what happens when DNS is away."""

from collections.abc import Sequence

import pytest

from gateway.proofs import OwnChecks, own_checks
from gateway.proofs.dns_lookup import Lookup
from gateway.settings import Security
from parsers.message import InboundMessage
from parsers.parse import parse

LETTER = b"From: Anna <anna@client.example>\r\nSubject: Hello\r\n\r\nThe site is down.\r\n"


def nothing(_name: str, _kind: str) -> Sequence[str]:
    return []


def test_the_first_that_proves_decides() -> None:
    def one(said: str) -> object:
        return lambda _raw, _message, _lookup: said

    checks = OwnChecks([one(""), one("second"), one("third")], nothing)  # type: ignore[list-item]
    assert checks.proof(LETTER, parse(LETTER)) == "second"


def test_of_several_authors_none_is_proven() -> None:
    raw = b"From: anna@client.example, m@evil.example\r\n\r\nHello\r\n"
    asked: list[str] = []

    def check(_raw: bytes, _message: InboundMessage, _lookup: Lookup) -> str:
        asked.append("?")
        return "pass"

    assert OwnChecks([check], nothing).proof(raw, parse(raw)) == ""
    assert asked == []


def test_dns_that_is_away_is_left_alone_for_a_while() -> None:
    asked: list[str] = []
    now = [0.0]

    def away(name: str, _kind: str) -> Sequence[str]:
        asked.append(name)
        raise TimeoutError

    def check(_raw: bytes, message: InboundMessage, lookup: Lookup) -> str:
        return "".join(lookup(message.header_from.domain, "TXT"))

    checks = OwnChecks([check], away, lambda: now[0])
    assert checks.proof(LETTER, parse(LETTER)) == checks.proof(LETTER, parse(LETTER)) == ""
    assert asked == ["client.example"]
    now[0] = 61.0
    checks.proof(LETTER, parse(LETTER))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("security", "wanted"),
    [
        (Security(), False),
        (Security(check_dkim=True), True),
        (Security(check_spf_at=("mx.hoster.example",)), True),
    ],
)
def test_none_is_made_unasked(security: Security, wanted: bool) -> None:
    assert (own_checks(security) is not None) is wanted
