"""An acknowledgement goes to the reverse-path or nowhere (RFC 3834 section 4)."""

from acknowledgements.recipient import recipient
from parsers.message import Address
from tests.acknowledgements.values import inbound


def test_the_envelope_sender_is_answered_not_from_nor_reply_to() -> None:
    message = inbound(envelope_sender="a@x.example", reply_to=(Address("", "b@x.example"),))
    assert recipient(message) == "a@x.example"


def test_a_null_reverse_path_has_no_stand_in() -> None:
    assert recipient(inbound(envelope_sender=None)) == ""


def test_from_stands_in_where_nobody_saw_an_envelope() -> None:
    message = inbound(envelope_sender=None, envelope_sender_known=False)
    assert recipient(message) == "anna@client.example"
