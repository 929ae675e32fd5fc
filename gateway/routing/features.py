"""What of a letter the statistical model sees: concepts, words, pairs of words, parts of words.

Each group is scaled by its size, so that a long letter does not shout down a short one, and each
feature remembers the words that made it: they are what a reason names.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import sqrt

from gateway.routing.lexicon import expressed
from gateway.routing.text import MOST_WORDS, Letter, Word, Zone

_STEM = 6
_GRAMS = (3, 4, 5)
_MOST_GRAM_WORDS = 250
_HEAD = 40  # words in which most letters say what they want
_MOST_TOGETHER = 14  # concepts of one sentence that are paired
_REPLY_MARKS = ("re:", "re[", "aw:", "sv:", "отв:", "ha:", "на:", "fw:", "fwd:", "пересл:", "вт:")
_OF_A_REPLY = 0.3
_ENOUGH = 8  # words of a text that speaks for itself

SUBJECT, BODY = "subject", "body"

# weight of a group before its size is divided out: tuned by cross-validation
SCALES = {
    "c": 1.0,  # a concept
    "cs": 1.0,  # a concept in the subject
    "h": 0.7,  # a concept in the first words
    "p": 0.7,  # two concepts in one sentence
    "l": 0.5,  # how long, whether a reply
    "w": 3.0,  # a word
    "ws": 2.0,  # a word of the subject
    "b": 1.5,  # two words in a row
    "g": 1.5,  # a part of a word
    "gs": 0.5,  # a part of a word of the subject
}
COUNTED_BARE = ("c", "cs", "h", "p", "l")  # groups whose size is not divided out
_SUBJECT_ONLY = ("cs", "ws", "gs")


@dataclass(frozen=True, slots=True)
class Place:
    """Words of the letter: the zone, and indices into its words."""

    zone: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Group:
    """Features of one kind, all with the same value."""

    value: float
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Features:
    """Groups of features, and where each concept, word and pair stands."""

    groups: Sequence[Group]
    places: Mapping[str, Sequence[Place]]

    @property
    def values(self) -> dict[str, float]:
        """Value by name."""
        return {name: group.value for group in self.groups for name in group.names}


_Found = defaultdict[str, dict[str, list[Place]]]


def extract(letter: Letter) -> Features:
    """The features of a letter."""
    found: _Found = defaultdict(dict)
    reply = letter.subject.text.lstrip()[:12].lower().startswith(_REPLY_MARKS)
    # the subject of a reply is often of an older matter: it counts little beside a text
    apart = reply and len(letter.own.words) >= _ENOUGH
    for zone, part in ((SUBJECT, letter.subject), (BODY, letter.own)):
        only_marked = apart and zone == SUBJECT
        words = part.words[:MOST_WORDS]
        _concepts(found, zone, part, only_marked=only_marked)
        _words(found, zone, words, only_marked=only_marked)
        _grams(found["gs" if zone == SUBJECT else "g"], words)
    if reply:
        found["l"]["reply"] = []
    found["l"][_length(len(letter.own.words))] = []
    groups: list[Group] = []
    places: dict[str, Sequence[Place]] = {}
    for kind, features in found.items():
        value = SCALES[kind] / (1.0 if kind in COUNTED_BARE else sqrt(len(features) or 1))
        if reply and kind in _SUBJECT_ONLY:
            value *= _OF_A_REPLY
        groups.append(Group(value, [f"{kind}:{name}" for name in features]))
        places |= {f"{kind}:{name}": where for name, where in features.items() if where}
    return Features(groups, places)


def _concepts(found: _Found, zone: str, part: Zone, *, only_marked: bool) -> None:
    together: defaultdict[int, dict[str, Place]] = defaultdict(dict)
    words = part.words
    for hit in expressed(part):
        place = Place(zone, hit.first, hit.last)
        if not only_marked:
            found["c"].setdefault(hit.concept, []).append(place)
        if zone == SUBJECT:
            found["cs"].setdefault(hit.concept, []).append(place)
        elif hit.first < _HEAD:
            found["h"].setdefault(hit.concept, []).append(place)
        together[words[hit.first].sentence].setdefault(hit.concept, place)
    if only_marked:
        return
    for met in together.values():
        for one, other in combinations(sorted(met)[:_MOST_TOGETHER], 2):
            first, last = sorted((met[one], met[other]), key=lambda place: place.first)
            found["p"].setdefault(f"{one} {other}", []).append(
                Place(zone, first.first, max(first.last, last.last))
            )


def _words(found: _Found, zone: str, words: Sequence[Word], *, only_marked: bool) -> None:
    before, sentence = "", -1
    for at, word in enumerate(words):
        stem = stem_of(word.folded)
        place = Place(zone, at, at)
        if zone == SUBJECT:
            found["ws"].setdefault(stem, []).append(place)
        if only_marked:
            continue
        found["w"].setdefault(stem, []).append(place)
        if word.sentence == sentence:
            found["b"].setdefault(f"{before} {stem}", []).append(Place(zone, at - 1, at))
        before, sentence = stem, word.sentence


def _grams(found: dict[str, list[Place]], words: Sequence[Word]) -> None:
    for word in dict.fromkeys(word.folded for word in words[:_MOST_GRAM_WORDS]):
        if not word.startswith("qq") and not word.isdigit():
            for gram in grams(word[:24]):
                found[gram] = []


@lru_cache(maxsize=4_000)
def grams(word: str) -> tuple[str, ...]:
    """Parts of a word with its edges marked."""
    return tuple(_parts(f"<{word}>"))


def _parts(marked: str) -> Iterator[str]:
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
