"""End a loop of two, whatever the other side says it is (RFC 3834 section 2).

A responder without a single honest header still answers each of our automatic letters.
"""

from acknowledgements.decision import Action, Decision, Facts
from parsers.message import InboundMessage


def looping(_message: InboundMessage, facts: Facts) -> Decision | None:
    if not facts.loop:
        return None
    return Decision(Action.WITHHOLD, "looping", facts.loop)
