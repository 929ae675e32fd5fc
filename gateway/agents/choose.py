"""Which agents get a ticket. The same ticket always gets the same agent, and never nobody."""

from collections.abc import Sequence
from hashlib import blake2b

from gateway.settings import Agent


def candidates(agents: Sequence[Agent], category: str, language: str) -> list[Agent]:
    """The agents for a letter: by category and language, else by category, by language, or all.

    An agent who names no categories or no languages takes them all.
    """
    by_category = [one for one in agents if _takes(one.categories, category)]
    by_language = [one for one in agents if _takes(one.languages, language)]
    by_both = [one for one in by_category if one in by_language]
    return by_both or by_category or by_language or list(agents)


def assigned(agents: Sequence[Agent], ref: str) -> Agent:
    """The one of them who answers the ticket of that ref.

    Rendezvous hashing: each agent draws a number for the ticket, and the lowest has it. So an agent
    who joins or leaves moves no ticket between the others.
    """
    return min(agents, key=lambda one: _drawn(ref, one.address))


def _takes(named: Sequence[str], wanted: str) -> bool:
    return not named or not wanted or wanted in named


def _drawn(ref: str, address: str) -> bytes:
    return blake2b(f"{ref}\n{address.lower()}".encode(), digest_size=8).digest()
