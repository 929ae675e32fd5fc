"""What the rules of tone read, and what they find."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import Pattern

from acknowledgements.language import Language


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that should be others, or are missing. ``line`` counts from 1."""

    rule: str
    line: int
    found: str
    better: str


@dataclass(frozen=True, slots=True)
class Text:
    """What is checked: ``words`` with template marks taken out, line for line as in ``source``."""

    source: str
    words: str
    language: Language
    whole: bool  # a letter from greeting to name; else one part of it
    longest: int

    def line(self, offset: int) -> int:
        """The line in which a place of ``words`` stands."""
        return self.words.count("\n", 0, offset) + 1


Phrases = Sequence[tuple[Pattern[str], str]]


def phrases_in(text: Text, rule: str, phrases: Phrases) -> Iterator[Finding]:
    """A finding for each place at which one of the patterns stands."""
    for pattern, better in phrases:
        for match in pattern.finditer(text.words):
            found = " ".join(match.group().split())
            yield Finding(rule, text.line(match.start()), found, better)
