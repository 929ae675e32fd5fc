"""Address fields as they are really written: nobody is lost for another's mistake."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.addresses import MAX_ADDRESSES, normal, of_path, parse
from parsers.message import Address


def read(value: str) -> list[tuple[str, str]]:
    return [(each.name, each.address) for each in parse(value.encode()).addresses]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("anna@client.example", [("", "anna@client.example")]),
        ("Anna <anna@Client.EXAMPLE>", [("Anna", "anna@client.example")]),
        ('"Korzh, Anna" <anna@client.example>', [("Korzh, Anna", "anna@client.example")]),
        ("Korzh, Anna <anna@client.example>", [("Korzh, Anna", "anna@client.example")]),
        ("anna@client.example (Anna K)", [("Anna K", "anna@client.example")]),
        (
            "anna (office (2nd floor)) @ client.example",
            [("office (2nd floor)", "anna@client.example")],
        ),
        ("Anna anna@client.example", [("Anna", "anna@client.example")]),
        ("anna@client.example <anna@client.example>", [("", "anna@client.example")]),
        ("'Anna' <anna@client.example>", [("Anna", "anna@client.example")]),
        ("=?utf-8?q?anna=40client.example?= <anna@client.example>", [("", "anna@client.example")]),
        ('"anna k"@client.example', [("", '"anna k"@client.example')]),
        ('"a@b"@client.example', [("", '"a@b"@client.example')]),
        (
            r'"A \(Special\) Person" <a@client.example>',
            [("A (Special) Person", "a@client.example")],
        ),
        (r'"CORP\ivan" <ivan@client.example>', [(r"CORP\ivan", "ivan@client.example")]),
        ('"Anna \\"A\\" K" <anna@client.example>', [('Anna "A" K', "anna@client.example")]),
        ('"Anna <anna@client.example>', [("Anna", "anna@client.example")]),
        ("Anna :) <anna@client.example>", [("Anna :)", "anna@client.example")]),
        ("Анна <anna@client.example>", [("Анна", "anna@client.example")]),
        ("=?utf-8?B?0JDQvdC90LA=?= <anna@client.example>", [("Анна", "anna@client.example")]),
        ('"=?utf-8?B?0JDQvdC90LA=?=" <anna@client.example>', [("Анна", "anna@client.example")]),
        ("=?utf-8?Q?Anna=2C_K?= <anna@client.example>", [("Anna, K", "anna@client.example")]),
        ("<@relay.example:anna@client.example>", [("", "anna@client.example")]),
        ("mailto:anna@client.example", [("", "anna@client.example")]),
        ("Anna <anna@client.example", [("Anna", "anna@client.example")]),
        ("Anna <<anna@client.example>>", [("Anna", "anna@client.example")]),
        ("a@[192.0.2.1]", [("", "a@[192.0.2.1]")]),
        ("anna@почта.рф", [("", "anna@xn--80a1acny.xn--p1ai")]),
        ("undisclosed-recipients:;", []),
        ("<>", []),
        ("", []),
        (" , ;", []),
        ("MAILER-DAEMON", [("MAILER-DAEMON", "")]),
        ("A <a@x.example> B <b@x.example>", [("A", "a@x.example"), ("B", "b@x.example")]),
        (
            "Team: a@x.example, B <b@x.example>;, c@x.example",
            [("", "a@x.example"), ("B", "b@x.example"), ("", "c@x.example")],
        ),
    ],
)
def test_forms(value: str, expected: list[tuple[str, str]]) -> None:
    assert read(value) == expected


@pytest.mark.parametrize(
    "broken", ["broken <", "<", '"', "a@b@c", "x@", "@x", "a b c", "(", ")", "Team:", "<broken"]
)
def test_one_bad_element_never_loses_the_others(broken: str) -> None:
    found = read(f"first@x.example, {broken}, Last <last@x.example>")
    assert ("", "first@x.example") in found
    assert "last@x.example" in [address for _, address in found]


@pytest.mark.parametrize(
    "value",
    [
        "alice@example.org)<bob@example.com>",
        "alice@example.org(<bob@example.com>",
        "(alice@example.org)) alice@example.org <bob@example.com>",
        '"alice@example.org" <bob@example.com>',
        "=?utf-8?q?alice=40example.org_?= <bob@example.com>",
        "<bob@example.com>alice@example.org",
    ],
)
def test_nobody_passes_for_another(value: str) -> None:
    assert "alice@example.org" not in [address for _, address in read(value)]


def test_a_name_that_holds_another_address_is_kept_and_told() -> None:
    parsed = parse(b'"boss@bank.example" <x@evil.example>')
    assert parsed.addresses == (Address("boss@bank.example", "x@evil.example"),)
    assert parsed.defects == ("a display name that holds another address",)


def test_raw_eight_bit_names() -> None:
    for charset in ("koi8-r", "windows-1251", "utf-8"):
        raw = "Анна Корж <anna@client.example>".encode(charset)
        assert parse(raw).addresses == (Address("Анна Корж", "anna@client.example"),)


def test_at_most_so_many_are_used() -> None:
    exact = ", ".join(f"u{n}@x.example" for n in range(MAX_ADDRESSES)).encode()
    assert len(parse(exact).addresses) == MAX_ADDRESSES
    assert parse(exact).defects == ()
    over = parse(exact + b", one@x.example")
    assert len(over.addresses) == MAX_ADDRESSES
    assert over.defects == (f"more than {MAX_ADDRESSES} addresses, the rest is left out",)


@pytest.mark.parametrize(
    "hostile",
    ["(" * 50_000, "()" * 50_000, '"' * 50_000, "<" * 50_000, "<," * 50_000 + ">", "\\" * 50_000,
     '"\\' * 50_000, "," * 50_000, ":" * 50_000, "@" * 50_000, "a@b " * 25_000, "<a>" * 30_000],
)  # fmt: skip
def test_hostile_fields_are_read_in_one_pass(hostile: str) -> None:
    assert len(parse(f"{hostile}".encode()).addresses) <= MAX_ADDRESSES


@pytest.mark.parametrize("junk", ["", "a", "a@", "@b", "a b@c.example", "a@b..c", "a@-b", "a@b c"])
def test_what_is_no_address(junk: str) -> None:
    assert normal(junk) == ""


def test_paths() -> None:
    assert of_path(b"<anna@client.example>") == "anna@client.example"
    assert of_path(b"<>") == ""


@given(st.text(max_size=200))
def test_any_text_gives_clean_addresses(value: str) -> None:
    for each in parse(value.encode("utf-8", "replace")).addresses:
        assert not {unicodedata.category(char) for char in each.name} & {"Cc", "Cs", "Zl", "Zp"}
        assert each.address == "" or each.address.count("@") >= 1
        assert not any(char.isspace() for char in each.address) or each.address.startswith('"')
        assert each.domain == each.domain.lower()


@given(st.lists(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True), max_size=20))
def test_a_plain_list_comes_back_as_it_is(written: list[str]) -> None:
    assert [address for _, address in read(", ".join(written))] == written
