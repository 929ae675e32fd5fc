"""Where the HTML of a letter says that a quotation or a signature begins: programs' containers.

A second opinion: on quotations for a letter in whose text none is found, by programs in languages
that the tables don't know, or that part it by a box alone; on signatures that nothing else shows.
"""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from parsers.quoting.quoted import body

_QUOTES = (
    ".gmail_quote_container", ".gmail_quote", ".gmail_attr", ".moz-cite-prefix", "#divRplyFwdMsg",
    "#x_divRplyFwdMsg", "#mail-editor-reference-message-container", ".yahoo_quoted",
    "#yahoo_quoted", ".OutlookMessageHeader", ".protonmail_quote", ".tutanota_quote",
    ".zmail_extra", ".js-helper", "#isReplyContent", "#reply-intro", "#replySplit",
    "blockquote[type=cite]",
    "blockquote.iosymail", "#oriMsgHtmlSeperator", ".ms-outlook-mobile-reference-message",
)  # fmt: skip
_SIGNATURES = (
    ".gmail_signature", ".moz-signature", "#Signature", "#x_Signature",
    ".protonmail_signature_block", "#ms-outlook-mobile-signature", ".zmail_signature",
    "#AppleMailSignature",
)  # fmt: skip
_UNREAD = ("style", "script", "title")
_CHARACTERS = 4_000  # of a piece of text that are looked at
_QUOTE_WORDS = 8  # that must be the same
_SIGNATURE_WORDS = 80


def _signs(selectors: Sequence[str]) -> tuple[str, ...]:
    """What stands in the source of a letter that has such a container: most have none."""
    return tuple(selector.split("[")[0].strip(".#").split(".")[-1] for selector in selectors)


_QUOTE_SIGNS = _signs(_QUOTES)
_SIGNATURE_SIGNS = _signs(_SIGNATURES)


def quotation_start(html: str, lines: Sequence[str]) -> int:
    """The line of the text with which the first container begins; -1 when there is none."""
    if not any(sign in html for sign in _QUOTE_SIGNS):
        return -1
    wanted = _words(html, _QUOTES, _QUOTE_WORDS)
    if len(wanted) < 2:
        return -1
    for at, line in enumerate(lines):
        if body(line) and _matched(
            lines, range(at, min(at + 2 * _QUOTE_WORDS, len(lines))), wanted
        ):
            return at
    return -1


def signature_rows(html: str, lines: Sequence[str], rows: Sequence[int]) -> list[int]:
    """Those of ``rows`` that are in the container of a signature; a long one is doubtful."""
    if not any(sign in html for sign in _SIGNATURE_SIGNS):
        return []
    wanted = _words(html, _SIGNATURES, _SIGNATURE_WORDS)
    if not 0 < len(wanted) < _SIGNATURE_WORDS:
        return []
    for at in range(len(rows) - 1, -1, -1):
        if matched := _matched(lines, rows[at:], wanted):
            return list(rows[at : at + matched])
    return []


def _matched(lines: Sequence[str], rows: Sequence[int], wanted: Sequence[str]) -> int:
    """How many of these lines hold the wanted words, or more in the last; 0 if they don't."""
    at = 0
    for count, row in enumerate(rows, start=1):
        words = body(lines[row]).split()
        if words[: len(wanted) - at] != list(wanted[at : at + len(words)]):
            return 0
        at += len(words)
        if at >= len(wanted):
            return count
    return 0


def _words(html: str, selectors: Sequence[str], most: int) -> list[str]:
    """The first words in the first of these containers."""
    try:
        found = LexborHTMLParser(html).css_first(", ".join(selectors))
    except (SelectolaxError, ValueError, RuntimeError):
        return []
    words: list[str] = []
    for part in found.traverse(include_text=True) if found is not None else ():
        if part.tag == "-text" and (part.parent is None or part.parent.tag not in _UNREAD):
            words += (part.text_content or "")[:_CHARACTERS].split()
            if len(words) >= most:
                break
    return words[:most]
