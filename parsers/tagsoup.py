"""HTML cut to what an HTML parser reads in linear time (the standard's scope rules are quadratic).

Each opened block makes the parser look through all blocks still open, so 200,000 unclosed ``<div>``
cost minutes. Beyond a depth that no letter has, opening tags are taken out and their text stays.
"""

import re

MAX_MARKUP = 1024 * 1024  # characters looked at
MAX_DEPTH = 250
_SAFE_TAGS = 1_000  # fewer tags than this cannot nest badly
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_NO_DEPTH = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "body", "html", "head",
    "tbody", "thead", "tfoot",
))  # fmt: skip  # void, or closed by the next of its kind


def bounded(html: str) -> tuple[str, str]:
    """The HTML to parse, and a defect in words or ""."""
    defect = ""
    if len(html) > MAX_MARKUP:
        html = html[:MAX_MARKUP]
        defect = f"HTML cut at {MAX_MARKUP // 2**20} MiB"
    if "\0" in html:
        html = html.replace("\0", "")
    if html.count("<") < _SAFE_TAGS:
        return html, defect
    pieces: list[str] = []
    depth = copied = 0
    for found in _TAG.finditer(html):
        if found.start() < copied or found[2].lower() in _NO_DEPTH:
            continue
        if found[1]:
            depth = max(0, depth - 1)
        elif depth < MAX_DEPTH:
            depth += 1
        else:
            end = html.find(">", found.end())
            pieces.append(html[copied : found.start()])
            copied = len(html) if end < 0 else max(end + 1, copied)
    if not copied:
        return html, defect
    pieces.append(html[copied:])
    return "".join(pieces), defect or f"HTML nested deeper than {MAX_DEPTH}"
