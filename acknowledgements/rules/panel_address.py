"""Never answer the billing panel: it has told its client already that the letter arrived."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def panel_address(_message: InboundMessage, facts: Facts) -> Decision | None:
    if not facts.to_panel:
        return None
    return Decision(Action.WITHHOLD, "panel_address", "the answer would go to the panel itself")
