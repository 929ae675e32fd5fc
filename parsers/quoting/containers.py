"""Where the HTML of a letter says that a quotation begins: the containers of mail programs.

Only a second opinion, for a letter in whose text nothing is found: programs in languages that the
tables don't know, and those that part the quotation by a box alone.
"""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from parsers.quoting.quoted import body

_SELECTORS = (
    ".gmail_quote_container", ".gmail_quote", ".gmail_attr", ".moz-cite-prefix", "#divRplyFwdMsg",
    "#x_divRplyFwdMsg", "#mail-editor-reference-message-container", ".yahoo_quoted",
    "#yahoo_quoted", ".OutlookMessageHeader", ".protonmail_quote", ".tutanota_quote",
    ".zmail_extra", ".js-helper", "#isReplyContent", "#reply-intro", "#replySplit",
    "blockquote[type=cite]",
    "blockquote.iosymail", "#oriMsgHtmlSeperator", ".ms-outlook-mobile-reference-message",
)  # fmt: skip
_SIGNS = tuple(selector.split("[")[0].strip(".#").split(".")[-1] for selector in _SELECTORS)
_UNREAD = ("style", "script", "title")
_CHARACTERS = 4_000  # of a container that are looked at
_WORDS = 8  # that must be the same


def quotation_start(html: str, lines: Sequence[str]) -> int:
    """The line of the text with which the first container begins; -1 when there is none."""
    if not any(sign in html for sign in _SIGNS):
        return -1
    wanted = _first_words(html)
    if len(wanted) < 2:
        return -1
    for at, line in enumerate(lines):
        words = body(line).split()
        if not words or words[0] != wanted[0]:
            continue
        for below in lines[at + 1 : at + 2 * _WORDS]:
            if len(words) >= len(wanted):
                break
            words += body(below).split()
        if words[: len(wanted)] == wanted:
            return at
    return -1


def _first_words(html: str) -> list[str]:
    try:
        found = LexborHTMLParser(html).css_first(", ".join(_SELECTORS))
    except (SelectolaxError, ValueError, RuntimeError):
        return []
    if found is None:
        return []
    words: list[str] = []
    size = 0
    for part in found.traverse(include_text=True):
        if part.tag != "-text" or (part.parent is not None and part.parent.tag in _UNREAD):
            continue
        text = part.text_content or ""
        size += len(text)
        words += text[:_CHARACTERS].split()
        if len(words) >= _WORDS or size > _CHARACTERS:
            break
    return words[:_WORDS]
