"""Category and urgency of a new ticket: the mailbox's own category, else the default."""

from dataclasses import dataclass

from gateway.settings import DEFAULT_CATEGORY, Mailbox


@dataclass(frozen=True, slots=True)
class Route:
    """Where a ticket goes, and why. ``topic`` and ``service`` are "" when they are not known."""

    category: str
    urgency: str
    topic: str
    service: str
    reason: str


def route(mailbox: Mailbox) -> Route:
    """The route of a letter that came to that mailbox."""
    category = mailbox.category or DEFAULT_CATEGORY
    reason = (
        f"every letter to {mailbox.address} is {category}"
        if mailbox.category
        else f"the default category, since {mailbox.address} has none of its own"
    )
    urgency = "finance" if category == "finance" else "general"
    return Route(category=category, urgency=urgency, topic="", service="", reason=reason)
