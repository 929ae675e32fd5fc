"""What of a letter the statistical model sees: concepts, words, pairs of words, parts of words.

Each group is scaled by its size, so that a long letter does not shout down a short one, and each
feature remembers the words that made it: they are what a reason names.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from gateway.routing.lexicon import lexicon
from gateway.routing.text import Letter, Word

MOST_WORDS = 700  # of the body; a letter has said what it is about by then
_STEM = 6
_GRAMS = (3, 4, 5)
_MOST_GRAM_WORDS = 250

SUBJECT, BODY = "subject", "body"


@dataclass(frozen=True, slots=True)
class Place:
    """Words of the letter: the zone, and indices into its words."""

    zone: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Features:
    """Values by name, and where each concept, word and pair stands."""

    values: Mapping[str, float]
    places: Mapping[str, Sequence[Place]]


# weight of a group before its size is divided out: tuned by cross-validation
SCALES = {"c": 1.0, "cs": 0.7, "w": 2.0, "ws": 1.0, "b": 1.0, "g": 1.0, "gs": 0.5, "l": 0.5}


def extract(letter: Letter) -> Features:
    """The features of a letter."""
    groups: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    subject, body = letter.subject.words, letter.own.words[:MOST_WORDS]
    for zone, words in ((SUBJECT, subject), (BODY, body)):
        mark = "s" if zone == SUBJECT else ""
        for hit in lexicon("concepts").find(words):
            place = Place(zone, hit.first, hit.last)
            groups["c"][hit.concept].append(place)
            if mark:
                groups["cs"][hit.concept].append(place)
        _words(groups, zone, words)
        _grams(groups["g" + mark], words)
    groups["l"][_length(len(body))].append(Place(BODY, 0, -1))
    values: dict[str, float] = {}
    places: dict[str, Sequence[Place]] = {}
    for group, found in groups.items():
        value = SCALES[group] / (1.0 if group in ("c", "cs", "l") else sqrt(len(found) or 1))
        for name, where in found.items():
            values[f"{group}:{name}"] = value
            if where:
                places[f"{group}:{name}"] = where
    return Features(values, places)


def _words(groups: Mapping[str, dict[str, list[Place]]], zone: str, words: Sequence[Word]) -> None:
    before = ""
    sentence = -1
    for at, word in enumerate(words):
        stem = stem_of(word.folded)
        groups["w"][stem].append(Place(zone, at, at))
        if zone == SUBJECT:
            groups["ws"][stem].append(Place(zone, at, at))
        if word.sentence == sentence:
            groups["b"][f"{before} {stem}"].append(Place(zone, at - 1, at))
        before, sentence = stem, word.sentence


def _grams(found: dict[str, list[Place]], words: Sequence[Word]) -> None:
    for word in {word.folded for word in words[:_MOST_GRAM_WORDS]}:
        if word.startswith("qq") or word.isdigit():
            continue
        for gram in grams(word[:24]):
            found[gram]


def grams(word: str) -> Iterator[str]:
    """Parts of a word with its edges marked."""
    marked = f"<{word}>"
    for size in _GRAMS:
        for at in range(len(marked) - size + 1):
            yield marked[at : at + size]


def stem_of(word: str) -> str:
    """A beginning that the forms of a word share."""
    if word.startswith("qq"):
        return word
    return "0" if word.isdigit() and word not in _TELLING_NUMBERS else word[:_STEM]


_TELLING_NUMBERS = frozenset(
    {"404", "403", "500", "502", "503", "504", "530", "535", "550", "22", "25", "53", "80", "443"}
    | {"21", "3389", "3306", "1500", "993", "465", "587", "1"}
)


def _length(words: int) -> str:
    return "short" if words < 20 else "middle" if words < 90 else "long"
