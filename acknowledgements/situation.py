"""Which kind of answer a letter gets first. Pure: the first that fits."""

from dataclasses import dataclass
from typing import Literal, get_args

Situation = Literal[
    "technical",
    "outage",
    "finance",
    "sysadmin",
    "general",
    "feature_wish",
    "thanks",
    "complaint",
    "out_of_hours",
    "reopened",
]
SITUATIONS: tuple[Situation, ...] = get_args(Situation)

# Whoever is in trouble or angry wants neither advice nor cheer.
TROUBLED: frozenset[Situation] = frozenset({"outage", "complaint"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the routing found in a letter, and when it came."""

    category: str  # "technical", "finance", "sysadmin"
    urgency: str  # "outage", "technical", "diagnostics", "general", "finance"
    thanks: bool = False  # nothing but thanks
    complaint: bool = False
    feature_wish: bool = False
    reopens: bool = False  # goes on a ticket that was closed
    proven: bool = False
    on_duty: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """The situation, and why."""

    situation: Situation
    reason: str


def choose(reading: Reading) -> Chosen:
    """The situation of a letter.

    A reopened ticket is named to a proven sender only: another would learn that there was one. At
    night an order or an invoice keeps its own words, which say what comes next.
    """
    cases: tuple[tuple[bool, Situation, str], ...] = (
        (reading.urgency == "outage", "outage", "something is down"),
        (reading.thanks, "thanks", "the letter only thanks"),
        (reading.complaint, "complaint", "the letter complains"),
        (reading.reopens and reading.proven, "reopened", "the letter reopens a ticket"),
        (reading.feature_wish, "feature_wish", "the letter wishes for something new"),
        (reading.category == "finance", "finance", "the category is finance"),
        (reading.category == "sysadmin", "sysadmin", "the category is sysadmin"),
        (not reading.on_duty, "out_of_hours", "nobody is on duty"),
        (
            reading.urgency in ("technical", "diagnostics"),
            "technical",
            f"the urgency is {reading.urgency}",
        ),
    )
    for holds, situation, reason in cases:
        if holds:
            return Chosen(situation, reason)
    return Chosen("general", "nothing more special fits")
