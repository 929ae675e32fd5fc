"""Which agent signs the acknowledgement and gets the ticket. Pure, and never nobody."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from acknowledgements.duty import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person on the roster."""

    address: str
    categories: tuple[str, ...] = ()  # none: all of them
    languages: tuple[str, ...] = ()  # none: all of them
    duty: Duty | None = None  # None: hours that nobody wrote down, taken as always there
    absences: tuple[tuple[date, date], ...] = ()  # first and last day


@dataclass(frozen=True, slots=True)
class Choice:
    """The agent, by address, and why he and not another."""

    address: str
    reason: str


def choose(
    members: Sequence[Member],
    *,
    now: datetime,
    category: str,
    language: str,
    ref: str,
    knows: Collection[str] = (),
) -> Choice:
    """The agent for a ticket.

    Each wish only narrows what is left, and a wish that would leave nobody is given up: who takes
    the category, who writes the language, who isn't away, who is at work now, who knows this client
    (``knows``: addresses; give none for an unproven sender, who would be told whose client he
    claims to be), who is back first. Among equals the ticket draws.
    """
    left = list(members)
    reasons = []
    wishes: tuple[tuple[str, Callable[[Member], bool]], ...] = (
        (f"takes {category}", lambda one: _takes(one.categories, category)),
        (f"writes {language}", lambda one: _takes(one.languages, language)),
        ("isn't away", lambda one: not is_away(one, now)),
        ("is at work now", lambda one: one.duty is None or one.duty.is_on(now)),
        ("knows the client", lambda one: one.address.lower() in known),
        ("is back first", lambda one: _back(one, now) == earliest),
    )
    known = {address.lower() for address in knows}
    for reason, holds in wishes:
        earliest = min(_back(one, now) for one in left)
        fitting = [one for one in left if holds(one)]
        if fitting and len(fitting) < len(left):
            left = fitting
            reasons.append(reason)
    chosen = min(left, key=lambda one: _drawn(ref, one.address))
    return Choice(chosen.address, ", ".join(reasons) or "all agents are alike to this ticket")


def somebody_on(members: Sequence[Member], now: datetime) -> bool:
    """Whether anybody on the roster is at work at that moment."""
    return any(
        (one.duty is None or one.duty.is_on(now)) and not is_away(one, now) for one in members
    )


def _takes(named: Sequence[str], wanted: str) -> bool:
    return not named or not wanted or wanted in named


def is_away(member: Member, now: datetime) -> bool:
    """By the day on the agent's own clock, if he has one."""
    day = (now.astimezone(member.duty.zone) if member.duty else now).date()
    return any(first <= day <= last for first, last in member.absences)


def _back(member: Member, now: datetime) -> datetime:
    if member.duty is None:
        return now
    return member.duty.next_start(now) or now + timedelta(days=10_000)


def _drawn(ref: str, address: str) -> bytes:
    """Rendezvous hashing: an agent who joins or leaves moves no ticket between the others."""
    return blake2b(f"{ref}\n{address.lower()}".encode(), digest_size=8).digest()
