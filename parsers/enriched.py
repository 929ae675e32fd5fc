"""text/enriched (RFC 1896) and text/richtext (RFC 1341) to plain text."""

import re

_COMMAND = re.compile(r"<(/?)([A-Za-z0-9-]{1,60})>")
_NEW_LINES = re.compile(r"\n+")


def to_text(source: str) -> str:
    """Commands taken out, single line ends turned to spaces as the RFC has it. Linear."""
    source = _NEW_LINES.sub(lambda run: "\n" * (len(run[0]) - 1) or " ", source)
    pieces: list[str] = []
    at = 0
    hidden = False  # inside <param>, which holds no text of the writer
    for found in _COMMAND.finditer(source):
        if not hidden:
            pieces.append(source[at : found.start()])
        at = found.end()
        name = found[2].lower()
        if name == "param":
            hidden = not found[1]
        elif name in ("nl", "paragraph") and not hidden:
            pieces.append("\n")
    if not hidden:
        pieces.append(source[at:])
    return "".join(pieces).replace("<<", "<")
