"""Respect a header that asks for no automatic answer (RFC 3834 section 2)."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def header_asks_for_silence(message: InboundMessage, _facts: Facts) -> Decision | None:
    if not message.withhold_reason:
        return None
    return Decision(Action.WITHHOLD, "header_asks_for_silence", message.withhold_reason)
