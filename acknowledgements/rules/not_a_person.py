"""Never answer what a program sent: robots, reports, lists (RFC 3834 section 2)."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage, Kind


def not_a_person(message: InboundMessage, _facts: Facts) -> Decision | None:
    if message.kind is Kind.PERSON:
        return None
    return Decision(
        Action.WITHHOLD,
        "not_a_person",
        f"{message.kind}: {message.kind_reason or message.kind_rule}",
    )
