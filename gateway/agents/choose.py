"""Which agents get a ticket. The same ticket always gets the same agent, and never nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from gateway.settings import Agent


@dataclass(frozen=True, slots=True)
class Choice:
    """``agents`` all fit, and the first of them is the one who answers: his name is under it."""

    agents: tuple[Agent, ...]
    reason: str


def choose(agents: Sequence[Agent], *, category: str, language: str, ref: str) -> Choice:
    """The agents for a ticket: by category and language, else by category, by language, or all.

    An agent who names no categories or no languages takes them all. Who of them is the first hangs
    on the ticket alone, so an agent who joins or leaves moves no ticket of the others.
    """
    steps: tuple[tuple[str, Callable[[Agent], bool]], ...] = (
        (
            f"{category}, {language or 'any language'}",
            lambda one: _takes(one.categories, category) and _takes(one.languages, language),
        ),
        (f"{category}, nobody speaks {language}", lambda one: _takes(one.categories, category)),
        (f"nobody takes {category}, {language}", lambda one: _takes(one.languages, language)),
    )
    for reason, fits in steps:
        if fitting := [one for one in agents if fits(one)]:
            return Choice(_ordered(fitting, ref), reason)
    return Choice(_ordered(agents, ref), f"nobody takes {category} or speaks {language}: everybody")


def _takes(named: Sequence[str], wanted: str) -> bool:
    return not named or not wanted or wanted in named


def _ordered(agents: Sequence[Agent], ref: str) -> tuple[Agent, ...]:
    """Rendezvous hashing: each agent draws a number for the ticket, the lowest is first."""
    return tuple(sorted(agents, key=lambda one: _drawn(ref, one.address)))


def _drawn(ref: str, address: str) -> bytes:
    return blake2b(f"{ref}\n{address.lower()}".encode(), digest_size=8).digest()
