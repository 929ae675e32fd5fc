"""Where an older letter begins: read once, downwards, from line to line."""

from parsers.quoting import attribution
from parsers.quoting.attribution import Sureness
from parsers.quoting.header_block import block_end
from parsers.quoting.reading import NEW, QUOTED, Reading, is_blank
from parsers.quoting.separators import Separator, is_rule, separator

_MOST_LINES = 10_000  # unmarked lines that are looked at; the others are the sender's
_MOST_CANDIDATES = 500  # lines that end as attributions do
_MOST_INTRODUCED = 20
_LONGEST_INTRODUCED = 40  # lines of a marked block that the sender's text announces


def label_quotations(reading: Reading) -> None:
    """Marked lines are quoted; a boundary without marks below it ends what is the sender's."""
    lines, marked, labels = reading.lines, reading.marked, reading.labels
    at = floor = looked_at = 0
    while at < len(lines) and looked_at < _MOST_LINES:
        if marked[at]:
            floor = at = _marked_block(reading, at)
            continue
        if is_blank(lines[at]):
            floor = at + 1
        else:
            looked_at += 1
            kind = separator(lines[at], reading.helpdesk)
            if _begins_something(reading, at, kind) and _is_shown(reading, at):
                if not reading.answers:
                    break
                at += 1
                continue
            if kind is Separator.FORWARD:
                reading.forward = at
                return
            start, end = _boundary(reading, at, floor, kind)
            if end > start:
                below = reading.next_line(end)
                if below < len(lines) and marked[below]:
                    reading.attributions += 1
                    if reading.first_attribution < 0:
                        reading.first_attribution = start
                    start = _with_rules(reading, start)
                    labels[start:end] = bytes([QUOTED]) * (end - start)
                    at = floor = end
                    continue
                if reading.own_above(start):
                    _end_own(reading, start)
                    return
        at += 1
    for row in range(at, len(lines)):
        labels[row] = QUOTED if marked[row] and looked_at >= _MOST_LINES else NEW


def _end_own(reading: Reading, start: int) -> None:
    """An older letter begins, which the sender answers, or hands on where his subject says so."""
    if reading.forwards and not reading.attributions:
        reading.forward = _with_rules(reading, start)
    else:
        cut(reading, start)


def cut(reading: Reading, start: int) -> None:
    """All from ``start`` is quoted, with the rule or the bare "original message" above it."""
    lines = reading.lines
    reading.cut = start = _with_rules(reading, start)
    reading.attributions += 1
    reading.labels[start:] = bytes([QUOTED]) * (len(lines) - start)


def _with_rules(reading: Reading, start: int) -> int:
    """Where what parts the older letter from the text above begins: rules, a program's fields."""
    lines = reading.lines
    for at in range(start - 1, -1, -1):
        if is_rule(lines[at]) or separator(lines[at]) in (Separator.NAKED, Separator.ORIGINAL):
            start = at
        elif not (is_blank(lines[at]) or reading.fields[at]):
            break
    return start


def keep_introduced(reading: Reading) -> None:
    """What the sender announces ("the log says:") is his where nobody is named as its author; so
    is what stands, marked, above the first line that names one."""
    if reading.forward < len(reading.lines):
        return
    kept = [] if reading.attributions else reading.introduced
    if reading.first_attribution >= 0:
        kept = [one for one in reading.unattributed if one[1] <= reading.first_attribution]
    for start, end in kept:
        reading.labels[start:end] = bytes(end - start)
        reading.defects.append("a quotation that the text announces: kept as the text")


def _marked_block(reading: Reading, start: int) -> int:
    """Label the marked lines from ``start``; the line below them."""
    end = start
    while end < len(reading.lines) and reading.marked[end]:
        end += 1
    reading.labels[start:end] = bytes([QUOTED]) * (end - start)
    if reading.attributions or len(reading.unattributed) >= _MOST_INTRODUCED:
        return end
    above = _above(reading, start)
    if (
        end - start <= _LONGEST_INTRODUCED
        and above
        and attribution.judge(reading.lines[above[-1]]) is attribution.Sureness.NO
    ):
        reading.unattributed.append((start, end))
        if _announces(reading, above) or _goes_on(reading, start):
            reading.introduced.append((start, end))
    return end


def _above(reading: Reading, start: int) -> range:
    """The last lines of the sender's paragraph above, up to three, since programs break lines."""
    end = start
    while end > 0 and is_blank(reading.lines[end - 1]):
        end -= 1
    first = end
    while (
        first > max(end - 3, 0)
        and reading.labels[first - 1] == NEW
        and not is_blank(reading.lines[first - 1])
    ):
        first -= 1
    return range(first, end)


def _announces(reading: Reading, above: range) -> bool:
    return any(
        attribution.introduces(" ".join(reading.lines[row] for row in above[at:]))
        for at in range(len(above))
    )


def _goes_on(reading: Reading, start: int) -> bool:
    """Whether no blank line parts these marked lines from announced ones above."""
    if not reading.introduced:
        return False
    between = reading.lines[reading.introduced[-1][1] : start]
    return bool(between) and not any(is_blank(line) for line in between)


def _boundary(reading: Reading, at: int, floor: int, kind: Separator) -> tuple[int, int]:
    """The lines around ``at`` that begin an older letter; an empty range when they don't."""
    lines = reading.lines
    if kind in (Separator.ORIGINAL, Separator.HELPDESK):
        return at, at + 1
    if reading.fields[at] and (end := block_end(lines, reading.fields, at)) > 0:
        return at, end
    if reading.candidates >= _MOST_CANDIDATES or not attribution.may_end(lines[at]):
        return at, at
    reading.candidates += 1
    start, sureness = attribution.find(lines, at, _floor(reading, at, floor))
    below = reading.next_line(at + 1)
    if below == len(lines) or sureness is Sureness.NO:
        return at, at
    apart = start == floor and below > at + 1
    if reading.marked[below] or sureness is Sureness.SURE:
        return start, at + 1
    return (start, at + 1) if sureness is Sureness.NAMED and apart else (at, at)


def _begins_something(reading: Reading, at: int, kind: Separator) -> bool:
    """Whether another letter may begin here that is shown, and not the one that is answered.

    That one is known in an answer, unless its lines were marked further up.
    """
    if reading.answers and not reading.attributions:
        return False
    return (
        kind in (Separator.ORIGINAL, Separator.FORWARD)
        or block_end(reading.lines, reading.fields, at) > 0
        if reading.fields[at] or kind is not Separator.NONE
        else False
    )


def _is_shown(reading: Reading, at: int) -> bool:
    """Whether the sender's text announces what begins here."""
    return _announces(reading, _above(reading, at))


def _floor(reading: Reading, at: int, floor: int) -> int:
    """An attribution ends at a blank line; but some programs leave one before the address."""
    gap = (
        floor == at >= 2
        and reading.lines[at].lstrip()[:1] == "<"
        and reading.labels[at - 2] == NEW
        and not is_blank(reading.lines[at - 2])
    )
    return at - 2 if gap else floor
