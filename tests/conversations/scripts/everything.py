"""All conversations."""

from tests.conversations.scripts import (
    agents,
    doubles,
    old_matters,
    repairs,
    replies,
    strangers,
    unusual,
)

CONVERSATIONS = (
    *replies.CONVERSATIONS,
    *strangers.CONVERSATIONS,
    *doubles.CONVERSATIONS,
    *old_matters.CONVERSATIONS,
    *agents.CONVERSATIONS,
    *repairs.CONVERSATIONS,
    *unusual.CONVERSATIONS,
)
