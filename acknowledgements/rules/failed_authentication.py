"""Never answer a sender who failed authentication: he is likely a victim (RFC 8601)."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def failed_authentication(_message: InboundMessage, facts: Facts) -> Decision | None:
    if facts.authentication != "fail":
        return None
    reason = facts.authentication_reason or "the border gave no details"
    return Decision(
        Action.WITHHOLD, "failed_authentication", f"sender authentication failed: {reason}"
    )
