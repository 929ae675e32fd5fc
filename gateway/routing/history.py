"""A client's earlier tickets: a weak hint, where his letter itself leaves doubt.

They never speak against a letter that is clear, and say nothing of urgency: what was an outage once
is none now.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from db.tickets import Earlier
from gateway.routing.model import CLASSES

QUESTIONS = ("category", "topic")
_WEIGHT = 1.0  # of tickets that are all alike: odds of one to one become e to one
_ENOUGH = 3  # tickets from which on a habit counts whole


def counted(earlier: Sequence[Earlier], question: str) -> Counter[str]:
    """How often each class was; what was unsure itself, or of no topic, is no witness."""
    named = (
        one.topic if question == "topic" else one.category
        for one in earlier
        if question == "topic" or not one.unsure
    )
    return Counter(name for name in named if name in CLASSES[question] and name != "other")


def hint(earlier: Sequence[Earlier], question: str) -> Mapping[str, float]:
    """What classes gain, in logarithms of odds."""
    counts = counted(earlier, question)
    total = counts.total()
    trust = _WEIGHT * min(total, _ENOUGH) / _ENOUGH
    return {name: trust * count / total for name, count in counts.items()}


def reason(earlier: Sequence[Earlier], question: str, decision: str) -> str:
    """In words, what they say for a class; "" for nothing."""
    counts = counted(earlier, question)
    if not counts[decision]:
        return ""
    return (
        f"history: {counts[decision]} of {counts.total()} earlier tickets of this client were"
        f" {question} {decision}"
    )
