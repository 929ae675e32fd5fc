"""Our own SPF check, on records that the tests publish (RFC 7208)."""

from collections.abc import Mapping, Sequence

import pytest

from gateway.proofs import OwnChecks
from gateway.proofs.spf_check import spf_proof
from parsers.message import Envelope
from parsers.parse import parse

OURS = frozenset({"mx.hoster.example"})
CLIENT = "203.0.113.9"
ZONE = {
    ("client.example", "TXT"): ["other=1", "v=spf1 include:_spf.post.example a:www.client.example"],
    ("_spf.post.example", "TXT"): ["v=spf1 ip4:203.0.113.0/28 ip6:2001:db8::/64 ~all"],
    ("www.client.example", "A"): ["198.51.100.7"],
    ("neutral.example", "TXT"): ["v=spf1 ?all"],
    ("loop.example", "TXT"): ["v=spf1 include:loop.example -all"],
    ("mx.example", "TXT"): ["v=spf1 mx -all"],
    ("mx.example", "MX"): ["mail.mx.example"],
    ("mail.mx.example", "A"): [CLIENT],
}


def lookup_in(zone: Mapping[tuple[str, str], Sequence[str]], asked: list[str] | None = None):  # type: ignore[no-untyped-def]
    def lookup(name: str, kind: str) -> Sequence[str]:
        if asked is not None:
            asked.append(name)
        return zone.get((name.lower().rstrip("."), kind), ())

    return lookup


def letter(author: str = "anna@client.example", address: str = CLIENT) -> bytes:
    return (
        f"Received: from mail (mail [{address}])\r\n\tby mx.hoster.example with ESMTPS\r\n"
        f"From: Anna <{author}>\r\nSubject: Hello\r\n\r\nThe site is down.\r\n"
    ).encode()


def proof(raw: bytes, sender: str | None = "anna@client.example") -> str:
    message = parse(raw, Envelope(sender, ("support@hoster.example",)))
    return spf_proof(message, lookup_in(ZONE), OURS)


@pytest.mark.parametrize("address", [CLIENT, "198.51.100.7", "IPv6:2001:db8::5"])
def test_the_author_s_domain_allows_the_machine(address: str) -> None:
    assert proof(letter(address=address)) == "spf=pass smtp.mailfrom=client.example"


def test_the_return_path_says_in_whose_name_when_there_was_no_envelope() -> None:
    raw = b"Return-Path: <Anna@Client.example>\r\n" + letter()
    assert spf_proof(parse(raw), lookup_in(ZONE), OURS) == "spf=pass smtp.mailfrom=client.example"


def test_a_mail_exchanger_may_send() -> None:
    raw = letter("anna@mx.example")
    assert proof(raw, "anna@mx.example") == "spf=pass smtp.mailfrom=mx.example"


@pytest.mark.parametrize(
    ("raw", "sender"),
    [
        (letter(address="198.51.100.99"), "anna@client.example"),
        (letter(), "anna@neutral.example"),
        (letter("anna@neutral.example"), "anna@neutral.example"),
        (letter("anna@loop.example"), "anna@loop.example"),
        (letter("anna@unknown.example"), "anna@unknown.example"),
        (letter(), None),
        (letter("anna@sub.client.example"), "anna@client.example"),
        (letter("anna@client.example"), "anna@sub.client.example"),
        (letter("anna@client.example"), "аня@client.example"),
        (letter().replace(b"by mx.hoster", b"by mx.evil"), "anna@client.example"),
    ],
)
def test_nothing_else_proves_him(raw: bytes, sender: str | None) -> None:
    assert proof(raw, sender) == ""


def test_a_record_that_asks_for_more_and_more_is_left() -> None:
    zone = {
        (f"d{at}.example", "TXT"): [
            "v=spf1 " + " ".join(f"include:d{at * 9 + step}.example" for step in range(9))
        ]
        for at in range(200)
    }
    asked: list[str] = []
    message = parse(letter("a@d1.example"), Envelope("a@d1.example", ()))
    assert spf_proof(message, lookup_in(zone, asked), OURS) == ""
    assert len(asked) <= 30


def test_dns_that_is_away_is_told_to_who_asks() -> None:
    def away(_name: str, _kind: str) -> Sequence[str]:
        raise TimeoutError

    message = parse(letter(), Envelope("anna@client.example", ()))
    with pytest.raises(TimeoutError):
        spf_proof(message, away, OURS)
    checks = OwnChecks([lambda _raw, one, ask: spf_proof(one, ask, OURS)], away)
    assert checks.proof(letter(), message) == ""
