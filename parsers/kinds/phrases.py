"""Hundreds of phrases, of which most texts hold none, found without looking for each.

A phrase can only stand in a text that has a word with the same beginning as one of its words. So
the phrases are kept by such a beginning, and a text is asked only for those whose it has.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_BEGINNING = 4  # letters
_WORD = re.compile(rf"[a-zа-яёіїєґ]{{{_BEGINNING},}}")
_OTHER_SCRIPT = re.compile(r"[^\x00-\u04ff\u2000-\u206f]")  # one without spaces between words


class Phrases:
    """Lower-case phrases, each of which begins where a word does."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._always: list[tuple[int, str]] = []
        self._by_beginning: dict[str, list[tuple[int, str]]] = {}
        for place, phrase in enumerate(phrases):
            found = [] if _OTHER_SCRIPT.search(phrase) else _WORD.findall(phrase)
            key = max(found, key=len, default="")[:_BEGINNING]
            self._by_beginning.setdefault(key, []).append((place, phrase))
        self._always = self._by_beginning.pop("", [])

    def within(self, text: str) -> list[str]:
        """Those that stand in ``text``, in the order of the table."""
        found = [one for one in self._always if one[1] in text]
        for beginning in beginnings(text) & self._by_beginning.keys():
            found += [one for one in self._by_beginning[beginning] if one[1] in text]
        return [phrase for _, phrase in sorted(found)]


@lru_cache(maxsize=8)  # many tables are asked about one text
def beginnings(text: str) -> frozenset[str]:
    """How the longer words of a text begin."""
    return frozenset(word[:_BEGINNING] for word in _WORD.findall(text))
