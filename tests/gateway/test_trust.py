"""Only our own border's word about a sender counts (RFC 8601)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.trust import NONE, authenticate
from parsers.message import Address
from parsers.parse import parse
from tests.acknowledgements.values import inbound

OURS = ("mx.hoster.example",)
LIKE_GOOGLE = (
    "mx.hoster.example; dkim=pass header.i=@x.example header.s=s; spf=pass (mx: domain of"
    " a@x.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=a@x.example;"
    " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=client.example"
)


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
        ("mx.hoster.example; dkim=pass header.i=@client.example header.s=s header.b=AbC", "pass"),
        ("mx.hoster.example; dkim=pass header.i=@evil.example", "none"),
        ("mx.hoster.example; spf=pass (ok) smtp.mail=anna@client.example", "pass"),
        (LIKE_GOOGLE, "pass"),
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


# What a sender writes who wants to pass. AR stands for the field's name, WE for our border's id, OK
# for a result that would pass; HOP is the Received field that our border adds, OLDER one of his.
FORMS = """
another id                   | AR: mx.evil.example; OK
our id as a host of his      | AR: WE.evil.example; OK
his id before ours           | AR: evil.WE; OK
our id in a comment          | AR: (WE) evil.example; OK
our id in a comment behind   | AR: evil.example (WE); OK
nested comments              | AR: (a(WE;b)c) evil.example; OK
our id behind a semicolon    | AR: x; WE; OK
our id quoted with more      | AR: "WE x"; OK
our id with a dot            | AR: WE.; OK
our id with a space          | AR: mx. hoster.example; OK
our id encoded               | AR: =?utf-8?q?mx=2Ehoster=2Eexample;?= OK
our id encoded in part       | AR: mx.hoster.=?utf-8?b?ZXhhbXBsZQ==?=; OK
our id in lookalikes         | AR: mх.hoster.example; OK
a zero-width space in it     | AR: mx\u200b.hoster.example; OK
a soft hyphen in it          | AR: mx.hos\u00adter.example; OK
a no-break space behind it   | AR: WE\u00a01; OK
another version              | AR: WE 2; OK
no semicolon                 | AR: WE OK
all in a comment             | AR: WE; (; OK) none
a comment that is not closed | AR: WE; (OK
a reason that says pass      | AR: WE; dmarc=none reason="x; dmarc=pass"
a property that says pass    | AR: WE; dmarc=none header.from="client.example; dmarc=pass"
another method               | AR: WE; x-dmarc=pass header.from=client.example
another result               | AR: WE; dmarc=passed header.from=client.example
of another author            | AR: WE; dmarc=pass header.from=evil.example
of a domain that ends so     | AR: WE; dmarc=pass header.from=evilclient.example
another signer               | AR: WE; dkim=pass header.d=evil.example header.i=@client.example
the identity of a subdomain  | AR: WE; dkim=pass header.i=@client.example.evil.example
another envelope             | AR: WE; spf=pass smtp.mailfrom=client.example@evil.example
only the host's name         | AR: WE; spf=pass smtp.helo=client.example
another login                | AR: WE; auth=pass smtp.auth=m@evil.example
a field of another name      | X-AR: WE; OK
the original of another      | Original-AR: WE; OK
sealed by nobody             | ARC-AR: i=1; WE; OK
SPF's own field              | Received-SPF: pass (WE: client.example) client-ip=192.0.2.1
below the second Received    | HOP OLDER AR: WE; OK
far below                    | HOP OLDER OLDER OLDER AR: WE; OK
below ours, which failed     | AR: WE; dmarc=fail NEXT HOP AR: WE; OK
below ours, which found none | AR: WE; dmarc=none NEXT HOP AR: WE; OK
other methods below ours     | AR: WE; dkim=none NEXT HOP AR: WE; dkim=pass header.d=client.example
above ours, of another       | AR: mx.evil.example; OK NEXT AR: WE; none
three of them                | AR: x.example; OK NEXT AR: y.example; OK NEXT AR: WE; dmarc=none
a fold within                | AR: mx.evil.example;FOLD WE;FOLD OK
a fold before                | AR:FOLD (WE)FOLD evil.example;FOLD OK
in the text                  | X-Empty: x NEXT NEXT AR: WE; OK
two From fields              | AR: WE; dmarc=pass header.from=evil.example NEXT From: m@evil.example
two authors                  | AR: WE; OK NEXT From: m@evil.example, x@client.example
a bare return in another     | X-A: 1\rAR: WE; OK
"""
PASS = "dmarc=pass header.from=client.example"
OURS_SAYS = "Authentication-Results: mx.hoster.example; {}\n"
HOP = "Received: from mx.evil.example by mx.hoster.example; Fri, 27 Nov 2026 09:00:00 +0000\n"
OLDER_HOP = "Received: from home by mx.evil.example; Fri, 27 Nov 2026 08:59:00 +0000\n"
MEANING = {
    "ARC-AR": "ARC-Authentication-Results",
    "AR:": "Authentication-Results:",
    "WE": "mx.hoster.example",
    "OK": PASS,
    "HOP ": HOP,
    "OLDER ": OLDER_HOP,
    " NEXT ": "\n",
    "FOLD ": "\n ",
}


def forged() -> dict[str, str]:
    found = {}
    for line in FORMS.strip().split("\n"):
        name, _, value = line.partition(" | ")
        for short, meaning in MEANING.items():
            value = value.replace(short, meaning)
        found[name.strip()] = value + "\n"
    return found


FORGED = forged()


@pytest.mark.parametrize("form", FORGED)
def test_a_forged_field_never_passes(form: str) -> None:
    letter = f"{FORGED[form]}From: anna@client.example\nSubject: x\n\ntext\n".encode()
    verdict = authenticate(parse(letter), OURS).verdict
    assert verdict != "pass"


def test_there_are_enough_of_them() -> None:
    assert len(FORGED) >= 40


@pytest.mark.parametrize(
    "letter",
    [
        OURS_SAYS.format(PASS),
        OURS_SAYS.format(PASS) + HOP + OLDER_HOP,
        HOP + OURS_SAYS.format(PASS) + OLDER_HOP,
        HOP
        + OURS_SAYS.format("\n\tspf=pass smtp.mailfrom=x@client.example;\n\t" + PASS)
        + OLDER_HOP,
        OURS_SAYS.format("spf=none") + OURS_SAYS.format("dkim=none") + OURS_SAYS.format(PASS) + HOP,
        f"AUTHENTICATION-RESULTS: MX.HOSTER.EXAMPLE 1; {PASS}\n",
        f"Authentication-Results: mx.evil.example; dmarc=fail\n{OURS_SAYS.format(PASS)}",
    ],
)
def test_our_border_s_own_field_passes(letter: str) -> None:
    raw = f"{letter}From: anna@client.example\nSubject: x\n\ntext\n".encode()
    assert authenticate(parse(raw), OURS).verdict == "pass"


def test_a_domain_in_another_script_is_compared_as_the_border_writes_it() -> None:
    field = f"mx.hoster.example; dmarc=pass header.from={'клиент.example'.encode('idna').decode()}"
    raw = f"Authentication-Results: {field}\nFrom: anna@клиент.example\n\ntext\n".encode()
    assert authenticate(parse(raw), OURS).verdict == "pass"


def test_a_failure_counts_whoever_else_is_an_author() -> None:
    authors = (Address("", "anna@client.example"), Address("", "m@evil.example"))
    message = inbound(authors=authors, authentication_results=("mx.hoster.example; dmarc=fail",))
    assert authenticate(message, OURS).verdict == "fail"


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
