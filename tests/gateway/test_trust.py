"""Only our own border's word about a sender counts (RFC 8601)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.trust import NONE, authenticate
from parsers.message import Address
from tests.acknowledgements.values import inbound

OURS = ("mx.hoster.example",)


@pytest.mark.parametrize(
    ("field", "verdict"),
    [
        ("mx.hoster.example; dmarc=pass header.from=client.example", "pass"),
        ("mx.hoster.example 1; dmarc=pass (p=none) header.from=client.example", "pass"),
        ("MX.Hoster.Example; dmarc=pass header.from=client.example", "pass"),
        ("mx.hoster.example; dmarc=fail header.from=client.example", "fail"),
        ("mx.hoster.example; dkim=pass header.d=client.example; dmarc=fail", "fail"),
        ("mx.hoster.example; dkim=pass header.d=client.example", "pass"),
        ("mx.hoster.example; dkim=pass header.d=evil.example", "none"),
        ("mx.hoster.example; spf=pass smtp.mailfrom=anna@client.example", "pass"),
        ("mx.hoster.example; spf=pass smtp.mailfrom=client.example", "pass"),
        ("mx.hoster.example; spf=pass smtp.mailfrom=x@evil.example", "none"),
        ("mx.hoster.example; auth=pass smtp.auth=anna@client.example", "pass"),
        ("mx.hoster.example; auth=pass smtp.auth=other@client.example", "none"),
        ("mx.hoster.example; none", "none"),
        ("mx.evil.example; dmarc=pass header.from=client.example", "none"),
        ("mx.evil.example (mx.hoster.example); dmarc=pass", "none"),
        ("mx.hoster.example.evil.example; dmarc=pass", "none"),
        ("(mx.hoster.example) mx.evil.example; dmarc=pass", "none"),
        ('"mx.hoster.example;"; dmarc=pass', "none"),
        ("mx.hoster.example; (dmarc=pass) none", "none"),
        ("x; mx.hoster.example; dmarc=pass", "none"),
        ("", "none"),
        (";", "none"),
    ],
)
def test_a_field(field: str, verdict: str) -> None:
    assert authenticate(inbound(authentication_results=(field,)), OURS).verdict == verdict


def test_nobody_is_trusted_unless_he_is_named() -> None:
    field = "mx.hoster.example; dmarc=pass header.from=client.example"
    assert authenticate(inbound(authentication_results=(field,)), ()) is NONE


def test_of_several_words_on_dmarc_the_topmost_counts() -> None:
    fields = ("mx.hoster.example; dmarc=fail", "mx.hoster.example; dmarc=pass")
    assert authenticate(inbound(authentication_results=fields), OURS).verdict == "fail"


def test_two_authors_prove_nothing() -> None:
    authors = (Address("", "anna@client.example"), Address("", "m@evil.example"))
    field = "mx.hoster.example; dmarc=pass header.from=client.example"
    message = inbound(authors=authors, authentication_results=(field,))
    assert authenticate(message, OURS) is NONE


@given(st.lists(st.text(), max_size=4))
def test_junk_proves_nothing(fields: list[str]) -> None:
    assert authenticate(inbound(authentication_results=tuple(fields)), OURS).verdict == "none"
