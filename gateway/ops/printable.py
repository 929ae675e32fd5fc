"""Text for terminals and pipes. What came from a letter is never trusted to be harmless there.

A subject may hold escape sequences that rewrite the screen, direction marks that swap what is read,
or the markup of the library that prints. All of it passes through ``shown`` or ``json_text``.
"""

import json
from typing import IO, Any

from rich.console import Console

_UNSEEN = "\N{REPLACEMENT CHARACTER}"
# JSON is data, yet it is read on terminals: C1 controls act there, and U+2028 breaks lines
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


def shown(text: str) -> str:
    """One line that can only be read: no control, direction or zero-width character acts."""
    return "".join(map(_printable, text))


def shown_block(text: str) -> str:
    """The same for a text of several lines, which are kept."""
    return "\n".join(shown(line.rstrip()) for line in text.split("\n"))


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    return " " if char.isspace() else _UNSEEN


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON in readable Unicode: it can always be encoded, and nothing in it acts on a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent).translate(_ESCAPED)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def console(file: IO[str] | None = None) -> Console:
    """Where text for people goes: colours on a terminal only, and never markup from strings."""
    return Console(file=file, markup=False, emoji=False, highlight=False, soft_wrap=False)
