"""To whom an acknowledgement goes (RFC 3834 section 4): the reverse-path, never Reply-To."""

from parsers.message import InboundMessage


def recipient(message: InboundMessage) -> str:
    """The one address that may be answered; "" when there is none.

    The null reverse-path means "do not answer", whatever From says. From stands in for it only
    where nobody saw an envelope and the server left no Return-Path, as Exchange does on IMAP.
    """
    if message.envelope_sender_known:
        return message.envelope_sender or ""
    return message.header_from.address
