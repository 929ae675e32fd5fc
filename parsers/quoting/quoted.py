"""Lines with the mark of a quotation (RFC 3676 section 4.5), also with initials (``ИИ>``)."""

from collections.abc import Sequence

from parsers.quoting.attribution import Sureness, judge, may_end

_PROMPTS = frozenset({"PS", "SQL", "C", "D", "CMD"})  # what console output begins with
_MARKS = ">＞"
_MOST_BARS = 100  # lines that may be marked by a bar


def depth_mark(line: str) -> str:
    """The mark of this line: ">", or the author's initials, or "" for none."""
    start = line.lstrip()
    if not start:
        return ""
    if start[0] in _MARKS:
        return "" if start[1:2] == "<" else ">"  # the source of a page, broken inside its tags
    at = start.find(">", 0, 5)
    if at < 1 or not start[:at].isalpha() or not start[:at].isupper() or start[:at] in _PROMPTS:
        return ""
    return start[:at] if start[at + 1 : at + 2] in ("", " ", ">", "\xa0") else ""


def quoted_lines(lines: Sequence[str]) -> bytearray:
    """One for each line that is marked as quoted, zero for the others."""
    marks = [depth_mark(line) if ">" in line or "＞" in line else "" for line in lines]
    flags = bytearray(len(lines))
    initials: dict[str, int] = {}
    for mark in marks:
        if mark and mark != ">":
            initials[mark] = initials.get(mark, 0) + 1
    for at, mark in enumerate(marks):
        flags[at] = mark == ">" or (bool(mark) and initials[mark] > 1)
    for at, line in enumerate(lines):
        # mbox writers put a mark before "From ": one such line alone is no quotation
        if flags[at] and line.startswith(">From ") and not _beside(flags, at):
            flags[at] = 0
        elif line and at and flags[at - 1] and not flags[at] and _is_wrapped_rest(lines, at):
            flags[at] = 1
    _mark_bars(lines, flags)
    return flags


def _mark_bars(lines: Sequence[str], flags: bytearray) -> None:
    """``|`` marks a quotation too, but also a table: only right below an attribution."""
    looked_at = 0
    for at in range(1, len(lines)):
        if not lines[at].startswith("|") or lines[at].rstrip().endswith("|"):
            continue
        if flags[at - 1] and lines[at - 1].startswith("|"):
            flags[at] = 1
        elif looked_at < _MOST_BARS:
            looked_at += 1
            flags[at] = may_end(lines[at - 1]) and judge(lines[at - 1]) is not Sureness.NO


def body(line: str) -> str:
    """A quoted line without its marks."""
    text = line.strip()
    mark = depth_mark(text)
    if mark and mark != ">":
        text = text[len(mark) :]
    return text.lstrip(" \t\xa0>＞|")


def _beside(flags: bytearray, at: int) -> bool:
    return bool(at and flags[at - 1]) or bool(at + 1 < len(flags) and flags[at + 1])


def _is_wrapped_rest(lines: Sequence[str], at: int) -> bool:
    """The end of a quoted line that the sender's program broke without repeating the mark."""
    if at == len(lines) - 1:
        return False
    before, line = lines[at - 1].rstrip(), lines[at].strip()
    return (
        60 <= len(before) <= 90
        and 0 < len(line) < 80
        and depth_mark(lines[at + 1]) == ">"
        and before[-1] not in ".!?:;…"
        and line[-1] not in ".!?:;…"
        and not line[0].isupper()
        and body(lines[at + 1])[:1].islower()
    )
