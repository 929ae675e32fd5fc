"""The line above a quotation that says who wrote it and when: "On … wrote:", «… пишет:».

No standard describes it. Judged are its parts, which are the same in all languages: a date, a time,
an address, a verb of the table, a name, the colon at the end; and how much of it is something else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from parsers.quoting.phrases import (
    BLANK,
    DECORATION,
    FILLERS,
    LAST_WORDS,
    MONTHS,
    NOT_NAMES,
    OPENERS,
    PRESENT,
    VERB,
    VERB_WORDS,
    VERBS_UNSPACED,
    WEEKDAYS,
    fold,
)

_LONGEST = 400  # characters of such a line with its continuations
_MOST_LINES = 5

_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}(?!\d)|\d{4} ?[年년]")
_FIELD = re.compile(r"[^\W\d][:：]\s+[^\s<>]")  # "Name: value" is told of something else
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE_BEHIND = re.compile(r":\s\([^()]{6,60}\)$")  # "… skrev: (12 mars 2026 14:05)"
_ADDRESS = re.compile(r"[\w>)]@[\w(<\[]|mailto:")
_WORD_ENDS = " \t,;:.\"'«»“”„()[]<>*_|-–—："


class Sureness(IntEnum):
    """How far a line is an attribution."""

    NO = 0
    ABOVE_MARKS = 1  # if marked lines follow it
    NAMED = 2  # a full name and a verb: if marked lines follow, or it stands apart
    SURE = 3


@dataclass(frozen=True, slots=True)
class _Parts:
    ends: bool  # in a colon, or between dashes
    verb: bool
    date: bool
    time: bool
    address: bool
    names: int
    prose: int  # words that are none of all these
    words: int
    pronoun: bool
    opens: bool  # begins with a date, a day or a word that stands before one


def may_end(line: str) -> bool:
    """The quick look: can an attribution end with this line?"""
    end = line.rstrip(BLANK + "*_-")
    if not end:
        return False
    if end[-1] in ":：" or (end[-1] in ">)" and "@" in end[-200:]):
        return True
    last = end[-40:].split()[-1:]
    return bool(last) and fold(last[0].strip(_WORD_ENDS)) in LAST_WORDS


def introduces(line: str) -> bool:
    """Does the sender's own text announce what follows ("the log says:")?"""
    if not line.rstrip(BLANK).endswith((":", "：")) or judge(line) is not Sureness.NO:
        return False
    return len(line) > _LONGEST or _take_apart(line).prose > 1


def find(lines: Sequence[str], end: int, floor: int) -> tuple[int, Sureness]:
    """Where the attribution that ends with line ``end`` begins, at ``floor`` or below."""
    best, sureness = end, judge(lines[end])
    text, at = lines[end], end if _can_be_continued(lines[end]) else floor
    while (
        sureness < Sureness.SURE and at > floor and end - at < _MOST_LINES and len(text) < _LONGEST
    ):
        at -= 1
        text = f"{lines[at]} {text}"
        wider = judge(text)
        if wider is Sureness.SURE or (wider > sureness and _opens(lines[at])):
            best, sureness = at, wider
    if sureness is Sureness.NO:
        return end, sureness
    return _widened(lines, best, end, floor), sureness


def _can_be_continued(line: str) -> bool:
    """The last of several lines is about the author or the date still: "Licensed:" isn't."""
    parts = _take_apart(line[:_LONGEST])
    return parts.verb or parts.address or parts.date or parts.time


def judge(text: str) -> Sureness:
    """How far this text, a line or several joined, is an attribution."""
    if len(text) > _LONGEST:
        return Sureness.NO
    parts = _take_apart(text)
    known = parts.date or parts.time
    if not parts.verb and _FIELD.search(text):
        told = parts.ends and known and parts.address and parts.prose <= 3
        return Sureness.ABOVE_MARKS if told else Sureness.NO
    if parts.prose > 8 or parts.words > 40:
        return Sureness.NO
    if not parts.ends:
        return _without_colon(parts)
    if _is_sure(parts, text):
        return Sureness.SURE
    if not parts.prose and not parts.pronoun and parts.words <= 8:
        # "Google Chrome says:" has the same form, in the present
        told = parts.verb and PRESENT.search(fold(text)) is None
        if parts.names > 1 and (told or (parts.date and parts.time)):
            return Sureness.NAMED
    weak = parts.verb or parts.address or parts.date or _is_full_name(parts)
    if weak and parts.prose <= (6 if parts.verb else 3) and not parts.pronoun:
        return Sureness.ABOVE_MARKS
    return Sureness.NO


def _is_sure(parts: _Parts, text: str) -> bool:
    known = parts.date or parts.time
    few = 3 if parts.address else 1
    if parts.verb and (known or parts.address) and parts.prose <= few and not parts.pronoun:
        return True
    if known and parts.address and (parts.prose <= 2 or _is_long_name(parts, text)):
        return True
    return parts.date and parts.time and parts.names > 0 and not parts.prose and parts.opens


def _is_long_name(parts: _Parts, text: str) -> bool:
    """A department with a long name, between a date and an address in brackets."""
    if parts.pronoun or not (parts.opens and parts.time):
        return False
    return text.rstrip(BLANK + "*:").endswith(">")


def _without_colon(parts: _Parts) -> Sureness:
    """Few leave the colon out; older ones of Gmail wrote a date, a name and an address alone."""
    if parts.prose > 1 or parts.pronoun:
        return Sureness.NO
    if not (parts.date or parts.time) or not parts.opens:
        return Sureness.ABOVE_MARKS if parts.verb and _is_full_name(parts) else Sureness.NO
    if parts.verb:
        return Sureness.SURE if parts.address else Sureness.ABOVE_MARKS
    return Sureness.ABOVE_MARKS if parts.address and parts.words <= 8 else Sureness.NO


def _is_full_name(parts: _Parts) -> bool:
    return parts.names > 1 and not parts.prose and parts.words < 6


def _widened(lines: Sequence[str], start: int, end: int, floor: int) -> int:
    """Lines above that belong to it: the date in front, or the name before its address."""
    if start == floor + 1 and _begins_attribution(lines[floor]):
        return floor
    if _opens(lines[start]):
        return start
    for at in range(start - 1, max(floor, end - _MOST_LINES) - 1, -1):
        if _opens(lines[at]) and judge(" ".join(lines[at : end + 1])) is Sureness.SURE:
            return at
    first = lines[start].lstrip(" \t*_")[:1]
    if start > floor and (first in "<([" or first.islower()):
        above = _take_apart(lines[start - 1])
        if (
            not above.prose
            and not above.pronoun
            and (above.names or above.address)
            and above.words <= 6
        ):
            return start - 1
    return start


def _begins_attribution(line: str) -> bool:
    """The first of two lines that stand apart: a date or an address, and hardly a word beside."""
    parts = _take_apart(line[:_LONGEST])
    told = (parts.date or parts.time) and (parts.names or parts.address)
    return bool(told) and parts.prose <= 1 and not parts.pronoun and not parts.ends


def _opens(line: str) -> bool:
    parts = _take_apart(line[:_LONGEST])
    return parts.opens and (parts.date or parts.time)


def _take_apart(text: str) -> _Parts:
    plain = text.strip(BLANK + "*_>")
    core = plain.strip(DECORATION)
    dashed = plain[:2] in ("--", "==", "—", "––") and len(plain) > len(core) + 4
    folded = fold(core)
    words = core.split()
    counted = _count(words)
    opens = _begins_with_date(words)
    numbers = sum(word[:1].isdigit() for word in words)
    return _Parts(
        ends=core.endswith((":", "：")) or dashed or _DATE_BEHIND.search(core) is not None,
        verb=VERB.search(folded) is not None or any(verb in folded for verb in VERBS_UNSPACED),
        date=_DATE.search(core) is not None
        or (_YEAR.search(core) is not None and numbers > 1)
        or (opens and _has_day_and_month(words)),
        time=_TIME.search(core) is not None,
        address=_ADDRESS.search(core) is not None,
        names=counted[0],
        prose=counted[1],
        words=len(words),
        pronoun=counted[2],
        opens=opens,
    )


def _count(words: Sequence[str]) -> tuple[int, int, bool]:
    """Names, words of prose, and whether a word of NOT_NAMES is among them."""
    names = prose = 0
    pronoun = False
    plain = [word.strip(_WORD_ENDS) for word in words]
    for at, word in enumerate(plain):
        key = fold(word)
        if not word or not word[0].isalpha() or "@" in word or key in VERB_WORDS:
            continue
        if key in FILLERS and not (at == 0 and _is_pronoun(key, plain)):
            continue
        near = _near_number(plain, at)
        if near and (key.startswith(MONTHS) or (key not in NOT_NAMES and not word[0].isupper())):
            continue
        if key in NOT_NAMES:
            pronoun = True
            prose += 1
        elif key.startswith(WEEKDAYS) and at < 3 and len(word) < 13:
            continue
        elif not word[0].islower():
            names += 1
        else:
            prose += 1
    return names, prose, pronoun


def _is_pronoun(key: str, words: Sequence[str]) -> bool:
    """A pronoun: but "on" stands before a date in English, "il" in Italian."""
    return key in NOT_NAMES and not (
        _near_number(words, 1) or fold("".join(words[1:2])).startswith(WEEKDAYS)
    )


def _has_day_and_month(words: Sequence[str]) -> bool:
    pairs = pairwise(words)
    return any(
        day.strip(_WORD_ENDS).isdigit() and fold(month).startswith(MONTHS)
        for one, two in pairs
        for day, month in ((one, two), (two, one))
    )


def _near_number(words: Sequence[str], at: int) -> bool:
    return any(word[:1].isdigit() for word in words[max(at - 1, 0) : at + 2])


def _begins_with_date(words: Sequence[str]) -> bool:
    first = [fold(word.strip(_WORD_ENDS)) for word in words[:3]]
    if not first:
        return False
    return (
        first[0][:1].isdigit()
        or first[0] in OPENERS
        or first[0].startswith(WEEKDAYS)
        or " ".join(first[:2]) in OPENERS
    )
