"""The machine that handed a letter to our border, from Received as servers write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.proofs.hop import client_address

OURS = {"mx.hoster.example"}
CLIENT = "203.0.113.9"
POSTFIX = (
    f"from mail.client.example (mail.client.example [{CLIENT}]) by mx.hoster.example (Postfix)"
    " with ESMTPS id 4X; Wed, 25 Nov 2026 10:00:00 +0300"
)
INNER = "from mx.hoster.example (localhost [127.0.0.1]) by imap.hoster.example with LMTP id 7"
DOVECOT = (
    "from mx.hoster.example by imap.hoster.example with LMTP (envelope-from <a@client.example>)"
)


@pytest.mark.parametrize(
    ("field", "address"),
    [
        (POSTFIX, CLIENT),
        (POSTFIX.replace("mx.hoster.example", "MX.Hoster.Example"), CLIENT),
        (f"from [{CLIENT}] (helo=mail.client.example) by mx.hoster.example with esmtp", CLIENT),
        (f"from mail.client.example ([{CLIENT}]:51234 helo=mail) by mx.hoster.example", CLIENT),
        (f"from mail.client.example ({CLIENT}) by mx.hoster.example (10.0.0.5) with SMTP", CLIENT),
        (f"from unknown (HELO mail) ({CLIENT}) by mx.hoster.example with SMTP", CLIENT),
        ("from m.example (m.example [IPv6:2001:db8::25]) by mx.hoster.example", "2001:db8::25"),
        (f"from [{CLIENT}] (host.client.example [{CLIENT}]) by mx.hoster.example", CLIENT),
    ],
)
def test_as_servers_write_it(field: str, address: str) -> None:
    assert client_address([field], OURS) == address
    assert client_address([INNER, DOVECOT, field], OURS) == address


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [""],
        ["from a by"],
        ["by mx.hoster.example with local id 3"],
        ["from mail.client.example by mx.hoster.example with ESMTP"],
        [POSTFIX.replace("mx.hoster.example", "mx.other.example")],
        # the name that a machine gives itself looks like an address, or like our border's word
        [f"from [198.51.100.1] (unknown [{CLIENT}]) by mx.hoster.example"],
        [f"from [{CLIENT}] (helo=[198.51.100.1]) by mx.hoster.example"],
        [f"from 198.51.100.1 (unknown [{CLIENT}]) by mx.hoster.example"],
        [f"from [198.51.100.1] by mx.hoster.example (unknown [{CLIENT}]) by mx.hoster.example"],
        # the border is called otherwise: what bears its name below was brought along
        [POSTFIX.replace("mx.hoster.example", "real.hoster.example"), POSTFIX],
        [INNER] * 5 + [POSTFIX],
    ],
)
def test_what_is_not_sure_is_not_told(fields: list[str]) -> None:
    assert client_address(fields, OURS) == ""


@given(name=st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=80))
def test_no_name_that_a_machine_gives_itself_passes_for_another_address(name: str) -> None:
    field = f"from {name} (unknown [{CLIENT}]) by mx.hoster.example (Postfix) with ESMTP id 1"
    assert client_address([field], OURS) in ("", CLIENT)


@given(fields=st.lists(st.text(max_size=200), max_size=8))
def test_any_text_is_borne(fields: list[str]) -> None:
    client_address(fields, OURS)
