"""Phrases that mean one thing in a hosting client's letter, found in one pass over its words.

A pattern is words in a row: ``work*`` is a beginning, ``a|b`` alternatives, ``~`` up to three words
between, ``~~`` up to seven, ``0`` any number. A pattern never crosses the end of a sentence.
Matching costs a few look-ups for each word, however many patterns there are.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from gateway.routing.text import MOST_WORDS, Word, Zone, fold

_NUMBER = "0"  # in a pattern: any number
_SHORTEST, _LONGEST = 2, 16  # of a beginning
_MOST_HITS = 40  # of one concept in one zone
_GAPS = {"~": 3, "~~": 7}


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept with the words that express it: indices into the zone's words."""

    concept: str
    first: int
    last: int


_MOST_KEPT = 20_000  # words


@dataclass(frozen=True, slots=True)
class _Step:
    exact: frozenset[str]
    beginnings: tuple[str, ...]
    gap: int  # words that may stand before it

    def fits(self, word: str) -> bool:
        if word in self.exact or word.startswith(self.beginnings):
            return True
        return _NUMBER in self.exact and word.isdigit()


@dataclass(frozen=True, slots=True)
class _Pattern:
    concept: str
    rest: tuple[_Step, ...]


class Lexicon:
    """Compiled patterns."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self.concepts = tuple(patterns)
        self._started: dict[str, tuple[_Pattern, ...]] = {}
        self._exact: dict[str, list[_Pattern]] = defaultdict(list)
        self._beginnings: dict[str, list[_Pattern]] = defaultdict(list)
        for concept, text in patterns.items():
            for line in text.replace("/", "\n").split("\n"):
                if line.strip():
                    self._add(concept, line.split())

    def _add(self, concept: str, parts: Sequence[str]) -> None:
        steps: list[_Step] = []
        gap = 0
        for part in parts:
            if part in _GAPS:
                gap = _GAPS[part]
                continue
            words = [word for word in part.split("|") if word]
            steps.append(
                _Step(
                    frozenset(fold(word) for word in words if not word.endswith("*")),
                    tuple(fold(word[:-1]) for word in words if word.endswith("*")),
                    gap,
                )
            )
            gap = 0
        pattern = _Pattern(concept, tuple(steps[1:]))
        for word in steps[0].exact:
            self._exact[word].append(pattern)
        for beginning in steps[0].beginnings:
            if not _SHORTEST <= len(beginning) <= _LONGEST:
                raise ValueError(f"{concept}: a beginning of {len(beginning)} letters: {beginning}")
            self._beginnings[beginning].append(pattern)

    def find(self, words: Sequence[Word]) -> Iterator[Hit]:
        """Every concept that the words express."""
        seen: dict[str, int] = defaultdict(int)
        for at, word in enumerate(words):
            for pattern in self._starting(word.folded):
                if seen[pattern.concept] >= _MOST_HITS:
                    continue
                last = _end(pattern.rest, words, at)
                if last >= 0:
                    seen[pattern.concept] += 1
                    yield Hit(pattern.concept, at, last)

    def _starting(self, word: str) -> tuple[_Pattern, ...]:
        """What may begin with the word; kept, since letters share most of their words."""
        found = self._started.get(word)
        if found is None:
            found = tuple(self._look_up(word))
            if len(self._started) < _MOST_KEPT:
                self._started[word] = found
        return found

    def _look_up(self, word: str) -> Iterator[_Pattern]:
        yield from self._exact.get(_NUMBER if word.isdigit() else word, ())
        if word.isdigit():
            yield from self._exact.get(word, ())
            return
        for length in range(_SHORTEST, min(len(word), _LONGEST) + 1):
            yield from self._beginnings.get(word[:length], ())


def _end(steps: Sequence[_Step], words: Sequence[Word], at: int) -> int:
    """Index of the last word when the steps fit behind word ``at``, else -1."""
    sentence = words[at].sentence
    for step in steps:
        for near in range(at + 1, min(at + 2 + step.gap, len(words))):
            if words[near].sentence != sentence:
                return -1
            if step.fits(words[near].folded):
                at = near
                break
        else:
            return -1
    return at


@cache
def lexicon(name: str) -> Lexicon:
    """The lexicon of that name that ships with the router."""
    text = files("gateway.routing").joinpath(f"{name}.toml").read_text("utf-8")
    return Lexicon(tomllib.loads(text))


@lru_cache(maxsize=64)
def expressed(zone: Zone) -> tuple[Hit, ...]:
    """The concepts of a zone; remembered, since features, facts and tone all ask."""
    return tuple(lexicon("concepts").find(zone.words[:MOST_WORDS]))


def words(name: str) -> frozenset[str]:
    """The list of that name in ``words.toml``."""
    text = files("gateway.routing").joinpath("words.toml").read_text("utf-8")
    found: str = tomllib.loads(text)[name]
    return frozenset(found.split())
