"""Never send news that is stale: after an outage of ours a late acknowledgement only confuses."""

from datetime import timedelta

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def too_old(_message: InboundMessage, facts: Facts) -> Decision | None:
    age = facts.now - facts.received_at  # negative when the clock was set back: then it is not old
    if age <= facts.max_age:
        return None
    hours, limit = age / timedelta(hours=1), facts.max_age / timedelta(hours=1)
    return Decision(
        Action.WITHHOLD, "too_old", f"received {hours:.1f} h ago, the limit is {limit:.1f} h"
    )
