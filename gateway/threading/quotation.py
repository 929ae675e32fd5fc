"""What a quotation quotes: without its marks, and the lines that a mail program put above it.

What the program adds is on no ticket, so that in a short quotation it would outweigh the text.
"""

from parsers.quoting import attribution
from parsers.quoting.header_block import field_kinds
from parsers.quoting.separators import Separator, is_rule, separator

_MOST_LINES = 500
_DEEPEST = 20
_LONGEST_MARK = 4  # "АК>" and "Anna>" of The Bat


def quoted_words(quoted_text: str) -> str:
    """The text that was quoted, for ``keys.fingerprints``."""
    lines = quoted_text.split("\n", _MOST_LINES)[:_MOST_LINES]
    bare = [_without_marks(line) for line in lines]
    return "\n".join(line for line in bare if not _is_added(line))


def _without_marks(line: str) -> str:
    for _ in range(_DEEPEST):
        line = line.lstrip(" \t\xa0")
        mark = line.find(">", 0, _LONGEST_MARK + 1)
        if mark < 0 or not (mark == 0 or line[:mark].isalpha()):
            break
        line = line[mark + 1 :]
    return line


def _is_added(line: str) -> bool:
    if is_rule(line) or separator(line) is not Separator.NONE:
        return True
    if ":" in line and field_kinds(line):
        return True
    return attribution.may_end(line) and attribution.judge(line) > attribution.Sureness.NO
