"""Bounces of many servers, each a whole letter, and letters about bounces that are none."""

import email
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers.bounces import read
from parsers.headers import clean_line
from parsers.message import Bounce, Own
from tests.cost import grows_linearly

_LETTERS = Path(__file__).parents[2] / "letters" / "bounces"
_EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "expected.toml").read_text("utf-8")
)
_OWN = Own(addresses=frozenset({"support@hoster.example"}))
_ALL = sorted(path.stem for path in _LETTERS.glob("*.eml"))


def _read(raw: bytes, *, null_path: bool = False) -> Bounce | None:
    return read(email.message_from_bytes(raw), _OWN, null_path=null_path)


def _report(groups: str, text: str = "x") -> Bounce:
    raw = (
        "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report;"
        " report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\n{text}\n"
        f"--b\nContent-Type: message/delivery-status\n\n{groups}\n--b--\n"
    )
    found = _read(raw.encode())
    assert found is not None
    return found


@pytest.mark.parametrize("name", _ALL)
def test_a_bounce_is_read(name: str) -> None:
    found = _read((_LETTERS / f"{name}.eml").read_bytes())
    assert found is not None
    expected = _EXPECTED[name]
    got = [[each.address, each.action, each.status] for each in found.recipients]
    assert (found.original_message_id or "", got) == (expected["original"], expected["recipients"])


def test_groups_keep_their_own_status() -> None:
    found = _report(
        "Reporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: rfc822; a@client.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; b@client.example\nAction: delayed\nStatus: 4.2.2\n"
        "Diagnostic-Code: smtp; 452 4.2.2\n   Mailbox\n\tfull\n\n"
        "Final-Recipient: rfc822; c@client.example\nAction: relayed\nStatus: 2.0.0\n"
    )
    assert [(each.action, each.status) for each in found.recipients] == [
        ("failed", "5.1.1"),
        ("delayed", "4.2.2"),
        ("relayed", "2.0.0"),
    ]
    assert found.recipients[1].diagnostic == "452 4.2.2 Mailbox full"
    assert found.permanent


def test_a_letter_that_is_given_up_is_lost_for_good_whatever_stopped_it() -> None:
    group = "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@client.example\n"
    assert _report(group + "Action: failed\nStatus: 4.4.7\n").permanent
    assert not _report(group + "Action: delayed\nStatus: 4.4.7\n").permanent


def test_a_refusal_may_have_the_form_of_a_disposition_notification() -> None:
    raw = (
        "Return-Path: <>\nFrom: Mail Delivery Subsystem <postmaster@mx.example>\n"
        "Subject: Automatically rejected mail\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\n"
        "Your message to <a@client.example> was automatically rejected: no.\n"
        "--b\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; a@client.example\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n"
    )
    found = _read(raw.encode())
    assert found is not None
    assert [each.address for each in found.recipients] == ["a@client.example"]
    unread = raw.replace("Automatically rejected mail", "Not read: Hello").replace(
        "automatically rejected: no", "deleted without being read"
    )
    assert _read(unread.encode()) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("rfc822; user+2Btag@client.example", "user+tag@client.example"),
        ("rfc822; user+40tag@client.example", "user+40tag@client.example"),
        ("RFC822;<User@CLIENT.example>", "User@client.example"),
        ("rfc822 ;user@client.example (Anna)", "user@client.example"),
        ("user@client.example", "user@client.example"),
        ('rfc822; "user"@client.example', "user@client.example"),
        (r"utf-8; \x{43F}@client.example", "п@client.example"),
        ("utf-8; почта@домен.example", "почта@домен.example"),
    ],
)
def test_forms_of_a_recipient(written: str, meant: str) -> None:
    found = _report(f"Final-Recipient: {written}\nAction: failed\nStatus: 5.1.1\n")
    assert [each.address for each in found.recipients] == [meant]


def test_the_address_that_we_wrote_to_is_the_recipient() -> None:
    found = _report(
        "Final-Recipient: rfc822; hidden@inner.example\n"
        "Original-Recipient: rfc822; anna@client.example\nAction: failed\nStatus: 5.2.2\n"
    )
    assert [each.address for each in found.recipients] == ["anna@client.example"]


@pytest.mark.parametrize(
    ("group", "action", "status"),
    [
        ("Action: Failed (user unknown)\nStatus: 5.1.1 (bad)", "failed", "5.1.1"),
        ("Action: failure\nDiagnostic-Code: smtp; 550 5.7.1 blocked", "failed", "5.7.1"),
        ("Action: failed\nDiagnostic-Code: smtp; 452 mailbox full", "failed", "4.2.2"),
        ("Action: failed\nDiagnostic-Code: X-Unix; user unknown", "failed", "5.1.1"),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 x", "failed", "5.1.1"),
        ("Action: failed", "failed", "5.0.0"),
        ("Action: delayed", "delayed", "4.0.0"),
        ("Status: 4.4.7", "delayed", "4.4.7"),
        ("Action: delivered\nStatus: 2.1.5", "delivered", "2.1.5"),
    ],
)
def test_action_and_status(group: str, action: str, status: str) -> None:
    found = _report(f"Final-Recipient: rfc822; a@client.example\n{group}\n")
    assert [(each.action, each.status) for each in found.recipients] == [(action, status)]


def test_our_own_address_is_no_recipient_unless_nothing_else_is() -> None:
    other = "Final-Recipient: rfc822; a@client.example\nAction: failed\nStatus: 5.1.1\n"
    own = "Final-Recipient: rfc822; Support@hoster.example\nAction: failed\nStatus: 5.1.1\n"
    assert [each.address for each in _report(f"{own}\n{other}").recipients] == ["a@client.example"]
    assert len(_report(own).recipients) == 1


def test_an_id_that_we_issued_is_found_behind_others() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n"
        b"References: <ours@hoster.example> <last@client.example>\n\n"
        b"Could not deliver to a@client.example: 550 5.1.1 unknown\n"
    )
    own = Own(issued=lambda message_id: message_id == "ours@hoster.example")
    known = read(email.message_from_bytes(raw), own)
    stranger = _read(raw)
    assert known is not None
    assert stranger is not None
    assert known.original_message_id == "ours@hoster.example"
    assert stranger.original_message_id == "last@client.example"


def test_an_encoded_report_is_decoded() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
        b"RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAY2xpZW50LmV4YW1wbGUKQWN0aW9uOiBmYWlsZWQK\n"
        b"U3RhdHVzOiA1LjIuMQo=\n--b--\n"
    )
    found = _read(raw)
    assert found is not None
    assert [(e.address, e.status) for e in found.recipients] == [("a@client.example", "5.2.1")]


_ABOUT_BOUNCES = {
    "Anna <anna@client.example> | Undelivered Mail Returned to Sender": "Здравствуйте, пришло вот"
    " это:\n<b@other.example>: host mx said: 550 5.1.1 unknown",
    "Postmaster <postmaster@client.example> | Undeliverable mail": "Hello,\nour mail to"
    " b@other.example was rejected: 550 5.7.1 blocked. Please help.",
    "anna@client.example | Fwd: failure notice": "Hi. This is the qmail-send program at mx.example."
    "\n<b@other.example>:\nunknown (#5.1.1)",
    "anna@client.example | Re: Undeliverable: Hello": "It works now.",
    "anna@client.example | Hello": "How are you?",
    "postmaster@client.example | Backup MX": "Пора продлить сервер.",
    "noreply@shop.example | Delivery of your parcel": "It arrives tomorrow.",
    "mail@client.example\nUser-Agent: The Bat! | delivery failed": "could not be delivered"
    " to b@other.example",
}


@pytest.mark.parametrize("head", _ABOUT_BOUNCES)
def test_who_writes_of_a_bounce_sends_none(head: str) -> None:
    author, _, subject = head.partition(" | ")
    raw = f"From: {author}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    assert _read((raw + _ABOUT_BOUNCES[head]).encode()) is None


def test_a_bounce_that_a_person_encloses_is_not_his() -> None:
    inner = (_LETTERS / "postfix_user_unknown.eml").read_bytes()
    raw = (
        b"From: a@client.example\nSubject: why?\nContent-Type: multipart/mixed; boundary=out\n\n"
        b"--out\n\nPlease look.\n--out\nContent-Type: message/rfc822\n\n" + inner + b"\n--out--\n"
    )
    assert _read(raw) is None


def test_receipts_and_complaints_are_no_bounces() -> None:
    for kind in ("disposition-notification", "feedback-report"):
        raw = (
            f"Return-Path: <>\nFrom: postmaster@client.example\nSubject: Undeliverable\n"
            f"Content-Type: multipart/report; report-type={kind}; boundary=b\n\n"
            f"--b\nContent-Type: message/{kind}\n\nFinal-Recipient: rfc822;a@b.example\n--b--\n"
        )
        assert _read(raw.encode()) is None


def test_smtp_may_tell_of_the_null_path() -> None:
    raw = (
        b"From: info@client.example\nSubject: Returned mail\n\n"
        b"Delivery to the following recipient failed:\n\n  b@client.example\n    550 5.1.1 x\n"
    )
    assert _read(raw) is None
    found = _read(raw, null_path=True)
    assert found is not None
    assert found.recipients[0].address == "b@client.example"


_SEEDS = [(_LETTERS / f"{name}.eml").read_bytes() for name in _ALL]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.sampled_from(_SEEDS),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12), st.integers(0, 40))),
)
@example(seed=b"", cuts=[])
@example(
    seed=b"From: <\xff@\nContent-Type: multipart/report\nSubject: \xff delivery failed", cuts=[]
)
def test_no_damage_makes_it_raise(seed: bytes, cuts: list[tuple[float, bytes, int]]) -> None:
    raw = seed
    for place, piece, length in cuts:
        at = int(place * len(raw))
        raw = raw[:at] + piece + raw[at + length :]
    found = _read(raw)
    for each in found.recipients if found else ():
        assert each.address == clean_line(each.address)
        assert each.diagnostic == clean_line(each.diagnostic)


@pytest.mark.parametrize(
    "piece",
    ["a@b.example ", "<a@b.example>:\n 550 5.1.1 x\n", "x" * 999, "a" * 60 + "@", "5.1.1.", "550 ",
     "To: a@b.example\n", "message-id: ", "not delivered ", "<p", "<style>", "550-"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_hostile_text_takes_linear_time(piece: str, kind: str) -> None:
    head = f"From: MAILER-DAEMON@x.example\nSubject: failure notice\nContent-Type: text/{kind}\n\n"
    length = 200_000 // len(piece)
    assert grows_linearly(lambda times: _read((head + piece * times).encode()), length)
    found = _read((head + piece * length).encode())
    assert found is not None
    assert len(found.recipients) <= 100
