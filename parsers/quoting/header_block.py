"""The fields that Outlook and others print above the letter they answer (From, Sent, To)."""

import re
from collections.abc import Sequence

from parsers.quoting.phrases import HEADERS, fold

_LAST_LINE = 20_000
_MOST_LINES = 40
_OTHER_FIELD = re.compile(r"[ \t*]{0,4}[^\W\d_][\w ]{1,20}:[ \t]+\S")
_TIME = re.compile(r"\d:\d\d")
_LONGEST_NAME = 34
_MARKS = " \t\xa0*_>|•"


def field_kinds(line: str) -> tuple[str, ...]:
    """What field this line may be, () for none; some names mean two in different languages."""
    start = line.lstrip(_MARKS)[: _LONGEST_NAME + 1].replace("：", ":")
    at = start.find(":")
    if at < 1:
        return ()
    return HEADERS.get(fold(start[:at]).strip(_MARKS), ())


def fields(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """What field each line may be; those far down a very long letter are none."""
    known = [
        field_kinds(line) if ":" in line or "：" in line else () for line in lines[:_LAST_LINE]
    ]
    return known + [()] * (len(lines) - len(known))


def block_end(lines: Sequence[str], kinds: Sequence[tuple[str, ...]], start: int) -> int:
    """The line after the header block that begins at ``start``; -1 when none begins there.

    A block names the sender and one field more, or three fields when the sender isn't first. A raw
    header, pasted to show it, is none: it is what the sender has to say.
    """
    if any("raw" in kind for kind in kinds[max(start - _MOST_LINES // 4, 0) : start]):
        return -1
    if start and not kinds[start - 1] and _OTHER_FIELD.match(lines[start - 1]):
        return -1  # a form that somebody filled in
    found: list[str] = []
    end = start
    for at in range(start, min(len(lines), start + _MOST_LINES)):
        if "raw" in kinds[at]:
            return -1
        if kinds[at]:
            kind = next((kind for kind in kinds[at] if kind not in found), kinds[at][0])
            if found.count(kind) > 1:
                break
            found.append(kind)
            end = at + 1
        elif not lines[at].strip():
            if at > end:
                break
        elif at > end or not any(kinds[at + 1 : at + 5]):  # a value may run on over a few lines
            break
        else:
            end = at + 1
    return end if _is_block(found, lines[start:end]) else -1


def _is_block(found: Sequence[str], block: Sequence[str]) -> bool:
    """A bill too names a sender and a date: no subject, no address, no time of day, no block."""
    kinds = set(found)
    if "from" not in kinds or not (found[0] == "from" or len(kinds) > 2):
        return False
    if "subject" in kinds or {"date", "to"} <= kinds:
        return True
    return bool(kinds & {"date", "to"}) and any("@" in line or _TIME.search(line) for line in block)
