"""The lines of a text: long gaps closed, and attributions parted from the text in front of them."""

import re

from parsers.quoting.attribution import Sureness, judge, may_end
from parsers.quoting.phrases import DECORATION, FILLERS, fold

_LONGEST = 600
_LONGEST_END = 40
_MOST = 500  # lines that are looked at
_DAY = "[Пп]н|[Вв]т|[Сс]р|[Чч]т|[Пп]т|[Сс]б|[Вв]с"
_START = re.compile(rf"(?<=\s)(?:On|Am|Le|El|Il|Em|Op|Den|W dniu|{_DAY}),? (?=[^\n]*\d)")


def lines_of(text: str) -> list[str]:
    """All lines with words; of blank ones two at most between them.

    Some programs leave "On … wrote:" in the line of the answer: such a line becomes two.
    """
    lines: list[str] = []
    looked_at = blank = 0
    for line in text.split("\n"):
        if not line or line.isspace():
            blank += 1
            if blank < 3:
                lines.append(line)
            continue
        blank = at = 0
        if line[0] == ">" and lines and _closes_bracket(line, lines[-1]):
            lines[-1] += line
            continue
        if 40 < len(line) < _LONGEST and looked_at < _MOST and line[0] != ">" and may_end(line):
            looked_at += 1
            at = _attribution_at(line)
        if at:
            lines.append(line[:at])
        lines.append(line[at:])
    return lines


def _closes_bracket(line: str, above: str) -> bool:
    """The end of "Name <address>:" whose line was broken before the bracket is no marked line."""
    opened = above.rfind("<")
    return (
        len(line) <= _LONGEST_END
        and above.rfind(">") < opened
        and "@" in above[opened:]
        and line.rstrip().endswith((":", ">"))
    )


def _attribution_at(line: str) -> int:
    """Where the attribution begins, if words stand before it; 0 otherwise."""
    for found in _START.finditer(line):
        before = line[: found.start()]
        if "@" in before or any(char.isdigit() for char in before):
            return 0
        words = fold(before).strip(DECORATION).split()
        if words and words[0] not in FILLERS and judge(line[found.start() :]) is Sureness.SURE:
            return found.start()
    return 0
