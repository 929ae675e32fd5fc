"""Part a letter's text in what its sender wrote, what he quotes, and his signature.

Every line goes to exactly one of the three, so no word can be lost. The text is read once,
downwards: marked lines are quoted; a separator, a header block or an attribution without marks
below it ends what is the sender's. A forward is his: it is what the letter is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.quoting import attribution
from parsers.quoting.attribution import Sureness
from parsers.quoting.containers import quotation_start
from parsers.quoting.header_block import block_end, fields
from parsers.quoting.phrases import BELOW, fold
from parsers.quoting.quoted import body, quoted_lines
from parsers.quoting.separators import Separator, helpdesk_phrases, is_decorated, is_rule, separator
from parsers.quoting.signature import is_greeting, signature_lines

_NEW, _QUOTED, _SIGNATURE = 0, 1, 2
_MOST_LINES = 20_000  # unmarked lines that are looked at; the others are the sender's
_MOST_CANDIDATES = 2_000  # lines that end as attributions do
_CONTEXT = 80  # characters of a quoted line that are kept above the answer to it


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a text; together they hold all its words."""

    new_text: (
        str  # what the sender wrote; above an answer, "> " and the beginning of what it answers
    )
    quoted_text: str  # the older letters, with their attributions and header blocks
    signature: str  # closing words, contacts, program lines, notices
    defects: tuple[str, ...]  # why something is in new_text that may be no text of the sender's


@dataclass(slots=True)
class _Reading:
    lines: Sequence[str]
    marked: bytearray
    fields: Sequence[tuple[str, ...]]
    helpdesk: tuple[str, ...]
    labels: bytearray
    cut: int  # the line from which all is quoted without marks; len(lines) when there is none
    forward: int  # the line from which all is a forward; len(lines) when there is none
    candidates: int = 0
    defects: list[str] = field(default_factory=list)


def split(text: str, html: str = "") -> Split:
    """Part ``text``, the readable text of a letter. Never raises; linear in its length.

    ``html``, the letter's HTML part as it came, is asked only when the text shows no quotation.
    """
    lines = text.split("\n")
    reading = _Reading(
        lines,
        quoted_lines(lines),
        fields(lines),
        helpdesk_phrases(text),
        bytearray(len(lines)),
        len(lines),
        len(lines),
    )
    _label(reading)
    if html and not any(reading.labels) and reading.forward == len(lines):
        _ask_html(reading, html)
    _doubt_unmarked(reading)
    _label_signatures(reading)
    labels = reading.labels
    if not _has(reading, _NEW):
        if _has(reading, _SIGNATURE):
            labels[:] = labels.replace(bytes([_SIGNATURE]), bytes([_NEW]))
            reading.defects.append("nothing but a signature: kept as the text")
        elif _has(reading, _QUOTED):
            labels[:] = bytes(len(labels))
            reading.defects.append("nothing but a quotation: kept as the text")
    return Split(
        new_text=_tidy(_new_lines(reading)),
        quoted_text=_tidy(_of(reading, _QUOTED)),
        signature=_tidy(_of(reading, _SIGNATURE)),
        defects=tuple(reading.defects),
    )


def _label(reading: _Reading) -> None:
    """Read downwards, to the end or to the line from which all is one."""
    lines, marked, labels = reading.lines, reading.marked, reading.labels
    at = floor = looked_at = 0
    while at < len(lines) and looked_at < _MOST_LINES:
        line = lines[at]
        if marked[at]:
            labels[at] = _QUOTED
            floor = at + 1
        elif not line or line.isspace():
            floor = at + 1
        else:
            looked_at += 1
            kind = separator(line, reading.helpdesk)
            if kind is Separator.FORWARD:
                reading.forward = at
                return
            start, end = _boundary(reading, at, floor, kind)
            if end > start:
                below = _next_line(lines, end)
                if below < len(lines) and marked[below]:
                    labels[start:end] = bytes([_QUOTED]) * (end - start)
                    at = floor = end
                    continue
                if _own_above(reading, start):
                    _cut(reading, start)
                    return
        at += 1
    for row in range(at, len(lines)):
        labels[row] = _QUOTED if marked[row] else _NEW


def _ask_html(reading: _Reading, html: str) -> None:
    """Nothing was found in the text: cut where the HTML has a quotation's container."""
    start = quotation_start(html, reading.lines)
    if start > 0 and not is_decorated(reading.lines[start]) and _own_above(reading, start):
        _cut(reading, start)


def _boundary(reading: _Reading, at: int, floor: int, kind: Separator) -> tuple[int, int]:
    """The lines around ``at`` that begin an older letter; an empty range when they don't."""
    lines = reading.lines
    if kind in (Separator.ORIGINAL, Separator.HELPDESK):
        return at, at + 1
    if reading.fields[at] and (end := block_end(lines, reading.fields, at)) > 0:
        return at, end
    if reading.candidates >= _MOST_CANDIDATES or not attribution.may_end(lines[at]):
        return at, at
    reading.candidates += 1
    start, sureness = attribution.find(lines, at, floor)
    below = _next_line(lines, at + 1)
    if below == len(lines) or sureness is Sureness.NO:
        return at, at
    if (
        reading.marked[below]
        or sureness is Sureness.SURE
        or (sureness is Sureness.BARE and start == floor and below > at + 1)
    ):
        return start, at + 1
    return at, at


def _cut(reading: _Reading, start: int) -> None:
    """All from ``start`` is quoted, with the rule or "original message"."""
    lines = reading.lines
    at = start - 1
    while at >= 0 and (
        not lines[at].strip()
        or is_rule(lines[at])
        or separator(lines[at]) in (Separator.NAKED, Separator.ORIGINAL)
    ):
        if lines[at].strip():
            start = at
        at -= 1
    reading.cut = start
    reading.labels[start:] = bytes([_QUOTED]) * (len(lines) - start)


def _own_above(reading: _Reading, start: int) -> bool:
    return any(
        label == _NEW and line and not line.isspace() and not is_rule(line)
        for label, line in zip(reading.labels[:start], reading.lines, strict=False)
    )


def _next_line(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and (not lines[at] or lines[at].isspace()):
        at += 1
    return at


def _doubt_unmarked(reading: _Reading) -> None:
    """Below an unmarked boundary may be answers, when the text above says so or says nothing."""
    if reading.cut == len(reading.lines):
        return
    above = " ".join(
        line
        for line, label in zip(reading.lines[: reading.cut], reading.labels, strict=False)
        if label == _NEW
    )
    folded = fold(above[:2000])
    if len(above) < 400 and any(phrase in folded for phrase in BELOW):
        reason = "the text points below itself: the older letter is kept"
    elif is_greeting(above.strip()):
        reason = "nothing but a greeting above the older letter: it is kept"
    else:
        return
    reading.labels[reading.cut :] = bytes(len(reading.lines) - reading.cut)
    reading.defects.append(reason)
    reading.forward = min(reading.forward, reading.cut)


def _label_signatures(reading: _Reading) -> None:
    """At the end of what stands above the first quotation, and at the end of the letter."""
    runs = list(_runs(reading))
    labels = reading.labels
    for rows in {id(run): run for run in (*runs[:1], *runs[-1:])}.values():
        for row in signature_lines(reading.lines, rows):
            labels[row] = _SIGNATURE


def _runs(reading: _Reading) -> Iterator[list[int]]:
    """The runs of the sender's own lines, without a forward."""
    run: list[int] = []
    for at in range(min(len(reading.lines), reading.forward)):
        if reading.labels[at] == _NEW:
            if reading.lines[at].strip():
                run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _has(reading: _Reading, label: int) -> bool:
    return any(
        one == label and line and not line.isspace() and not (label == _NEW and is_rule(line))
        for one, line in zip(reading.labels, reading.lines, strict=True)
    )


def _of(reading: _Reading, label: int) -> Iterator[str]:
    return (line for line, one in zip(reading.lines, reading.labels, strict=True) if one == label)


def _new_lines(reading: _Reading) -> Iterator[str]:
    """The sender's lines; between them the end of each quotation that is answered in place."""
    lines, labels = reading.lines, reading.labels
    answers = _inline_answers(reading)
    for at, line in enumerate(lines):
        if labels[at] == _NEW:
            if at in answers:
                yield ""
                yield _context(reading, answers[at])
            yield line


def _inline_answers(reading: _Reading) -> dict[int, int]:
    """First line of each answer -> last line of what it answers; none for one quotation on top."""
    answers: dict[int, int] = {}
    runs = 0
    quoted = -1
    inside = False
    for at, label in enumerate(reading.labels):
        if label == _QUOTED:
            if reading.marked[at]:
                quoted = at
            inside = False
        elif label == _NEW and not inside and reading.lines[at].strip():
            inside = True
            runs += 1
            if quoted >= 0 and (last := _last_words(reading, quoted)) >= 0:
                answers[at] = last
            quoted = -1
    return answers if runs > 1 else {}


def _last_words(reading: _Reading, at: int) -> int:
    while at >= 0 and reading.labels[at] == _QUOTED:
        if reading.marked[at] and body(reading.lines[at]):
            return at
        at -= 1
    return -1


def _context(reading: _Reading, last: int) -> str:
    """The quoted paragraph that ends with line ``last``, in one line and shortened."""
    text = body(reading.lines[last])
    for at in range(last - 1, max(last - 3, -1), -1):
        above = body(reading.lines[at]) if reading.marked[at] else ""
        if not above or above[-1] in ".?!:;" or len(above) < 45:
            break
        text = f"{above} {text}"
    return f"> {text}" if len(text) <= _CONTEXT else f"> {text[:_CONTEXT].rsplit(None, 1)[0]} …"


def _tidy(lines: Iterator[str]) -> str:
    """Joined, without blank lines around and with one at most between."""
    kept: list[str] = []
    for line in lines:
        if line and not line.isspace():
            kept.append(line)
        elif kept and kept[-1]:
            kept.append("")
    return "\n".join(kept).strip()
