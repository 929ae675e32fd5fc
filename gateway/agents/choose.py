"""Which agents are told of a letter. Never nobody."""

from collections.abc import Sequence

from gateway.settings import Agent


def candidates(agents: Sequence[Agent], category: str, language: str) -> list[Agent]:
    """The agents for a letter: by category and language, else by category, by language, or all.

    An agent who names no categories or no languages takes them all.
    """
    by_category = [one for one in agents if _takes(one.categories, category)]
    by_language = [one for one in agents if _takes(one.languages, language)]
    by_both = [one for one in by_category if one in by_language]
    return by_both or by_category or by_language or list(agents)


def _takes(named: Sequence[str], wanted: str) -> bool:
    return not named or not wanted or wanted in named
