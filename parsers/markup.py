"""HTML of a letter to readable text, as its reader would have seen it.

One walk over the tree without recursion. Words stay whole across inline tags, quotations get ``>
``, lists their marks, links their target; what no reader saw (scripts, preheaders) is left out.
"""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers import headers, tagsoup

MAX_DEPTH_SHOWN = 20  # of quotations and lists
_MAX_LINK = 1_000
_MAX_NODES = 400_000

_SKIPPED = frozenset((
    "head", "script", "style", "title", "template", "noscript", "svg", "math", "object", "embed",
    "iframe", "audio", "video", "canvas", "select", "datalist", "textarea", "meta", "link", "map",
))  # fmt: skip
_PARAGRAPHS = frozenset((
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre",
    "fieldset", "figure",
))  # fmt: skip
_LINES = frozenset((
    "div", "p", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "main", "aside",
    "nav", "address", "center", "form", "caption", "thead", "tbody", "tfoot", "legend", "details",
    "summary", "figcaption", "body", "html", "option",
))  # fmt: skip
_HIDING = ("display:none", "visibility:hidden", "mso-hide:all")


@dataclass(slots=True)
class _Page:
    """What has been written so far, and the white space that the next word will need."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    breaks: int = 0  # line ends wanted before the next word
    space: bool = False
    cell: bool = False  # a table cell began on this line
    quotes: int = 0
    lists: list[int] = field(default_factory=list)  # next number; 0 for bullets
    bullet: str = ""
    fresh: bool = False  # a quotation began or ended: no empty line is wanted yet

    def text(self, words: str) -> None:
        pieces = words.split()
        if not pieces:
            if "\xa0" in words and (self.breaks or not self.line):
                self._open_line()  # the empty line of many editors
                self.line.append("")
            self.space = self.space or bool(words)
            return
        self._open_line()
        if self.line and (self.space or words[0].isspace()):
            self.line.append(" ")
        self.line.append(" ".join(pieces))
        self.space = words[-1].isspace()

    def verbatim(self, text: str) -> None:
        first, *others = text.split("\n")
        self._open_line()
        self.line.append(first)
        for other in others:
            self.end_line()
            self.line.append(other)
        self.space = False

    def block(self, breaks: int) -> None:
        self.breaks = max(self.breaks, breaks)
        self.space = self.cell = False

    def line_break(self) -> None:
        """``<br>``: an empty line when nothing stands on this one."""
        if self.breaks:
            self._flush_breaks()
        self.end_line()
        self.space = self.cell = False

    def end_line(self) -> None:
        content = "".join(self.line).rstrip()
        prefix = ">" * min(self.quotes, MAX_DEPTH_SHOWN)
        self.lines.append(f"{prefix} {content}".rstrip() if prefix else content)
        self.line = []

    def _open_line(self) -> None:
        if self.breaks:
            self._flush_breaks()
        elif self.cell and self.line:
            self.line.append(" | ")
            self.space = False
        self.cell = False
        if not self.line and self.bullet:
            self.line.append(self.bullet)
            self.bullet = ""

    def _flush_breaks(self) -> None:
        if self.line:
            self.end_line()
        if self.breaks > 1 and not self.fresh and self.lines and self.lines[-1].strip(">"):
            self.end_line()
        self.breaks = 0
        self.fresh = False

    def quote(self, step: int) -> None:
        if self.line:
            self.end_line()
        if step < 0 and self.lines and self.lines[-1]:
            self.lines.append("")  # what follows is no part of the quotation
        self.breaks = 0
        self.fresh = True
        self.quotes = max(0, self.quotes + step)

    def done(self) -> str:
        if self.line:
            self.end_line()
        return "\n".join(self.lines).strip("\n")


@dataclass(frozen=True, slots=True)
class Readable:
    """Text made from HTML; ``defect`` says what was left out, or is empty."""

    text: str
    defect: str = ""


def to_text(html: str) -> Readable:
    """The readable text of HTML, ``\\n`` line ends. Never raises."""
    html, defect = tagsoup.bounded(html)
    try:
        root = LexborHTMLParser(html).root
    except Exception as error:  # noqa: BLE001 (a parser in C: whatever it says, the letter goes on)
        return Readable(headers.clean_text(html), f"HTML not readable ({type(error).__name__})")
    page = _Page()
    if root is not None and not _write(root, page):
        defect = defect or "HTML cut: too many elements"
    return Readable(headers.clean_text(page.done()), defect)


def _write(root: LexborNode, page: _Page) -> bool:
    """Walk the tree; False when there were too many nodes for it."""
    waiting: list[tuple[LexborNode, bool]] = [(root, False)]
    for _ in range(_MAX_NODES):
        if not waiting:
            return True
        node, leaving = waiting.pop()
        if leaving:
            _leave(node, page)
            continue
        if (following := node.next) is not None:
            waiting.append((following, False))
        if _enter(node, page):
            waiting.append((node, True))
            if (child := node.child) is not None:
                waiting.append((child, False))
    return False


def _enter(node: LexborNode, page: _Page) -> bool:
    """Write what opens with the node; False when nothing below it is to be read."""
    tag = node.tag or ""
    if tag == "-text":
        page.text(node.text_content or "")
        return False
    if tag.startswith(("-", "!")) or tag in _SKIPPED:
        return False
    attributes = node.attributes
    if attributes and _hidden(attributes):
        return False
    if tag == "br":
        page.line_break()
    elif tag == "hr":
        page.block(1)
        page.text("---")
        page.block(1)
    elif tag == "img":
        _image(attributes.get("alt") or "", page)
    elif tag == "pre":
        page.block(2)
        page.verbatim(node.text(deep=True).strip("\n"))
        page.block(2)
    else:
        _open(tag, attributes, page)
        return True
    return False


def _open(tag: str, attributes: dict[str, str | None], page: _Page) -> None:
    if tag == "blockquote":
        page.quote(1)
    elif tag in ("ul", "ol"):
        page.block(1 if page.lists else 2)
        start = attributes.get("start") or "1"
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
        page.lists.append(number if tag == "ol" else 0)
    elif tag == "li":
        page.block(1)
        page.bullet = _bullet(page.lists)
    elif tag in ("td", "th"):
        page.cell = True
    elif tag in _PARAGRAPHS or (tag == "p" and "MsoNormal" not in (attributes.get("class") or "")):
        page.block(2)
    elif tag in _LINES:
        page.block(1)


def _leave(node: LexborNode, page: _Page) -> None:
    tag = node.tag or ""
    if tag == "blockquote":
        page.quote(-1)
    elif tag in ("ul", "ol"):
        page.lists = page.lists[:-1]
        page.block(1 if page.lists else 2)
    elif tag == "li":
        page.bullet = ""
        page.block(1)
    elif tag == "a":
        _link(node, page)
    elif tag in _PARAGRAPHS or (
        tag == "p" and "MsoNormal" not in (node.attributes.get("class") or "")
    ):
        page.block(2)
    elif tag in _LINES:
        page.block(1)


def _bullet(lists: list[int]) -> str:
    indent = "  " * (min(len(lists), MAX_DEPTH_SHOWN) - 1)
    if not lists or not lists[-1]:
        return indent + "- "
    lists[-1] += 1
    return f"{indent}{lists[-1] - 1}. "


def _hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if not style:
        return False
    style = "".join(style[:2_000].lower().split())
    if any(mark in style for mark in _HIDING):
        return True
    return "max-height:0" in style and "overflow:hidden" in style


def _image(alt: str, page: _Page) -> None:
    """A picture's words are seldom the sender's; emoji are pictures in many web mails."""
    if 0 < len(alt) <= 8 and not alt.isascii() and not any(map(str.isalnum, alt)):
        page.text(alt)


def _link(node: LexborNode, page: _Page) -> None:
    target = headers.clean_line(node.attributes.get("href") or "", _MAX_LINK)
    if not target.lower().startswith(("http://", "https://", "ftp://", "mailto:")):
        return
    bare = _bare(target)
    written = _bare(node.text(deep=True)[: _MAX_LINK * 2])
    if bare and written and bare != written and not written.endswith(bare):
        page.space = True
        page.text(f"<{target.removeprefix('mailto:')}>")


def _bare(target: str) -> str:
    """A link without what people leave out when they write it."""
    text = "".join(target.split()).lower()
    for start in ("mailto:", "https://", "http://", "www."):
        text = text.removeprefix(start)
    return text.rstrip("/").partition("?subject=")[0]
