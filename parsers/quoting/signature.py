"""Where a signature begins: ``-- `` (RFC 3676 section 4.3), closing words, contacts, notices.

Looked for from the end of a run of the sender's own lines upwards. Whatever is doubtful stays text.
"""

import re
from collections.abc import Sequence

from parsers.quoting.closings import is_closing
from parsers.quoting.phrases import BANNERS, BLANK, FOOTERS, LEGAL, NOTICES, THANKS, bare, fold
from parsers.quoting.separators import is_rule
from parsers.quoting.traits import (
    DASH,
    ENDS,
    is_contact,
    is_link,
    is_name,
    is_postscript,
    is_program_line,
    is_said,
    may_sign,
    names_somebody,
)

_MOST_LINES = 60  # that are looked at, from the end
_SHORTEST_NOTICE = 150  # characters of one that begins in its own way
_LEGAL_WORDS = 4
_SECRECY = ("confid", "конфид", "intended", "addressee", "адресат", "vertraulich", "riservat")
_LONGEST_BLOCK = 14  # lines of a signature
_LONGEST_TITLE = 4  # lines of a name with its position
_SURNAME, _INITIAL = r"[А-ЯЁІЇЄҐ][\w’'-]{1,30}", r"(?:[А-ЯЁІЇЄҐ]\. ?){2}"
_INITIALS = re.compile(rf"(?:{_SURNAME} {_INITIAL}|{_INITIAL}{_SURNAME})(?:,|$)")
_DELIMITERS = ("--", "—", "–", "---", "__", "___", "-- --", "*--*")


def signature_lines(lines: Sequence[str], rows: Sequence[int], author: str = "") -> set[int]:
    """Those of ``rows``, the numbers of the sender's own lines, that are his signature.

    ``author`` is his name as From has it, "" when it is not known.
    """
    name = frozenset(map(_name_part, author.split())) - {""}
    tail = list(rows)[-_MOST_LINES:]
    found: set[int] = set()
    for _ in range(8):
        block = next((block for finder in _FINDERS if (block := finder(lines, tail))), None)
        block = block or _own_name(lines, tail, name)
        if block is None:
            break
        start, stop = block.start, _before_postscript(lines, tail, block)
        if start == stop:
            break
        found.update(tail[start:stop])
        if stop < len(tail):
            break
        tail = tail[:start]
    return found


def _program_line(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """The line "Sent from my iPhone", with the link or the name that may stand below it."""
    for at in range(len(tail) - 1, max(len(tail) - 5, -1), -1):
        line = lines[tail[at]]
        if is_program_line(line):
            return range(at, len(tail))
        if not (is_link(line) or is_contact(line) or is_name(line.split())):
            break
    return None


def _footer(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """What a scanner, a list or a lawyer wrote, to the end; or a rule below the text."""
    if not tail:
        return None
    if is_rule(lines[tail[-1]]) or lines[tail[-1]].strip(BLANK) in _DELIMITERS:
        return range(len(tail) - 1, len(tail))
    last = _paragraph(tail)
    for at in range(len(tail)):
        if at < last and (at == 0 or tail[at] - tail[at - 1] == 1):
            continue  # within a paragraph, or above all of the text
        line = bare(lines[tail[at]]).lstrip('(["«')
        if at >= last and line.startswith(FOOTERS) and not _asks(lines, tail[at:]):
            return range(at, len(tail))
        if _is_notice(lines, tail[at:], named=line.startswith(NOTICES)):
            return range(at, len(tail))
    return None


def _is_notice(lines: Sequence[str], rows: Sequence[int], *, named: bool) -> bool:
    """The first paragraph of these speaks of secrecy, viruses or paper; none below it asks.

    One that does not begin as notices do (``named``) must be full of such words.
    """
    paragraph = [row for count, row in enumerate(rows) if row - rows[0] == count]
    if not named and sum(len(lines[row]) for row in paragraph) < _SHORTEST_NOTICE:
        return False
    text = fold(" ".join(lines[row] for row in paragraph))
    if not named and not any(word in text for word in _SECRECY):
        return False
    told = sum(word in text for word in LEGAL)
    return told >= (1 if named else _LEGAL_WORDS) and not _asks(lines, rows)


def _asks(lines: Sequence[str], rows: Sequence[int]) -> bool:
    return any(lines[row].rstrip(BLANK).endswith("?") for row in rows)


def banner_lines(lines: Sequence[str], rows: Sequence[int]) -> Sequence[int]:
    """The warning that a company's gateway puts above a letter from outside."""
    first = bare(lines[rows[0]]) if rows else ""
    if not first.startswith(BANNERS) and not first.lstrip('(["«').startswith(BANNERS):
        return ()
    return [row for count, row in enumerate(rows[:6]) if row - rows[0] == count]


def _paragraph(tail: Sequence[int]) -> int:
    """Where in ``tail`` the last run of lines without a blank one between begins."""
    at = len(tail) - 1
    while at > 0 and tail[at] - tail[at - 1] == 1:
        at -= 1
    return at


def _delimiter(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """``-- `` alone in a line, and the spellings that programs and people make of it."""
    for at in range(len(tail) - 1, -1, -1):
        line = lines[tail[at]].rstrip("\r")
        plain = line.strip(BLANK)
        block = [lines[row] for row in tail[at + 1 :]]
        if line == "-- ":
            return range(at, len(tail)) if len(block) <= 30 else None
        if plain in _DELIMITERS:
            return range(at, len(tail)) if _is_below_dashes(plain, block) else None
        if plain.startswith("-- ") and _is_signed_in_line(plain, block):
            return range(at, len(tail))
        if is_rule(line) and len(block) <= 8 and any(_is_list_footer(line) for line in block):
            return range(at, len(tail))
    return None


def _is_signed_in_line(line: str, block: Sequence[str]) -> bool:
    """Such as "-- Bob Hill"; in SQL it would be a comment among others."""
    name = line[3:].split()
    return (
        len(name) < 4
        and is_name(name)
        and len(block) <= _LONGEST_BLOCK
        and all(may_sign(one) and not one.startswith("--") for one in block)
    )


def _is_below_dashes(dashes: str, block: Sequence[str]) -> bool:
    """Dashes also part paragraphs, and begin comments in SQL and documents in YAML."""
    if not block or len(block) > 20 or not all(may_sign(line) for line in block):
        return False
    first = block[0]
    if any(line.lstrip().startswith("--") for line in block):
        return False
    if dashes == "--" and len(first.split()) < 4:
        return True
    return (
        is_closing(first)
        or is_contact(first)
        or is_program_line(first)
        or is_name(first.split())
        or fold(first).rstrip(ENDS) in THANKS
    )


def _is_list_footer(line: str) -> bool:
    key = bare(line)
    if key.startswith(FOOTERS):
        return True
    return "mailing list" in key and len(key.split()) < 7 and not line.rstrip().endswith(".")


def _closing(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """«С уважением», with what stands below it, if that looks like a signature."""
    lowest = max(len(tail) - _LONGEST_BLOCK - 10, -1)
    start = next((at for at in range(len(tail) - 1, lowest, -1) if is_closing(lines[tail[at]])), -1)
    if start < 0:
        return None
    stop = start + 1
    while stop < len(tail) and may_sign(lines[tail[stop]]) and not is_postscript(lines[tail[stop]]):
        stop += 1
    while start > 0 and is_closing(lines[tail[start - 1]]):
        start -= 1
    if stop - start > _LONGEST_BLOCK:
        return None
    if stop < len(tail) and _is_asked_for(lines, tail, start):
        return None  # shown, not signed
    if stop < len(tail) and not is_postscript(lines[tail[stop]]):
        # the sender goes on below: only what is apart from that is the signature
        while stop > start + 1 and tail[stop] - tail[stop - 1] == 1:
            stop -= 1
        if stop == start + 1 and tail[stop] - tail[start] == 1:
            return None
    return range(start, stop)


def _goes_on(line: str) -> bool:
    return may_sign(line) and not is_postscript(line)


def _thanks(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """The word "Thanks," above a name: without a name below, it is something said."""
    for at in range(len(tail) - 2, max(len(tail) - _LONGEST_BLOCK, -1), -1):
        line = lines[tail[at]].strip()
        if fold(line).rstrip(ENDS) in THANKS and line.endswith(","):
            below = [lines[row] for row in tail[at + 1 :]]
            if is_name(below[0].split()) and all(may_sign(one) for one in below):
                return range(at, len(tail))
        if not may_sign(line):
            break
    return None


def _contact_block(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """A name and ways to reach it, apart from the text above."""
    start = _paragraph(tail) if tail else 0
    for _ in range(3):
        block = [lines[row] for row in tail[start:]]
        if (
            not start > 0
            or len(block) > _LONGEST_BLOCK
            or not all(may_sign(line) for line in block)
        ):
            return None
        contacts = any(is_contact(line) for line in block)
        if len(block) > 1 and contacts and names_somebody(block[0]):
            asked_for = lines[tail[start - 1]].rstrip().endswith(":")
            said = asked_for or any(is_said(line) for line in block)
            return None if said else range(start, len(tail))
        start = _paragraph(tail[:start])
    return None


def _titled_name(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """A name with initials and a position beside it, as Russian offices sign: apart from the text.

    A name alone may be what the letter is about.
    """
    start = _paragraph(tail) if tail else 0
    if not start or len(tail) - start > _LONGEST_TITLE:
        return None
    block = [lines[row].strip() for row in tail[start:]]
    named = [one for one in block if _INITIALS.match(one)]
    if not named or not all(map(may_sign, block)):
        return None
    if _is_asked_for(lines, tail, start) or any(one[-1:] in ":;" for one in block):
        return None
    titled = len(block) > 1 or "," in block[0]
    said = any(is_said(one) for one in block if one not in named)
    return range(start, len(tail)) if titled and not said else None


def _own_name(lines: Sequence[str], tail: Sequence[int], name: frozenset[str]) -> range | None:
    """The line that says the author's name again, with his position and contacts below it."""
    for at in range(len(tail) - 1, max(len(tail) - _LONGEST_BLOCK, 0) - 1, -1) if name else ():
        line = lines[tail[at]]
        if _names(line, name):
            start = _with_position(lines, tail, at)
            return range(start, len(tail)) if not _is_asked_for(lines, tail, start) else None
        if not may_sign(line):
            break
    return None


def _names(line: str, name: frozenset[str]) -> bool:
    """The name or a part of it, with initials or a patronymic; a position may stand behind it."""
    parts = re.split(r"[,|/]| [-–—] ", line, maxsplit=1)
    words = [_name_part(word) for word in parts[0].replace(".", ". ").split()]
    words = [word for word in words if word]
    known = sum(word in name for word in words)
    others = [word for word in words if word not in name and len(word) > 1]
    return (
        0 < known <= len(words) <= 5
        and len(others) <= (known > 1)
        and (len(parts) == 1 or len(line.split()) <= 8)
    )


def _with_position(lines: Sequence[str], tail: Sequence[int], at: int) -> int:
    """A line or two above, in the same paragraph, that say what he is."""
    start = at
    while start > 0 and tail[start] - tail[start - 1] == 1:
        start -= 1
    above = [lines[row].strip() for row in tail[start:at]]
    is_block = start > 0 and len(above) <= 2 and all(may_sign(one) for one in above)
    return start if is_block and not any(one[-1:] in ".!:," for one in above) else at


def _name_part(word: str) -> str:
    return fold(word).strip(" \t,.;:!()\"'«»<>*_—–-")


def _is_asked_for(lines: Sequence[str], tail: Sequence[int], at: int) -> bool:
    """Whether the line above announces it: "write to:"."""
    return at > 0 and lines[tail[at - 1]].rstrip().endswith(":")


def _dashed_name(lines: Sequence[str], tail: Sequence[int]) -> range | None:
    """Such as "-Bob" in the last line, when it is no item of a list."""
    if len(tail) < 2:
        return None
    line = lines[tail[-1]].strip(BLANK)
    name = line[1:].strip()
    if line[:1] not in DASH or not name.replace(" ", "").replace(".", "").isalpha():
        return None
    if not is_name(name.split()) or len(name.split()) > 3:
        return None
    apart = tail[-1] - tail[-2] > 1
    if any(lines[row].lstrip()[:1] in DASH for row in tail[:-1]) or not (apart or line[1:2] != " "):
        return None
    return range(len(tail) - 1, len(tail))


def _before_postscript(lines: Sequence[str], tail: Sequence[int], block: range) -> int:
    return next((at for at in block if is_postscript(lines[tail[at]])), block.stop)


_FINDERS = (
    _program_line, _footer, _delimiter, _closing, _thanks, _dashed_name, _contact_block,
    _titled_name,
)  # fmt: skip
