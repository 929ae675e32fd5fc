"""HTML cut to what an HTML parser reads in linear time (the standard's scope rules are quadratic).

Each opened block makes the parser look through all that are still open, so 200,000 unclosed
``<div>`` cost minutes. Beyond a depth that no letter has, opening tags are taken out and their text
stays.
"""

import re

MAX_MARKUP = 1024 * 1024  # characters looked at
MAX_DEPTH = 250
_SAFE_TAGS = 1_000  # fewer tags than this cannot nest badly
_MAX_STEPS = 2_000_000
_MAX_NAME = 40
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/>]{{0,{_MAX_NAME}}})")
_NO_DEPTH = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "body", "html", "head",
    "tbody", "thead", "tfoot",
))  # fmt: skip  # void, or closed by the next of its kind
_FORMATTING = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt",
    "u",
))  # fmt: skip
_BARRIERS = frozenset((
    "applet", "marquee", "math", "object", "select", "svg", "table", "template",
))  # fmt: skip
_SPECIAL = _BARRIERS | frozenset((
    "address", "article", "aside", "blockquote", "button", "center", "details", "dir", "div",
    "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "iframe", "main", "menu", "nav", "noembed", "noframes", "noscript", "ol",
    "pre", "script", "section", "style", "summary", "textarea", "title", "ul",
))  # fmt: skip


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
    open_tags = _OpenTags()
    copied = 0
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if found.start() < copied or name in _NO_DEPTH:
            continue
        if found[1]:
            open_tags.close(name)
        elif not open_tags.open(name):
            end = html.find(">", found.end())
            pieces.append(html[copied : found.start()])
            copied = len(html) if end < 0 else max(end + 1, copied)
    if not copied:
        return html, defect
    pieces.append(html[copied:])
    return "".join(pieces), defect or f"HTML nested deeper than {MAX_DEPTH}"


class _OpenTags:
    """What an HTML parser has open, never less: closing tags that it ignores close nothing here.

    The rules are those of the HTML standard, section 13.2.6.4.7, for end tags.
    """

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.counts: dict[str, int] = {}
        self.formatting = 0
        self.steps = 0

    def open(self, name: str) -> bool:
        """Open a tag; False when there are too many already."""
        if len(self.stack) + self.formatting >= MAX_DEPTH:
            return False
        self.counts[name] = self.counts.get(name, 0) + 1
        if name in _FORMATTING:
            self.formatting += 1
        else:
            self.stack.append(name)
        return True

    def close(self, name: str) -> None:
        """Close the nearest tag of that name, and all that was opened in it."""
        if not self.counts.get(name) or len(name) > _MAX_NAME:
            return
        if name in _FORMATTING:  # these close across blocks, and close no blocks
            self.formatting -= 1
            self.counts[name] -= 1
            return
        at = self._find(name)
        if at >= 0:
            for closed in self.stack[at:]:
                self.counts[closed] -= 1
            del self.stack[at:]

    def _find(self, name: str) -> int:
        foreign = name in ("svg", "math")  # a block inside has closed these already
        stops = _BARRIERS if name in _SPECIAL and not foreign else _SPECIAL
        for at in range(len(self.stack) - 1, -1, -1):
            self.steps += 1
            if self.stack[at] == name:
                return at
            if self.stack[at] in stops or self.steps > _MAX_STEPS:
                break
        return -1
