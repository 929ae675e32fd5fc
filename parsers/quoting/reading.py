"""The lines of a letter, each with the part to which it goes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.quoting.header_block import fields
from parsers.quoting.phrases import BLANK
from parsers.quoting.quoted import quoted_lines
from parsers.quoting.separators import helpdesk_phrases, is_rule

NEW, QUOTED, SIGNATURE = 0, 1, 2


@dataclass(slots=True)
class Reading:
    """What is known of each line, and what is decided on the way."""

    lines: Sequence[str]
    marked: bytearray  # has the line a mark of quotation?
    fields: Sequence[tuple[str, ...]]  # what header field it may be
    helpdesk: tuple[str, ...]  # phrases of separators that occur at all
    labels: bytearray
    cut: int  # from this line on all is quoted, without marks; len(lines) when nothing is
    forward: int  # from this line on all is a forward; len(lines) when there is none
    attributions: int = 0
    candidates: int = 0  # lines that ended like one
    answers: bool = True  # the letter's header says so, or may say so
    forwards: bool = False  # the subject says so
    first_attribution: int = -1  # above marked lines
    unattributed: list[tuple[int, int]] = field(default_factory=list)  # marked, by nobody named
    introduced: list[tuple[int, int]] = field(default_factory=list)  # marked, but announced
    defects: list[str] = field(default_factory=list)

    def own_above(self, start: int) -> bool:
        """Has the sender said anything above this line?"""
        return any(
            label == NEW and line and not is_blank(line) and not is_rule(line)
            for label, line in zip(self.labels[:start], self.lines, strict=False)
        )

    def next_line(self, at: int) -> int:
        """The first line from ``at`` on that isn't blank."""
        while at < len(self.lines) and is_blank(self.lines[at]):
            at += 1
        return at

    def has(self, label: int) -> bool:
        """Is there a line with words of this part?"""
        return any(
            one == label and line and not is_blank(line) and not is_rule(line)
            for one, line in zip(self.labels, self.lines, strict=True)
        )

    def of(self, label: int) -> Iterator[str]:
        """The lines of this part."""
        pairs = zip(self.labels, self.lines, strict=True)
        return (line for one, line in pairs if one == label)


def reading(
    text: str, lines: Sequence[str], *, answers: bool = True, forwards: bool = False
) -> Reading:
    """All lines the sender's, until something is found."""
    return Reading(
        lines=lines,
        marked=quoted_lines(lines),
        fields=fields(lines),
        helpdesk=helpdesk_phrases(text),
        labels=bytearray(len(lines)),
        cut=len(lines),
        forward=len(lines),
        answers=answers,
        forwards=forwards,
    )


def is_blank(line: str) -> bool:
    """Nothing to see in this line."""
    return not line or line.isspace() or not line.strip(BLANK)
