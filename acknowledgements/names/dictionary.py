"""Our own lists of words: given names, and words that no person's name holds. Read once, at import.

One word a line. A name stands in one file only, by the language in which it is most at home; a name
with ``ё`` is also known in its spelling with ``е``.
"""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

_CYRILLIC = ("ru", "uk", "be", "kk", "tt", "neighbours")
_LATIN = ("en", "transliterated")


def _words(name: str) -> list[str]:
    return files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8").split()


def _names(*lists: str) -> Mapping[str, str]:
    spelt: dict[str, str] = {}
    for name in (name for one in lists for name in _words(one)):
        spelt[name.casefold()] = name
        spelt.setdefault(name.casefold().replace("ё", "е"), name.replace("ё", "е"))
    return MappingProxyType(spelt)


LATIN_NAMES = _names(*_LATIN)  # casefolded -> as it is written
ALL_NAMES = _names(*_CYRILLIC, *_LATIN)
NOT_A_PERSON = frozenset(_words("not_a_person"))  # casefolded, ``е`` for ``ё``
