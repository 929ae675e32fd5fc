"""Send nothing by itself while the breaker is open: too much of it was wanted at once."""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def automatic_mail_stopped(_message: InboundMessage, facts: Facts) -> Decision | None:
    if not facts.stopped:
        return None
    return Decision(Action.WITHHOLD, "automatic_mail_stopped", facts.stopped)
