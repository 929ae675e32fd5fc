import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.intake.recipients import our_recipient, read_path
from gateway.settings import Mailbox
from tests.gateway.intake.values import SUPPORT

BILLING = Mailbox(name="billing", address="Billing@hoster.example", plus_addressing=False)
OURS = (SUPPORT, BILLING)


@pytest.mark.parametrize(
    ("path", "address", "rest"),
    [
        ("<a@client.example>", "a@client.example", ""),
        ("<a@client.example> SIZE=10 BODY=8BITMIME", "a@client.example", "SIZE=10 BODY=8BITMIME"),
        ("<>", "<>", ""),
        ("<> SIZE=1", "<>", "SIZE=1"),
        ("a@client.example", "a@client.example", ""),
        ("<@one.example,@two.example:a@client.example>", "a@client.example", ""),
        ('<"a b"@client.example>', '"a b"@client.example', ""),
        ("<a..b.@client.example>", "a..b.@client.example", ""),
        ("<анна@клиент.example>", "анна@клиент.example", ""),
        ("<a@[192.0.2.1]>", "a@[192.0.2.1]", ""),
        ("<Postmaster>", "postmaster", ""),
    ],
)
def test_paths(path: str, address: str, rest: str) -> None:
    assert read_path(path) == (address, rest)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "<a>",
        "<a@b",
        "a@client.example>",
        "<a@client..example>",
        "<a@-client.example>",
        "<a b@client.example>",
        "<a\r@client.example>",
        "<a\n@client.example>",
        "<a@client.example\n>",
        "<a\x00@client.example>",
        "<a\x7f@client.example>",
        "<a\x85@client.example>",
        "<a\u2028@client.example>",
        '<"a\rb"@client.example>',
        "<\udcff@client.example>",
        "<a@client.example><b@client.example>",
        f"<{'a' * 250}@client.example>",
        f"<a@{'b' * 255}.example>",
    ],
)
def test_malformed_paths(path: str) -> None:
    assert read_path(path) is None


@given(st.text(st.characters(exclude_categories=())))
def test_no_control_character_gets_through(text: str) -> None:
    found = read_path(f"<{text}@client.example>")
    if found:
        assert found[0].isprintable()
        assert found[0].encode()


@pytest.mark.parametrize(
    ("address", "taken_as"),
    [
        ("support@hoster.example", "support@hoster.example"),
        ("SUPPORT@Hoster.Example", "SUPPORT@Hoster.Example"),
        ("Support+TOKEN@hoster.example", "Support+TOKEN@hoster.example"),
        ("support+a+b@hoster.example", "support+a+b@hoster.example"),
        ("billing@hoster.example", "billing@hoster.example"),
        ("postmaster", "support@hoster.example"),
        ("PostMaster@hoster.example", "support@hoster.example"),
        ("billing+x@hoster.example", None),
        ("other@hoster.example", None),
        ("support@other.example", None),
        ("postmaster@other.example", None),
        ("supporter@hoster.example", None),
        ("<>", None),
    ],
)
def test_our_recipients(address: str, taken_as: str | None) -> None:
    assert our_recipient(address, OURS) == taken_as
