"""What is known when the question "may we answer this letter by itself?" is put, and the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Action(StrEnum):
    """What becomes of the acknowledgement."""

    ACKNOWLEDGE = "acknowledge"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class Decision:
    """The action, the rule that decided, and a reason for agents: never for the correspondent."""

    action: Action
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules may know beyond the letter itself."""

    now: datetime  # aware, UTC
    received_at: datetime  # aware, UTC: our own receipt, never the Date field
    max_age: timedelta  # older letters are not acknowledged any more
    own_addresses: frozenset[str]  # lower case
    sender_is_agent: bool
    opens_ticket: bool  # False: a follow-up on a ticket that exists
    ticket_acknowledged: bool
    authentication: str  # "pass", "fail" or "none", by our own border's word
    authentication_reason: str
    sent_to_address_last_hour: int
    address_cap_per_hour: int
    reopens_ticket: bool = False  # a follow-up after the end, which the hoster wants acknowledged
    agent_answered: bool = False  # since the letter came
    sender_blocked: bool = False
    to_panel: bool = False  # the answer would go to an address of the panel
    loop: str = ""  # why ``acknowledgements.budget.alternating`` sees one
    stopped: str = ""  # why ``acknowledgements.budget.step`` holds all automatic mail
