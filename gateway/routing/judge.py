"""From scores to one category, urgency and topic that agree with each other.

The three questions are answered together: finance urgency goes with the finance category only, a
dead server is no matter of invoices, and so on. How often classes meet is learnt; what the
definitions exclude is excluded here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import exp, log
from types import MappingProxyType

from gateway.routing.classes import CATEGORIES, TOPICS, URGENCIES
from gateway.routing.model import (
    CLASSES,
    OFFSETS,
    Habits,
    probabilities,
)

_ALMOST = 0.8
_AFFINITY = 0.5  # how much the habits of classes count beside the letter itself


@dataclass(frozen=True, slots=True)
class Verdict:
    """The likeliest agreeing classes, and how likely each class is."""

    category: str
    urgency: str
    topic: str
    chances: Mapping[str, Mapping[str, float]]  # question -> class -> probability

    def of(self, question: str) -> str:
        """The class chosen for one of the three questions."""
        return {"category": self.category, "urgency": self.urgency, "topic": self.topic}[question]

    def confidence(self, question: str) -> float:
        """How likely the chosen class is right."""
        return self.chances[question][self.of(question)]


_Triple = tuple[int, int, int]
_FREE: Mapping[str, str] = MappingProxyType({})


@cache
def allowed() -> tuple[_Triple, ...]:
    """Indices of the classes that may go together."""
    return tuple(
        (i, j, k)
        for i, category in enumerate(CATEGORIES)
        for j, urgency in enumerate(URGENCIES)
        for k, topic in enumerate(TOPICS)
        if agrees(category, urgency, topic)
    )


def agrees(category: str, urgency: str, topic: str) -> bool:
    """Whether the definitions let the three go together."""
    if category == "finance":
        return urgency in ("finance", "outage") and topic in ("other", "domain", "backup")
    return urgency != "finance"


@cache
def _open_to(wanted: tuple[str, ...]) -> tuple[_Triple, ...]:
    """What may still be chosen; what is given counts more than that classes agree."""

    def fits(i: int, j: int, k: int) -> bool:
        named = (CATEGORIES[i], URGENCIES[j], TOPICS[k])
        return all(not name or name == one for name, one in zip(wanted, named, strict=True))

    every = product(range(len(CATEGORIES)), range(len(URGENCIES)), range(len(TOPICS)))
    return tuple(one for one in allowed() if fits(*one)) or tuple(
        one for one in every if fits(*one)
    )


def judge(habits: Habits, scores: Sequence[float], given: Mapping[str, str] = _FREE) -> Verdict:
    """Choose for all three questions at once; ``given`` are answers that are known beforehand."""
    logs = {
        question: [
            log(max(one, 1e-9)) for one in probabilities(scores[at : at + len(CLASSES[question])])
        ]
        for question, at in OFFSETS.items()
    }
    category, urgency, topic = logs["category"], logs["urgency"], logs["topic"]
    joint: list[tuple[float, _Triple]] = [
        (
            category[i]
            + urgency[j]
            + topic[k]
            + _AFFINITY * habits.affinity[(i * len(URGENCIES) + j) * len(TOPICS) + k],
            (i, j, k),
        )
        for i, j, k in _open_to(tuple(given.get(question, "") for question in CLASSES))
    ]
    best, chosen = max(joint)
    chances: dict[str, dict[str, float]] = {}
    for place, (question, names) in enumerate(CLASSES.items()):
        sums = [0.0] * len(names)
        sharpness = habits.sharpness[question]
        for height, indices in joint:
            sums[indices[place]] += exp(sharpness * (height - best))
        total = sum(sums)
        chances[question] = {name: one / total for name, one in zip(names, sums, strict=True)}
    urgency_chances = chances["urgency"]
    if (
        URGENCIES[chosen[1]] == "technical"
        and urgency_chances["outage"] > _ALMOST * urgency_chances["technical"]
    ):
        # a broken thing that may be a dead one is looked at sooner: the mistake costs less
        chosen = max(entry for entry in joint if URGENCIES[entry[1][1]] == "outage")[1]
    i, j, k = chosen
    return Verdict(CATEGORIES[i], URGENCIES[j], TOPICS[k], chances)
