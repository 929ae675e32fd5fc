"""Never answer the null reverse-path, or a letter with no sender (RFC 3834 section 2)."""

from acknowledgements.decision import Action, Decision, Facts
from acknowledgements.recipient import recipient
from parsers.message import InboundMessage


def null_reverse_path(message: InboundMessage, _facts: Facts) -> Decision | None:
    if recipient(message):
        return None
    reason = "the envelope sender is null" if message.envelope_sender_known else "no sender at all"
    return Decision(Action.WITHHOLD, "null_reverse_path", reason)
