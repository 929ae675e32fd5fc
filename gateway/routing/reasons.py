"""Which words decided, and proof that they did.

The weights say which words spoke for a class; the letter without them says whether that is so. Only
words whose removal makes the class less likely are named.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gateway.routing.features import SUBJECT, Features, Place, extract
from gateway.routing.judge import Verdict
from gateway.routing.model import CLASSES, OFFSETS, Model
from gateway.routing.rules import RULES
from gateway.routing.text import Letter, Zone

_MOST_WORDS = 3
_LONGEST = 60  # characters of one piece of evidence
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """Words of the letter that made a class likelier; without them it is less likely."""

    question: str
    decision: str
    words: tuple[str, ...]  # as they are written in the letter
    confidence: float
    without: float  # the confidence in the same class when the words are taken out

    def __str__(self) -> str:
        said = ", ".join(f"«{word}»" for word in self.words)
        return f"{self.question} {self.decision} ({self.confidence:.0%}): {said}"


def reasons(
    model: Model,
    letter: Letter,
    features: Features,
    verdict: Verdict,
    judged: Callable[[Features], Verdict],
    questions: Iterable[str] = CLASSES,
) -> tuple[Reason, ...]:
    """One reason for each of the questions that words of the letter decided."""

    @cache
    def lacking(words: tuple[str, ...]) -> Verdict:
        return judged(extract(without(letter, words)))

    found = (_reason(model, letter, features, verdict, lacking, question) for question in questions)
    return tuple(reason for reason in found if reason is not None)


def _reason(
    model: Model,
    letter: Letter,
    features: Features,
    verdict: Verdict,
    lacking: Callable[[tuple[str, ...]], Verdict],
    question: str,
) -> Reason | None:
    decision = verdict.of(question)
    confidence = verdict.confidence(question)
    words = _telling(model, letter, features, question, decision)
    while words:
        chance = lacking(tuple(words)).chances[question][decision]
        if chance < confidence:
            return Reason(question, decision, tuple(words), confidence, chance)
        words = words[:-1]
    return None


def without(letter: Letter, words: Sequence[str]) -> Letter:
    """The letter with every occurrence of those words taken out."""
    return replace(
        letter,
        subject=_without(letter.subject, words),
        own=_without(letter.own, words),
    )


def _without(zone: Zone, words: Iterable[str]) -> Zone:
    return Zone(zone.text, tuple(span for word in words for span in _standing(zone.text, word)))


def _standing(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where the word stands by itself. No pattern: each would be compiled for one letter."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_is_inside(text[at - 1 : at]) or _is_inside(text[end : end + 1])):
            yield at, end
        at = text.find(word, end)


def _is_inside(char: str) -> bool:
    return char.isalnum() or char == "_"


def _telling(
    model: Model, letter: Letter, features: Features, question: str, decision: str
) -> list[str]:
    """The pieces of text that spoke loudest for the class."""
    column = OFFSETS[question] + CLASSES[question].index(decision)
    ruled = {
        need: rule.weight
        for rule in RULES
        if rule.column == column and rule.speaks(features.places)
        for need in rule.needs
    }
    loud: dict[Place, float] = defaultdict(float)
    values = features.values
    for name, places in features.places.items():
        added = model.weight(name, column) * values[name] + ruled.get(name, 0.0)
        for place in places[:8] if added > 0 else ():
            if place.last >= place.first:
                loud[place] += added
    chosen: list[str] = []
    taken: list[Place] = []
    for place, _ in sorted(loud.items(), key=lambda item: (-item[1], item[0].first)):
        if any(_overlap(place, other) for other in taken):
            continue
        text = _text(letter, place)
        if len(text) < _FEWEST_LETTERS or len(text) > _LONGEST or text in chosen:
            continue
        taken.append(place)
        chosen.append(text)
        if len(chosen) == _MOST_WORDS:
            break
    return chosen


def _text(letter: Letter, place: Place) -> str:
    zone = letter.subject if place.zone == SUBJECT else letter.own
    words = zone.words
    return zone.text[words[place.first].start : words[place.last].end]


def _overlap(one: Place, other: Place) -> bool:
    return one.zone == other.zone and one.first <= other.last and other.first <= one.last
