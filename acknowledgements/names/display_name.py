"""Whose given name a display name holds (RFC 5322 section 3.4), or nobody's.

A display name is whatever its sender typed, so nothing of it is ever repeated: what comes back is a
word of our own dictionary or nothing. A wrong name is worse than none: every doubt means none.
"""

import re
import unicodedata
from itertools import pairwise

from acknowledgements.names.dictionary import ALL_NAMES, LATIN_NAMES, NOT_A_PERSON

LONGEST = 64  # characters
MOST_WORDS = 5

_ASIDE = re.compile(r"\s[-–—]\s|[|/(]")  # what follows tells of a firm: "Анна | Ромашка"
_WORD = re.compile(r"[^\W\d_]{2,}(?:['-][^\W\d_]+)*|[^\W\d_]'[^\W\d_]+")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_LETTERS = re.compile(r"[^\W\d_]+")
_PARTICLES = frozenset(
    {"van", "von", "de", "den", "der", "di", "da", "del", "dos", "du", "la", "le"}
    | {"al", "el", "bin", "ibn", "ван", "фон", "де"}
)

_PATRONYMIC = re.compile(
    r".{2,}(?:[оеё]вич|[ьмкт]ич|йович|[оеа]віч|[оеё]вна|[ьимкт]ична|инична|[ії]вна|[оеаэ][ўу]на"
    r"|[уұ]лы|[кқ]ызы|оглы|[oe]vich|[oe]vna|ilyich|ichna)"
)
_SURNAME = re.compile(
    r".{2,}(?:(?:[оеёєі]в|[иіїы]н)а?|[сц]ь?к(?:ий|ій|ой|ая|а)|[иы]х|ко|[ую]к|янц?|дзе|швили|ич"
    r"|(?:[oe]v|[iy]n)a?|sk(?:y|iy|i|aya|a)|enko|[uy]k|yan|dze|shvili|vi(?:c|ć|ch))"
)


def first_name(display_name: str, language: str) -> str:
    """The given name as our dictionary spells it; "" when there is none or it isn't sure.

    ``language`` is that of the answer: an English one greets by a name in Latin letters only. A
    display name of more than LONGEST characters or MOST_WORDS words is a text, and gives none.
    """
    if len(display_name) > LONGEST or len(display_name.split()) > MOST_WORDS:
        return ""
    text = re.sub("[’ʼ]", "'", unicodedata.normalize("NFC", display_name))
    if not NOT_A_PERSON.isdisjoint(_LETTERS.findall(text.casefold().replace("ё", "е"))):
        return ""
    words = _ASIDE.split(text, maxsplit=1)[0].replace(",", " ").split()
    words = [
        word for i, word in enumerate(words) if not (0 < i < len(words) - 1 and _is_initial(word))
    ]
    if not all(_WORD.fullmatch(word) for word in words):
        return ""
    names = LATIN_NAMES if language == "en" else ALL_NAMES
    return _sure([(key, names.get(key, "")) for key in (word.casefold() for word in words)])


def _is_initial(word: str) -> bool:
    return word.isupper() and _INITIAL.fullmatch(word) is not None


def _sure(words: list[tuple[str, str]]) -> str:
    """The given name among words that come with theirs, if any."""
    for (_, name), (key, also_name) in pairwise(words):
        if name and not also_name and len(words) <= 3 and _PATRONYMIC.fullmatch(key):
            return name  # Мартин Павел Петрович: the patronymic follows the given name
    given = {name for _, name in words if name}
    others = [key for key, name in words if not name and key not in _PARTICLES]
    if len(given) != 1 or len(others) > 1:
        return ""
    if words[0][1]:
        return given.pop()  # Анна, Анна Корж
    if len(words) == 2 and others and _SURNAME.fullmatch(others[0]):
        return given.pop()  # Иванов Иван; but not «Кафе Анна»
    return ""
