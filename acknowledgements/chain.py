"""May this letter be answered by itself? The rules in order; the first that objects decides."""

from collections.abc import Callable

from acknowledgements.decision import Action, Decision, Facts
from acknowledgements.rules.address_cap import address_cap
from acknowledgements.rules.agent_answered import agent_answered
from acknowledgements.rules.already_acknowledged import already_acknowledged
from acknowledgements.rules.automatic_mail_stopped import automatic_mail_stopped
from acknowledgements.rules.blocked_sender import blocked_sender
from acknowledgements.rules.failed_authentication import failed_authentication
from acknowledgements.rules.follow_up import follow_up
from acknowledgements.rules.header_asks_for_silence import header_asks_for_silence
from acknowledgements.rules.looping import looping
from acknowledgements.rules.not_a_person import not_a_person
from acknowledgements.rules.null_reverse_path import null_reverse_path
from acknowledgements.rules.own_address import own_address
from acknowledgements.rules.panel_address import panel_address
from acknowledgements.rules.sender_is_agent import sender_is_agent
from acknowledgements.rules.too_old import too_old
from acknowledgements.rules.unusable_sender import unusable_sender
from parsers.message import InboundMessage

Rule = Callable[[InboundMessage, Facts], Decision | None]

# What the letter is, then to whom the answer would go, then what was said on the ticket already,
# and last what an operator can tune: so the reason that is shown is the one that lies deepest.
CHAIN: tuple[Rule, ...] = (
    not_a_person,
    null_reverse_path,
    own_address,
    panel_address,
    unusable_sender,
    header_asks_for_silence,
    sender_is_agent,
    blocked_sender,
    follow_up,
    already_acknowledged,
    agent_answered,
    failed_authentication,
    looping,
    too_old,
    address_cap,
    automatic_mail_stopped,
)


def decide(message: InboundMessage, facts: Facts) -> Decision:
    """The first objection, or ACKNOWLEDGE by the rule "default". Never raises."""
    for rule in CHAIN:
        if (decision := rule(message, facts)) is not None:
            return decision
    return Decision(Action.ACKNOWLEDGE, "default", "no rule objected")
