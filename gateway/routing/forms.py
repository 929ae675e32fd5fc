"""All forms of a Russian word. The one place that meets pymorphy3."""

import re
from collections.abc import Iterable, Mapping

from gateway.routing.text import fold

_RUSSIAN = re.compile("[а-яё-]+", re.IGNORECASE)


def forms(words: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Folded forms by word; a word that is not Russian has one, itself.

    The dictionary is read for the call alone: it is thirty megabytes that only the start needs.
    """
    from pymorphy3 import MorphAnalyzer

    analyzer = MorphAnalyzer()
    found = {}
    for word in set(words):
        own = {fold(word)}
        if _RUSSIAN.fullmatch(word):
            own |= {fold(form.word) for one in analyzer.parse(word) for form in one.lexeme}
        found[word] = frozenset(own)
    return found
