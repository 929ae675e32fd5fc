"""The suggestion to write from the billing panel: its link, and whether it would be good manners.

Pure. It is one friendly sentence, seldom, for whoever may like it: never a condition.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from acknowledgements.situation import Situation

LONGEST_LINK = 300
MOST_IGNORED = 4  # then he doesn't want it, and isn't told again

_PLACE = re.compile(r"\{([^{}]*)\}")
_PLACES = frozenset({"category", "service", "subject", "ref", "wording"})
_NEVER_IN: frozenset[Situation] = frozenset({"outage", "complaint", "thanks", "reopened"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What is known when the question comes up."""

    now: datetime
    situation: Situation
    proven: bool
    has_link: bool
    every: timedelta  # the shortest time between two suggestions to one client
    told_not_to: bool = False  # an agent said "don't suggest"
    uses_panel: bool = False  # he was seen there
    came_from_panel: bool = False  # this letter
    last_suggested: datetime | None = None
    ignored: int = 0  # suggestions that led to nothing, since he was last seen in the panel
    other_advice: bool = False  # the letter has an incident, a password or several questions


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whether to suggest, and why or why not."""

    made: bool
    reason: str


def suggestion(manners: Manners) -> Suggestion:
    """Whether this acknowledgement suggests the panel.

    An unproven sender never gets it: with it or without, the letter would tell whether that
    address has an account and how it is used.
    """
    wait = manners.every * 2 ** min(manners.ignored, MOST_IGNORED)
    last = manners.last_suggested
    objections: tuple[tuple[bool, str], ...] = (
        (not manners.has_link, "no link to the panel is configured"),
        (manners.told_not_to, "an agent said not to suggest it to this client"),
        (not manners.proven, "the sender isn't proven"),
        (manners.uses_panel, "the client uses the panel"),
        (manners.came_from_panel, "the letter comes from the panel"),
        (manners.situation in _NEVER_IN, f"not in this situation: {manners.situation}"),
        (manners.other_advice, "the letter holds other advice already"),
        (manners.ignored >= MOST_IGNORED, f"ignored {manners.ignored} times"),
        (
            last is not None and manners.now < last + wait,
            f"suggested less than {wait.days} days ago",
        ),
    )
    for holds, reason in objections:
        if holds:
            return Suggestion(False, reason)
    return Suggestion(True, "nothing speaks against it")


def check_template(template: str) -> None:
    """ValueError says what is wrong with a configured link."""
    if len(template) > LONGEST_LINK:
        raise ValueError(f"a link has {LONGEST_LINK} characters at the most")
    if not template.isprintable() or re.search(r"[\s<>\"']", template):
        raise ValueError("a link holds no spaces and no quotes")
    parts = urlsplit(_PLACE.sub("x", template))
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("must begin with https:// and a host")
    before_path = template.split("/", 3)[2]
    if "{" in before_path or "@" in before_path:
        raise ValueError("the host of the link must be fixed")
    if unknown := sorted(set(_PLACE.findall(template)) - _PLACES):
        raise ValueError(
            f"{{{unknown[0]}}} is nothing that can be filled in; there are "
            + ", ".join(f"{{{one}}}" for one in sorted(_PLACES))
        )


def link(
    template: str,
    *,
    category: str = "",
    service: str = "",
    subject: str = "",
    ref: str = "",
    wording: str = "",
) -> str:
    """The link with everything filled in, percent-encoded (RFC 3986 section 2.1).

    "" when no template is configured, or when the result would be too long to be shown: half a
    link leads nowhere.
    """
    values = {
        "category": category,
        "service": service,
        "subject": subject,
        "ref": ref,
        "wording": wording,
    }

    def encoded(place: re.Match[str]) -> str:
        return quote(values.get(place[1], ""), safe="", errors="replace")

    filled = _PLACE.sub(encoded, template)
    return filled if len(filled) <= LONGEST_LINK else ""
