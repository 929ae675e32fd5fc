"""Our own DKIM check, with real keys and records that the tests publish (RFC 6376)."""

import base64
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.proofs import OwnChecks
from gateway.proofs.dkim_check import dkim_proof
from gateway.proofs.dns_lookup import Lookup
from parsers.parse import parse

LETTER = (
    b"From: Anna <anna@client.example>\r\nTo: support@hoster.example\r\n"
    b"Subject: Hello\r\nMessage-ID: <1@client.example>\r\n\r\nThe site is down.\r\n"
)


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def record(_name: str, _kind: str) -> list[str]:
    public = key().public_key()
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return ["v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()]


def signed(letter: bytes = LETTER, domain: bytes = b"client.example", **options: bool) -> bytes:
    private = key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    signature: bytes = dkim.sign(letter, b"s1", domain, private, **options)
    return signature + letter


def proof(raw: bytes, lookup: Lookup = record) -> str:
    return OwnChecks([dkim_proof], lookup).proof(raw, parse(raw))


def test_the_author_s_own_domain_proves_him() -> None:
    assert proof(signed()) == "dkim=pass header.d=client.example"


def test_the_domain_above_proves_him_too() -> None:
    letter = LETTER.replace(b"@client.example>\r\nTo", b"@mail.client.example>\r\nTo")
    assert proof(signed(letter)) == "dkim=pass header.d=client.example"


@pytest.mark.parametrize(
    "raw",
    [
        LETTER,
        signed().replace(b"down", b"fine"),
        signed().replace(b"anna@", b"boss@"),
        signed(domain=b"evil.example"),
        signed(domain=b"ent.example"),
        signed(domain=b"example"),
        signed(length=True) + b"Appended.\r\n",
        b"From: m@evil.example\r\n" + signed(),
        b"DKIM-Signature: v=1; a=rsa-sha256; d=client.example; s=s1; h=from; bh=; b=\r\n" + LETTER,
        b"DKIM-Signature: junk\r\n" + LETTER,
    ],
)
def test_nothing_else_does(raw: bytes) -> None:
    assert proof(raw) == ""


def test_a_signature_of_another_beside_the_author_s_does_no_harm() -> None:
    assert proof(signed(signed(), b"list.example")) == "dkim=pass header.d=client.example"


def test_no_record_proves_nothing() -> None:
    assert proof(signed(), lambda _name, _kind: []) == ""
