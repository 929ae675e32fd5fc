"""Part a letter's text in what its sender wrote, what he quotes, and his signature.

Every line goes to exactly one of the three, so no word can be lost. A forward is the sender's: it
is what his letter is about. What is unsure stays his too, and a defect says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.quoting.boundaries import cut, keep_introduced, label_quotations
from parsers.quoting.containers import quotation_start, signature_rows
from parsers.quoting.context import contexts
from parsers.quoting.lines import lines_of
from parsers.quoting.phrases import BELOW, fold
from parsers.quoting.reading import NEW, QUOTED, SIGNATURE, Reading, is_blank, reading
from parsers.quoting.separators import is_decorated
from parsers.quoting.signature import banner_lines, signature_lines
from parsers.quoting.traits import is_greeting

_GOES_ON = (",", "!", ":")  # behind a greeting: more follows, perhaps below
_SHORT = 400  # characters above an older letter that may be about the text below


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a text; together they hold all its words."""

    new_text: str  # what the sender wrote; above an answer, "> " and what it answers, shortened
    quoted_text: str  # the older letters, with their attributions and header blocks
    signature: str  # closing words, contacts, program lines, notices
    defects: tuple[str, ...]  # why something is in new_text that may be no text of the sender's


def split(
    text: str, html: str = "", author: str = "", *, answers: bool = True, forwards: bool = False
) -> Split:
    """Part ``text``, the readable text of a letter. Never raises; linear in its length.

    ``html``, the letter's HTML part as it came, is asked for the containers of mail programs, where
    the text shows no quotation or no signature. ``author`` is the name in From: the line that says
    it again ends what he wrote. ``answers`` is False when nothing in the letter's header says that
    it answers another: then a header that the text announces is shown, not quoted. ``forwards``:
    the subject says that it hands on an older letter, even where no line of the text does.
    """
    found = reading(text, lines_of(text), answers=answers, forwards=forwards)
    label_quotations(found)
    keep_introduced(found)
    if html and not any(found.labels) and found.forward == len(found.lines):
        _cut_where_html_says(found, html)
    _keep_if_unsure(found)
    _label_signatures(found, html, author)
    _keep_if_nothing_is_left(found)
    return Split(
        new_text=_joined(_with_contexts(found)),
        quoted_text=_joined(found.of(QUOTED)),
        signature=_joined(found.of(SIGNATURE)),
        defects=tuple(dict.fromkeys(found.defects)),
    )


def _cut_where_html_says(found: Reading, html: str) -> None:
    start = quotation_start(html, found.lines)
    if start > 0 and not is_decorated(found.lines[start]) and found.own_above(start):
        cut(found, start)


def _keep_if_unsure(found: Reading) -> None:
    """Below an unmarked boundary may be answers, when the text above says so or says nothing."""
    if found.cut == len(found.lines):
        return
    pairs = zip(found.lines[: found.cut], found.labels, strict=False)
    above = " ".join(line for line, label in pairs if label == NEW)
    if len(above) < _SHORT and any(phrase in fold(above) for phrase in BELOW):
        reason = "the text points below itself: the older letter is kept"
    elif is_greeting(above) and above.rstrip()[-1:] in _GOES_ON:
        reason = "nothing but a greeting above the older letter: it is kept"
    else:
        return
    found.labels[found.cut :] = bytes(len(found.lines) - found.cut)
    found.defects.append(reason)
    found.forward = min(found.forward, found.cut)


def _label_signatures(found: Reading, html: str, author: str) -> None:
    """At the end of what stands above the first quotation, and at the end of the letter."""
    runs = list(_runs(found))
    for row in banner_lines(found.lines, runs[0]) if runs else ():
        found.labels[row] = SIGNATURE
    for rows in runs[:1] + runs[1:][-1:]:
        rest = rows
        if html and (told := signature_rows(html, found.lines, rows)):
            found.labels[told[0] : told[-1] + 1] = bytes([SIGNATURE]) * (told[-1] + 1 - told[0])
            rest = [row for row in rows if row < told[0]]
        for row in signature_lines(found.lines, rest, author):
            found.labels[row] = SIGNATURE


def _runs(found: Reading) -> Iterator[list[int]]:
    """The runs of the sender's own lines, without a forward."""
    run: list[int] = []
    for at in range(min(len(found.lines), found.forward)):
        if found.labels[at] == NEW:
            if not is_blank(found.lines[at]):
                run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _keep_if_nothing_is_left(found: Reading) -> None:
    if found.has(NEW) or not any(found.labels):
        return
    if found.has(SIGNATURE) or not found.has(QUOTED):
        found.labels[:] = found.labels.replace(bytes([SIGNATURE]), bytes([NEW]))
        found.defects.append("nothing but a signature: kept as the text")
    else:
        found.labels[:] = bytes(len(found.labels))
        found.defects.append("nothing but a quotation: kept as the text")


def _with_contexts(found: Reading) -> Iterator[str]:
    above = contexts(found)
    for at, line in enumerate(found.lines):
        if found.labels[at] == NEW:
            if at in above:
                yield ""
                yield above[at]
            yield line


def _joined(lines: Iterable[str]) -> str:
    """Without blank lines around and with one at most between."""
    kept: list[str] = []
    for line in lines:
        if line and not line.isspace():
            kept.append(line)
        elif kept and kept[-1]:
            kept.append("")
    return "\n".join(kept).strip()
