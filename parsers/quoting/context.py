"""What an answer in place answers: the end of the quotation above it, in one shortened line."""

from parsers.quoting.quoted import body
from parsers.quoting.reading import NEW, QUOTED, Reading, is_blank
from parsers.quoting.traits import is_greeting

_LONGEST = 80
_MOST = 500  # answers
_FAR = 100  # lines above an answer


def contexts(reading: Reading) -> dict[int, str]:
    """First line of each answer -> what stands above it.

    Empty for an answer below one quotation: nothing is answered in place then.
    """
    answers: dict[int, int] = {}
    runs = 0
    quoted, inside = -1, False
    for at, label in enumerate(reading.labels):
        if label == QUOTED:
            quoted = at if reading.marked[at] else quoted
            inside = False
        elif label == NEW and not inside and not is_blank(reading.lines[at]):
            inside = True
            runs += bool(answers) or quoted >= 0 or not _only_greeting(reading, at)
            if quoted >= 0 and len(answers) < _MOST and (last := _last_words(reading, quoted)) >= 0:
                answers[at] = last
            quoted = -1
    if runs < 2:
        return {}
    return {at: _shortened(reading, last) for at, last in answers.items()}


def _only_greeting(reading: Reading, at: int) -> bool:
    """Is the run of the sender's lines that begins here a salutation alone?"""
    if not is_greeting(reading.lines[at]):
        return False
    below = reading.next_line(at + 1)
    return below == len(reading.lines) or reading.labels[below] != NEW


def _last_words(reading: Reading, at: int) -> int:
    for row in range(at, max(at - _FAR, -1), -1):
        if reading.labels[row] != QUOTED:
            break
        if reading.marked[row] and body(reading.lines[row]):
            return row
    return -1


def _shortened(reading: Reading, last: int) -> str:
    """The quoted paragraph that ends with line ``last``."""
    text = body(reading.lines[last])
    for at in range(last - 1, max(last - 3, -1), -1):
        above = body(reading.lines[at]) if reading.marked[at] else ""
        if not above or above[-1] in ".?!:;" or len(above) < 40:
            break
        text = f"{above} {text}"
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST].rsplit(None, 1)[0]} …"
    return f"> {text}"
