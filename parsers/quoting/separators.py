"""Lines that part a letter from an older one: original, forwarded, "reply above this line"."""

from enum import Enum

from parsers.quoting.phrases import BLANK, FORWARD, HELPDESK, ORIGINAL, bare, fold

_LONGEST = 200
_RULES = frozenset("-_=*#~—–")
_FORWARD = tuple(FORWARD)
_ORIGINAL = tuple(ORIGINAL)


class Separator(Enum):
    """What begins below the line."""

    NONE = 0
    ORIGINAL = 1
    FORWARD = 2
    HELPDESK = 3
    NAKED = 4  # the words for "original message" without dashes: only above a header block


_ROOTS = (
    "above", "below", "выше", "над ", "ниже", "вище", "zeile", "ligne", "deze", "línea", "riga",
    "linha", "lini", "linje", " rad", "üzerine",
)  # fmt: skip
# one word of each phrase: few texts have any, and the phrases need not be looked for
_HELPDESK_WORDS = frozenset(
    next((root for root in _ROOTS if root in phrase), phrase) for phrase in HELPDESK
)


def helpdesk_phrases(text: str) -> tuple[str, ...]:
    """Those of the table that occur at all: nearly always none, and no line need be searched."""
    folded = fold(text)
    if not any(word in folded for word in _HELPDESK_WORDS):
        return ()
    return tuple(phrase for phrase in HELPDESK if phrase in folded)


def separator(line: str, helpdesk: tuple[str, ...] = ()) -> Separator:
    """What this line parts, if anything."""
    if len(line) > _LONGEST:
        return Separator.NONE
    if helpdesk and any(phrase in fold(line) for phrase in helpdesk):
        return Separator.HELPDESK
    decorated = is_decorated(line)
    colon = line.rstrip(" \t\xa0*_").endswith((":", "："))
    words = bare(line)
    if words in FORWARD:
        return Separator.FORWARD if decorated or colon else Separator.NONE
    if words in ORIGINAL:
        return Separator.ORIGINAL if decorated else Separator.NAKED
    if decorated and words.startswith(_FORWARD):
        return Separator.FORWARD
    if decorated and words.startswith(_ORIGINAL):
        return Separator.ORIGINAL
    return Separator.NONE


def is_decorated(line: str) -> bool:
    """Does it begin with at least two dashes, stars or the like?"""
    start = line.lstrip(BLANK + ">8<")[:2]
    return (
        len(start) == 2
        and start[0] in _RULES
        and start[1] in _RULES | {" "}
        and line.count(start[0]) > 2
    )


def is_rule(line: str) -> bool:
    """A line of dashes or underscores alone."""
    plain = line.strip(BLANK)
    return len(plain) > 2 and plain[0] in _RULES and plain.count(plain[0]) == len(plain)
