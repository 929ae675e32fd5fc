import pytest

from gateway.outbox.address import usable


@pytest.mark.parametrize(
    "address",
    [
        "anna@client.example",
        "anna.korzh+a_b=c@mail.client.example",
        "o'brien@client.example",
        "почта@client.example",
        "x@localhost",
    ],
)
def test_an_ordinary_address_stays_as_it_is(address: str) -> None:
    assert usable(address) == address


def test_a_foreign_domain_goes_over_the_wire_in_a_labels() -> None:
    assert usable("anna@почта.example") == "anna@xn--80a1acny.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@client.example",
        "anna@",
        "-oQ/tmp@client.example",
        "anna@-client.example",
        "anna@client.example\n",
        "anna@client.example\r\nRCPT TO:<b@client.example>",
        "anna@client.example>",
        "anna@client.example)<bob@client.example>",
        '"anna b"@client.example',
        "anna b@client.example",
        "anna@client.example,bob@client.example",
        "anna@b@client.example",
        "anna\x00@client.example",
        "anna\u200b@client.example",
        "anna\u202e@client.example",
        "anna\u2028@client.example",
        ".anna@client.example",
        "anna..korzh@client.example",
        "=?utf-8?q?anna=40evil.example=3E?=@client.example",
        "anna@client..example",
        "anna@⑴.example",  # becomes "(1)" when it is mapped
        "a" * 65 + "@client.example",
        "a@" + "b" * 64 + ".example",
        "a@" + "b." * 130 + "example",
    ],
)
def test_what_is_no_address_to_send_to_gives_nothing(address: str) -> None:
    assert usable(address) == ""
