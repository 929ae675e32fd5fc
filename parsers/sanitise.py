"""HTML of a letter made fit to show: an allow-list, and nothing that is fetched from elsewhere."""

import re

import nh3

from parsers import headers, tagsoup

_TAGS = frozenset((
    "a", "abbr", "address", "b", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
))  # fmt: skip
_CONTENT_DROPPED = frozenset(["script", "style", "title", "template", "noscript", "textarea"])
_ATTRIBUTES = {
    "a": {"href", "title"},
    "blockquote": {"type", "cite"},
    "font": {"color", "size", "face"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing", "width", "align", "bgcolor"},
    "td": {"colspan", "rowspan", "width", "align", "valign", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "align", "valign", "bgcolor"},
    "*": {"dir", "lang"},
}

_RUN = 5_000
_LOOKED_AT_TWICE = re.compile("[&\x80-\xbf]")


def _local_only(tag: str, attribute: str, value: str) -> str | None:
    """Pictures come out of the letter itself, or not at all: a fetched one tells who reads it."""
    if attribute == "src":
        return value if tag == "img" and value.strip().lower().startswith("cid:") else None
    if attribute == "cite":
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_CONTENT_DROPPED),
    attributes=_ATTRIBUTES,
    attribute_filter=_local_only,
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)


def _in_short_runs(html: str) -> str:
    """The cleaner is quadratic in the characters of one text that it looks at twice.

    A comment, which it takes away, makes two texts of one.
    """
    if len(html) <= _RUN:
        return html
    pieces: list[str] = []
    copied = 0
    for number, found in enumerate(_LOOKED_AT_TWICE.finditer(html), start=1):
        if number % _RUN == 0:
            pieces += [html[copied : found.start()], "<!---->"]
            copied = found.start()
    return "".join([*pieces, html[copied:]]) if pieces else html


def sanitise(html: str) -> str:
    """HTML that runs nothing and loads nothing. Never raises; "" when it cannot be cleaned."""
    try:
        return headers.clean_text(_CLEANER.clean(_in_short_runs(tagsoup.bounded(html)[0])))
    except Exception:  # noqa: BLE001 (a parser in Rust: shown as text only when it fails)
        return ""
