"""Automatic mail is never a person's, and a person's letter is never taken for automatic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.kinds import Evidence, asks_for_silence, verdict
from parsers.message import Address, Kind, Own
from tests.parsers.kinds.letters import Letter, table

_NAMES = st.sampled_from(
    ["auto-submitted", "precedence", "list-id", "list-unsubscribe", "delivered-to", "content-class"]
)


@pytest.mark.parametrize("letter", table("automatic"), ids=str)
def test_a_program_is_known_by_one_sign(letter: Letter) -> None:
    read = letter.read
    assert (read.kind, bool(read.kind_reason)) == (letter.kind, True), read.kind_reason


@pytest.mark.parametrize("letter", table("people"), ids=str)
def test_a_person_stays_a_person(letter: Letter) -> None:
    read = letter.read
    assert read.kind is Kind.PERSON, read.kind_reason


def test_a_program_is_seen_through_even_when_the_words_are_a_persons() -> None:
    """Each letter of the people's table with a responder's header."""
    for letter in table("people"):
        marked = Letter("", (*letter.fields, "X-Autoreply: yes"), letter.subject, letter.text)
        if "X-Autoreply: no" not in letter.fields:
            assert marked.read.kind is not Kind.PERSON


@given(
    fields=st.dictionaries(_NAMES, st.lists(st.text(max_size=50), max_size=3).map(tuple)),
    subject=st.text(max_size=100),
    text=st.text(max_size=500),
    address=st.text(max_size=30),
)
def test_any_evidence_has_a_verdict_with_a_reason(
    fields: dict[str, tuple[str, ...]], subject: str, text: str, address: str
) -> None:
    evidence = Evidence(
        fields=fields,
        subject=subject,
        text=text,
        header_from=Address("", address),
        own=Own(addresses=frozenset({"support@hoster.example"})),
    )
    found = verdict(evidence)
    assert found.rule
    assert found.reason
    assert isinstance(asks_for_silence(evidence), str)


def test_a_published_calendar_is_a_persons_attachment() -> None:
    assert verdict(Evidence(calendar_method="publish")).kind is Kind.PERSON
    assert verdict(Evidence(calendar_method="reply")).kind is Kind.CALENDAR
    assert verdict(Evidence(calendar_method="request", subject="Fwd: x")).kind is Kind.PERSON


def test_a_receipt_is_none_when_it_is_only_enclosed() -> None:
    part = "message/disposition-notification"
    receipt = Evidence(content_type="multipart/report", report_type="disposition-notification")
    enclosed = Evidence(
        content_type="multipart/mixed", part_types=("multipart/mixed", "text/plain", part)
    )
    assert verdict(receipt).kind is Kind.RECEIPT
    assert verdict(enclosed).kind is Kind.PERSON


def test_a_feedback_report_is_automatic() -> None:
    report = Evidence(content_type="multipart/report", report_type="feedback-report")
    assert verdict(report).kind is Kind.AUTO_REPLY


def test_a_null_path_is_a_persons_when_his_mail_program_is_named() -> None:
    null = Evidence(envelope_sender_known=True)
    named = Evidence(envelope_sender_known=True, fields={"user-agent": ("Mozilla Thunderbird",)})
    assert verdict(null).kind is Kind.AUTO_REPLY
    assert verdict(named).kind is Kind.PERSON


def test_no_rule_is_slow_on_hostile_text() -> None:
    for piece in ("я в отпуске ", "> ", "on mon wrote: ", "«", "a@", "и" * 50 + " ", "https://a"):
        text = piece * (1_000_000 // len(piece))
        verdict(Evidence(text=text, subject=text[:2000]))
