"""Who asks for no automatic answer gets none, though a person may have written."""

import pytest

from parsers.kinds import Evidence, asks_for_silence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-auto-response-suppress", "All"),
        ("x-auto-response-suppress", "DR, OOF, AutoReply"),
        ("x-auto-response-suppress", "oof"),
        ("auto-submitted", "auto-generated"),
        ("precedence", "LIST"),
        ("x-precedence", "bulk"),
        ("list-unsubscribe", "<mailto:u@gateway.example>"),
        ("list-id", "<users.lists.example>"),
        ("x-loop", "x"),
        ("x-ms-exchange-inbox-rules-loop", "boss@client.example"),
    ],
)
def test_a_header_asks_for_silence(name: str, value: str) -> None:
    reason = asks_for_silence(Evidence(fields={name: (value,)}))
    assert name in reason.lower()
    assert value in reason


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-auto-response-suppress", "None"),
        ("x-auto-response-suppress", "RN, NRN"),
        ("auto-submitted", "no"),
        ("precedence", "first-class"),
        ("precedence", "normal"),
        ("subject", "Precedence: bulk"),
    ],
)
def test_other_headers_do_not(name: str, value: str) -> None:
    assert asks_for_silence(Evidence(fields={name: (value,)})) == ""


def test_the_null_reverse_path_does() -> None:
    assert asks_for_silence(Evidence(envelope_sender_known=True))
    assert not asks_for_silence(Evidence(envelope_sender="a@b.example", envelope_sender_known=True))
