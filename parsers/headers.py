"""Decode header fields: RFC 2047 words with the mistakes of real mail, raw 8-bit text, message ids.

Nothing here raises, and no single-line text that leaves it holds a control character.
"""

import binascii
import re

from parsers import charsets

MAX_WORDS = 1_000
MAX_WORD = 8_000
MAX_LINE = 2_000  # characters of a decoded single-line text
MAX_ID = 998  # RFC 5322 section 2.1.1
MAX_IDS = 200

_DROPPED = (
    *range(0x20), *range(0x7F, 0xA0), 0x00AD, 0x061C, 0x180E, 0xFEFF, 0xFFFE, 0xFFFF,
    *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC),
)  # fmt: skip
_CLEAN: dict[int, str | None] = dict.fromkeys(_DROPPED)
_CLEAN |= dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " ")
_CLEAN |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_CLEAN[0x200D] = "\u200d"  # joins emoji; it hides nothing
_TEXT: dict[int, str | None] = {
    code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)
}
_TEXT |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TEXT |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_TEXT |= {0x2028: "\n", 0x2029: "\n", 0x85: "\n", 0x0C: "\n"}
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def clean_line(text: str, limit: int = MAX_LINE) -> str:
    """Single-line text: no controls, line separators, zero-width or bidi marks, no odd halves."""
    text = text[: limit * 4]
    if not text.isprintable():
        text = text.translate(_CLEAN)
    return text.strip()[:limit].rstrip()


def clean_text(text: str) -> str:
    """Text of many lines: ``\\n`` line ends, tabs kept, no other control character."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_TEXT) if _NOT_TEXT.search(text) else text


def decode(raw: bytes, limit: int = MAX_LINE) -> str:
    """A clean single line from a raw field value: encoded words, or 8-bit text in a guessed
    charset.
    """
    plain = raw.isascii() and b"\x1b" not in raw
    text = raw.decode("ascii") if plain else charsets.decode(raw).text
    if "=?" in text:
        text = decode_words(text)
    return clean_line(text, limit)


def as_written(raw: bytes, limit: int = MAX_LINE) -> str:
    """A single line of a field that programs compare: nothing decoded, nothing left out.

    A border takes forged fields with its own name away, but none where it is written otherwise.
    """
    text = raw[: limit * 4].decode("utf-8", "replace")
    for fold in ("\r\n", "\r", "\n", "\t"):
        text = text.replace(fold, " ")
    text = text.strip(" ")[:limit]
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def decode_words(text: str) -> str:
    """Replace the encoded words of RFC 2047 in ``text``; what is none stays as it is.

    Neighbours in one charset are joined before they are decoded, since many senders split a
    character between two words.
    """
    pieces: list[str] = []
    run, run_charset = b"", ""
    at, words = 0, 0
    last = text.rfind("?=")
    while words < MAX_WORDS:
        start = text.find("=?", at)
        if start < 0 or start > last:
            break
        word = _word(text, start)
        if word is None:
            if run:
                pieces.append(charsets.decode(run, run_charset).text)
                run = b""
            pieces.append(text[at : start + 2])
            at = start + 2
            continue
        charset, data, end = word
        between = text[at:start]
        if run and (between.strip() or charset.lower() != run_charset.lower()):
            pieces.append(charsets.decode(run, run_charset).text)
            run = b""
            pieces.append(between if between.strip() else "")
        elif not run:
            pieces.append("" if words and not between.strip() and at else between)
        run, run_charset = run + data, charset
        at, words = end, words + 1
    if run:
        pieces.append(charsets.decode(run, run_charset).text)
    pieces.append(text[at:])
    return "".join(pieces)


def _word(text: str, start: int) -> tuple[str, bytes, int] | None:
    """Charset, bytes and end of the encoded word at ``start``, or None."""
    mark = text.find("?", start + 2, start + 64)
    if mark < 0 or text[mark + 2 : mark + 3] != "?":
        return None
    coding = text[mark + 1].lower()
    end = text.find("?=", mark + 3, mark + MAX_WORD)
    if end < 0 or coding not in "bq":
        return None
    charset, body = text[start + 2 : mark], text[mark + 3 : end]
    if not charset or " " in charset:
        return None
    return charset, _unbase64(body) if coding == "b" else _unquote(body), end + 2


def _unbase64(body: str) -> bytes:
    data = body.encode("ascii", "ignore").translate(None, b" \t\r\n=")
    data = data[: len(data) - 1] if len(data) % 4 == 1 else data
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return b""


_FOLDED_OCTET = re.compile(r"=([0-9A-Fa-f])[ \t\r\n]{1,5}([0-9A-Fa-f])")  # Sparrow folds anywhere


def _unquote(body: str) -> bytes:
    body = _FOLDED_OCTET.sub(r"=\1\2", body)
    return binascii.a2b_qp(body.encode("utf-8", "replace"), header=True)


def message_ids(raw: bytes) -> tuple[str, ...]:
    """The ids of Message-ID, In-Reply-To or References without brackets; junk such as ``<>`` is
    dropped.
    """
    text = raw.decode("ascii") if raw.isascii() else charsets.decode(raw).text
    found: dict[str, None] = {}
    if "<" in text:
        for piece in text.split("<")[1 : MAX_IDS * 5]:
            body, closed, _ = piece.partition(">")
            _keep_id(body if closed or "@" in body else "", found)
    else:
        # some mailers leave the brackets away
        for piece in text.split()[:MAX_IDS]:
            _keep_id(piece if "@" in piece else "", found)
    return tuple(found)[:MAX_IDS]


def _keep_id(body: str, found: dict[str, None]) -> None:
    body = "".join(body.split())
    good = (
        3 <= len(body) <= MAX_ID and body.isprintable() and not any(c in body for c in '<>[](),"')
    )
    if not good and "@[" in body and body.endswith("]"):
        good = len(body) <= MAX_ID and body.isprintable() and body.count("[") == 1
    if good and any(char.isalnum() for char in body):
        found[body] = None
