"""Addresses that nobody reads, or that aren't any."""

import pytest

from acknowledgements.rules.unusable_sender import unusable_sender
from parsers.message import Address
from tests.acknowledgements.values import facts, inbound


@pytest.mark.parametrize(
    "address",
    [
        "MAILER-DAEMON@x.example",
        "postmaster@x.example",
        "noreply@x.example",
        "no-reply+7@x.example",
        "no_reply@x.example",
        "account.no.reply@x.example",
        "do-not-reply@x.example",
        "bounces+1@x.example",
        "owner-list@x.example",
        "list-request@x.example",
        "anna",
        "@x.example",
        "anna@",
        "anna@localhost",
        "anna@-x.example",
        "anna@x..example",
        "a b@x.example",
        "-oQ/tmp@x.example",
        "anna@x.example\r\nRCPT TO:<b@x.example>",
        "anna@x.example\n",
        "an\x00na@x.example",
        "an\u200bna@x.example",
        "anna@x.example,b@x.example",
        "<anna@x.example>",
        "a" * 65 + "@x.example",
        "anna@" + "x" * 60 + ".example" * 40,
    ],
)
def test_not_written_to(address: str) -> None:
    decision = unusable_sender(inbound(envelope_sender=address), facts())
    assert decision is not None
    assert decision.reason.isprintable()


@pytest.mark.parametrize(
    "address",
    [
        "anna@x.example",
        "anna.p+tag@mail.x-y.example",
        "o'brien_1@x.example",
        "replyto@x.example",
        "анна@почта.рф",
        "anna@xn--80a1acny.xn--p1ai",
        "prvs=1234abcd=anna@x.example",
        "a--b@x.example",
    ],
)
def test_written_to(address: str) -> None:
    assert unusable_sender(inbound(envelope_sender=address), facts()) is None


def test_a_program_that_hides_behind_a_personal_envelope() -> None:
    message = inbound(
        header_from=Address("", "noreply@x.example"), envelope_sender="anna@x.example"
    )
    assert unusable_sender(message, facts()) is not None
