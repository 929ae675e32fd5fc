"""Where a signature begins: ``-- `` (RFC 3676 section 4.3), closing words, contacts, notices.

Looked for from the end of a run of the sender's own lines upwards. Whatever is doubtful stays text.
"""

from collections.abc import Sequence

from parsers.quoting.attribution import may_end
from parsers.quoting.phrases import (
    CLOSINGS,
    CONTACTS,
    FOOTERS,
    GREETINGS,
    LEGAL,
    NOTICES,
    POSTSCRIPTS,
    PROGRAM_ENDS,
    PROGRAMS,
    THANKS,
    bare,
    fold,
)
from parsers.quoting.separators import is_rule

_MOST_LINES = 60  # that are looked at, from the end
_LONGEST_BLOCK = 14  # lines of a signature
_LONGEST_LINE = 110
_ENDS = " \t,.!;:)"
_AROUND = "-–—,.()|/«»\"'*_"


def signature_lines(lines: Sequence[str], rows: Sequence[int]) -> set[int]:
    """Those of ``rows``, the numbers of the sender's own lines, that are his signature."""
    tail = [row for row in rows if lines[row].strip()][-_MOST_LINES:]
    found: set[int] = set()
    for _ in range(8):
        start = next(
            (at for finder in _FINDERS if (at := finder(lines, tail)) is not None),
            None,
        )
        if start is None:
            break
        stop = _before_postscript(lines, tail, start)
        if start == stop:
            break
        found.update(tail[start:stop])
        if stop < len(tail):
            break
        tail = tail[:start]
    return found


def is_greeting(text: str) -> bool:
    """Is this nothing but a salutation?"""
    words = fold(text).split()
    return len(words) <= 6 and fold(text).lstrip().startswith(GREETINGS)


def _program_line(lines: Sequence[str], tail: Sequence[int]) -> int | None:
    """ "Sent from my iPhone", a line or two, also with the link on a line of its own."""
    for back in range(1, min(4, len(tail)) + 1):
        line = lines[tail[-back]]
        if is_program_line(line):
            after = [lines[row] for row in tail[len(tail) - back + 1 :]]
            if all(_is_link(line) for line in after):
                return len(tail) - back
        elif len(line) > _LONGEST_LINE:
            break
    return None


def is_program_line(line: str) -> bool:
    """A line that a mail program adds by itself."""
    if len(line) > 160:
        return False
    words = bare(line).lstrip("([<")
    return words.startswith(PROGRAMS) or (
        len(words) < 60 and words.rstrip("。.)").endswith(PROGRAM_ENDS)
    )


def _is_link(line: str) -> bool:
    return fold(line).strip(" \t<>()[]").startswith(("http://", "https://", "www."))


def _footer(lines: Sequence[str], tail: Sequence[int]) -> int | None:
    """The last paragraph, if a scanner, a list or a lawyer wrote it; or a rule below the text."""
    if not tail:
        return None
    if is_rule(lines[tail[-1]]):
        return len(tail) - 1
    start = _paragraph(tail)
    for at in range(start, len(tail)):
        line = bare(lines[tail[at]]).lstrip('(["«')
        if line.startswith(FOOTERS):
            return at
        if line.startswith(NOTICES):
            whole = fold(" ".join(lines[row] for row in tail[at:]))
            if any(word in whole for word in LEGAL):
                return at
    return None


def _paragraph(tail: Sequence[int]) -> int:
    """Where in ``tail`` the last run of lines without a blank one between begins."""
    at = len(tail) - 1
    while at > 0 and tail[at] - tail[at - 1] == 1:
        at -= 1
    return at


def _delimiter(lines: Sequence[str], tail: Sequence[int]) -> int | None:
    """``-- `` alone in a line, and the spellings that programs and people make of it."""
    for at in range(len(tail) - 1, -1, -1):
        line = lines[tail[at]].rstrip("\r")
        plain = line.strip()
        if plain not in ("--", "—", "–", "---", "__", "___", "-- --", "*--*"):
            continue
        block = [lines[row] for row in tail[at + 1 :]]
        if line == "-- ":
            return at if len(block) <= 30 else None
        if plain in ("--", "*--*") and len(block) <= 20:
            return at
        if block and len(block) <= _LONGEST_BLOCK and all(_may_sign(line) for line in block):
            return at
        return None
    return None


def _closing(lines: Sequence[str], tail: Sequence[int]) -> int | None:
    """«С уважением», with what stands below it, if that looks like a signature."""
    found = None
    for at in range(len(tail) - 1, max(len(tail) - _LONGEST_BLOCK - 2, -1), -1):
        line = lines[tail[at]]
        if is_closing(line):
            found = at
        elif found is not None or not (_may_sign(line) or _in_postscript(lines, tail, at)):
            break
    return found


def _in_postscript(lines: Sequence[str], tail: Sequence[int], at: int) -> bool:
    return any(is_postscript(lines[row]) for row in tail[max(at - 8, 0) : at + 1])


def is_closing(line: str) -> bool:
    """Closing words alone, or with the name behind them."""
    if len(line) > _LONGEST_LINE:
        return False
    plain = line.strip(" \t\xa0*_-–—>")
    key = fold(plain).rstrip(_ENDS + "♥🙂😊🙏")
    if key in CLOSINGS:
        return True
    if plain.endswith(("?", ":")):
        return False
    words, written = key.split(), plain.split()
    for count in range(min(6, len(words) - 1), 0, -1):
        phrase = " ".join(words[:count])
        if phrase.rstrip(_ENDS) in CLOSINGS:
            rest = written[count:]
            parted = count > 1 and phrase[-1] in ",!."
            return len(rest) <= 7 if parted else len(rest) <= 4 and _is_name(rest)
    return False


def _thanks(lines: Sequence[str], tail: Sequence[int]) -> int | None:
    """ "Thanks," above a name: without a name below, it is something said."""
    for at in range(len(tail) - 2, max(len(tail) - _LONGEST_BLOCK, -1), -1):
        line = lines[tail[at]].strip()
        if fold(line).rstrip(_ENDS) in THANKS and line.endswith(","):
            below = [lines[row] for row in tail[at + 1 :]]
            if _is_name(below[0].split()) and all(_may_sign(one) for one in below):
                return at
        if not _may_sign(line):
            break
    return None


def _contact_block(lines: Sequence[str], tail: Sequence[int]) -> int | None:
    """A name and ways to reach it, apart from the text above."""
    start = _paragraph(tail) if tail else 0
    for _ in range(3):
        block = [lines[row] for row in tail[start:]]
        if (
            not start > 0
            or len(block) > _LONGEST_BLOCK
            or not all(_may_sign(line) for line in block)
        ):
            return None
        contacts = sum(_is_contact(line) for line in block)
        if len(block) > 1 and contacts and _is_name(block[0].split()) and not _is_contact(block[0]):
            return start
        start = _paragraph(tail[:start])
    return None


def _is_contact(line: str) -> bool:
    key = fold(line).lstrip(" \t*_|•·-")
    digits = sum(char.isdigit() for char in key)
    letters = sum(char.isalpha() for char in key)
    return (
        (key.startswith(CONTACTS) and (digits > 4 or "@" in key or "." in key))
        or (digits >= 7 and letters <= 8)
        or ("@" in key and len(key.split()) <= 3)
    )


def _may_sign(line: str) -> bool:
    """Nothing in this line speaks against its being part of a signature."""
    plain = line.strip()
    if len(plain) > _LONGEST_LINE:
        return False
    if plain.endswith("?") or may_end(plain):
        return False
    words = plain.split()
    if _is_contact(plain) or is_program_line(plain) or is_rule(plain):
        return True
    if len(words) > 12:
        return False
    prose = sum(word[:1].islower() and len(word) > 2 for word in words)
    return prose < 3 or not plain.endswith((".", "!", "…"))


def _is_name(words: Sequence[str]) -> bool:
    """One to five words that begin as names do."""
    plain = [word for word in (word.strip(_AROUND) for word in words) if word]
    if not 0 < len(plain) <= 5 or plain[0][0].islower():
        return False
    return all(word[0].isalpha() and (not word[0].islower() or len(word) <= 3) for word in plain)


def is_postscript(line: str) -> bool:
    """ "P.S.": the sender speaks again."""
    key = fold(line).lstrip()
    for phrase in POSTSCRIPTS:
        if key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalnum():
            return True
    return False


def _before_postscript(lines: Sequence[str], tail: Sequence[int], start: int) -> int:
    for at in range(start, len(tail)):
        if is_postscript(lines[tail[at]]):
            return at
    return len(tail)


_FINDERS = (_program_line, _footer, _delimiter, _closing, _thanks, _contact_block)
