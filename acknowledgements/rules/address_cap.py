"""Cap what one address gets in an hour, so that no loop or flood goes on (RFC 3834 section 2)."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def address_cap(_message: InboundMessage, facts: Facts) -> Decision | None:
    if facts.sent_to_address_last_hour < facts.address_cap_per_hour:
        return None
    return Decision(
        Action.WITHHOLD,
        "address_cap",
        f"{facts.sent_to_address_last_hour} sent to this address within an hour, "
        f"the cap is {facts.address_cap_per_hour}",
    )
