"""The tables of ``phrases.toml``, folded for comparison. Read once, at import."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

# zero-width spaces and joiners, marks of direction, byte order marks: programs strew them about
_ZERO_WIDTH = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
INVISIBLE = "".join(map(chr, (0xAD, 0x180E, *_ZERO_WIDTH, 0xFEFF, 0xFFFC)))
BLANK = " \t\r\n\v\f\xa0\u3000" + INVISIBLE
DECORATION = BLANK + "-_=*#~—–>|+<.•·"

_FOLDED = str.maketrans({"\u202f": " ", "\u0307": None, **dict.fromkeys(INVISIBLE)})


_VARIED = re.compile(f"[{re.escape(''.join(map(chr, _FOLDED)))}]")
_SHORT = 200


def fold(text: str) -> str:
    """Without case and without the spellings that programs vary."""
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower().replace("&nbsp;", " ")
    text = normalize("NFC", text).casefold()
    text = text.replace("ё", "е").replace("’", "'").replace("\xa0", " ").replace("&nbsp;", " ")
    # the rare ones: translating is slow
    return text.translate(_FOLDED) if _VARIED.search(text) else text


# a line is asked about by many rules, one after the other
_fold_short = lru_cache(maxsize=1024)(_fold)


def bare(line: str) -> str:
    """A folded line without the rules, stars and colons around its words."""
    words = fold(line).strip(DECORATION + ":：")
    return words[2:].strip(DECORATION + ":：") if words.startswith("8<") else words


def _alternatives(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=len, reverse=True))


_TABLES: dict[str, Any] = tomllib.loads(
    files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
)


def _folded(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in phrases)


VERBS = _folded(_TABLES["verbs"])
VERBS_UNSPACED = tuple(_folded(_TABLES["verbs_unspaced"]))
PRESENT = re.compile(rf"(?<!\w)(?:{_alternatives(_folded(_TABLES['present']))})(?!\w)")
VERB_WORDS = frozenset(
    form for verb in VERBS for word in verb.split() for form in (word, word.strip("()"))
)
LAST_WORDS = frozenset(verb.split()[-1] for verb in VERBS)
VERB = re.compile(rf"(?<!\w)(?:{_alternatives(VERBS)})(?!\w)")
OPENERS = _folded(_TABLES["openers"])
FILLERS = _folded(_TABLES["fillers"]) | OPENERS
NOT_NAMES = _folded(_TABLES["not_names"])
MONTHS = tuple(_folded(_TABLES["months"]))
WEEKDAYS = tuple(_folded(_TABLES["weekdays"]))


def _kinds_by_name() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, tuple[str, ...]] = {}
    for kind, names in _TABLES["headers"].items():
        for name in _folded(names):
            kinds[name] = (*kinds.get(name, ()), kind)
    return kinds


HEADERS = _kinds_by_name()

ORIGINAL = _folded(_TABLES["separators"]["original"])
FORWARD = _folded(_TABLES["separators"]["forward"])
HELPDESK = _folded(_TABLES["separators"]["helpdesk"])
BELOW = _folded(_TABLES["below"]["phrases"])

_SIGNATURES = _TABLES["signatures"]
CLOSINGS = _folded(_SIGNATURES["closings"])
THANKS = _folded(_SIGNATURES["thanks"])
PROGRAMS = tuple(_folded(_SIGNATURES["programs"]))
PROGRAM_ENDS = tuple(_folded(_SIGNATURES["program_ends"]))
FOOTERS = tuple(_folded(_SIGNATURES["footers"]))
NOTICES = tuple(_folded(_SIGNATURES["notices"]))
LEGAL = tuple(_folded(_SIGNATURES["legal"]))
CONTACTS = tuple(_folded(_SIGNATURES["contacts"]))
CONTACT_WORDS = frozenset(one.rstrip(".: ") for one in CONTACTS)
POSTSCRIPTS = tuple(_folded(_SIGNATURES["postscripts"]))
GREETINGS = tuple(sorted(_folded(_SIGNATURES["greetings"]), key=len, reverse=True))
GREETED = _folded(_SIGNATURES["greeted"])
CLOSING_WORDS = frozenset(word for one in CLOSINGS for word in one.split()) | FILLERS
CLOSING_ENDS = _folded(_SIGNATURES["closing_ends"])
CLOSING_STARTS = _folded(_SIGNATURES["closing_starts"])
WHENCE = _folded(_SIGNATURES["whence"])
BANNERS = tuple(_folded(_SIGNATURES["banners"]))
