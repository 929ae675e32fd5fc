"""Take a letter apart for the reader of bounces: report groups, human text, the returned header."""

import re
from dataclasses import dataclass, field
from email.message import Message
from html import unescape

from parsers import charsets, headers, parameters

MAX_TEXT = 64 * 1024  # characters of the account, and of each report part
MAX_PARTS = 60
MAX_ITEMS = 300  # header fields looked at
MAX_BLOCKS = 250

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_HEADERS_ONLY = ("text/rfc822-headers", "text/rfc822")
_BREAKS = re.compile(
    r"<(?:/?(?:p|div|tr|li|ul|ol|table|h[1-6]|blockquote|pre)\b[^<>]*|br\s*/?\s*)>", re.IGNORECASE
)
_CELL = re.compile(r"</t[dh]\s{0,9}>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")

Block = tuple[tuple[str, str], ...]  # (lower-case name, decoded value)


@dataclass(slots=True)
class Material:
    """What was found, in the order of the letter."""

    reports: list[str] = field(default_factory=list)  # text of each delivery-status part
    texts: list[str] = field(default_factory=list)
    returned: Block = ()  # header of the letter that came back
    returned_part: bool = False  # that letter came as a part of its own
    types: set[str] = field(default_factory=set)


def block_of(message: Message) -> Block:
    """The header fields of a message, decoded."""
    return tuple(
        (name.lower()[:80], headers.decode(_bytes(str(value))))
        for name, value in list(message.raw_items())[:MAX_ITEMS]
    )


def content_type(message: Message) -> parameters.Parametered:
    """The declared type; text/plain when none is readable (RFC 2045 section 5.2)."""
    raw = next(
        (str(value) for name, value in message.raw_items() if name.lower() == "content-type"), ""
    )
    return parameters.read(_bytes(raw[:4096]))


def gather(message: Message) -> Material:
    """Walk the parts of the report itself; never into the letter that it returns."""
    found = Material()
    waiting = [message]
    seen = 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop(0)
        seen += 1
        declared = content_type(part)
        kind = declared.token or "text/plain"
        found.types.add(kind)
        payload = part.get_payload() if part.is_multipart() else None
        if kind in _REPORTS:
            found.reports.append(_report_text(part))
        elif kind.startswith("message/") or kind in _HEADERS_ONLY:
            block = _enclosed(part, payload, declared)
            _returned(found, block)
        elif isinstance(payload, list):
            waiting[:0] = [child for child in payload[:MAX_PARTS] if isinstance(child, Message)]
        elif kind in ("text/plain", "text/html") or not kind.partition("/")[2]:
            text = _text(part, declared)
            found.texts.append(_plain(text) if kind == "text/html" else text)
    return found


def headers_of_text(text: str) -> Block:
    """Header fields written as text: returned headers, and the groups of a report."""
    fields: list[tuple[str, str]] = []
    for line in text.split("\n")[: MAX_ITEMS * 4]:
        if not line.strip():
            if fields:
                break
            continue
        name, colon, value = line.partition(":")
        if line[0] in " \t" and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}"[:4000])
        elif colon and name.isascii() and " " not in name.strip() and len(name) < 80:
            fields.append((name.strip().lower(), value.strip()[:4000]))
    return tuple(
        (name, headers.decode(value.encode("utf-8", "replace")))
        for name, value in fields[:MAX_ITEMS]
    )


def _enclosed(part: Message, payload: object, declared: parameters.Parametered) -> Block:
    """The header of the letter in ``part``, which may be encoded although RFC 2046 forbids it."""
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        return headers_of_text(_text(part, declared))
    if inner.keys() or inner.is_multipart():
        return block_of(inner)
    return headers_of_text(
        _transported(_data(inner)[:MAX_TEXT].decode("ascii", "surrogateescape"), _encoding(part))
    )


def _returned(found: Material, block: Block) -> None:
    found.returned_part = True
    if not found.returned:
        found.returned = block


def _report_text(part: Message) -> str:
    """The groups as text again: what servers break, the MIME parser takes for bodies."""
    payload = part.get_payload() if part.is_multipart() else None
    if payload is None:
        return _text(part, content_type(part))
    pieces: list[str] = []
    for block in payload[:MAX_BLOCKS] if isinstance(payload, list) else ():
        if not isinstance(block, Message):
            continue
        lines = [f"{name}: {value}" for name, value in list(block.raw_items())[:MAX_ITEMS]]
        inside = block.get_payload() if block.is_multipart() else None
        if isinstance(inside, list):
            rest = "\n".join(
                f"{name}: {value}"
                for inner in inside[:3]
                if isinstance(inner, Message)
                for name, value in list(inner.raw_items())[:MAX_ITEMS]
            )
        else:
            rest = _data(block).decode("ascii", "surrogateescape")
        # the first of the groups in a part that the MIME parser takes for a letter is its header
        pieces.append(
            "\n".join(lines) + ("\n" if lines else "") + "\n" * (len(payload) == 1) + rest
        )
    text = "\n\n".join(pieces)[:MAX_TEXT]
    return _transported(text, _encoding(part))


def _encoding(part: Message) -> str:
    return str(part.get("content-transfer-encoding", "")).strip().lower()


def _transported(text: str, encoding: str) -> str:
    """Text whose transfer encoding the MIME parser left on it, as it does inside of message/*."""
    if encoding not in ("base64", "quoted-printable"):
        return headers.clean_text(charsets.decode(_bytes(text)).text)
    carrier = Message()
    carrier["Content-Transfer-Encoding"] = encoding
    carrier.set_payload(_bytes(text).decode("ascii", "surrogateescape"))
    return _text(carrier, parameters.read(b"text/plain"))


def _text(part: Message, declared: parameters.Parametered) -> str:
    text = charsets.decode(_data(part)[: MAX_TEXT * 4], declared.text("charset", 40)).text
    return headers.clean_text(text[:MAX_TEXT])


def _data(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 (the standard parser raises many kinds on a broken charset)
        return b""
    return data if isinstance(data, bytes) else b""


def _plain(html: str) -> str:
    """Enough of an HTML account to find its sentences and addresses; nothing of it is shown."""
    text = html.replace("\n", " ")
    for name in ("style", "script", "title"):
        text = _without(text, name)
    text = unescape(_TAG.sub("", _CELL.sub(" ", _BREAKS.sub("\n", text))))
    return headers.clean_text("\n".join(line.strip() for line in text.split("\n")))


def _without(html: str, name: str) -> str:
    pieces: list[str] = []
    lower, at = html.lower(), 0
    if len(lower) != len(html):
        return html
    while (start := lower.find(f"<{name}", at)) >= 0:
        pieces.append(html[at:start])
        end = lower.find(f"</{name}>", start)
        if end < 0:
            return "".join(pieces)
        at = end + len(name) + 3
    pieces.append(html[at:])
    return "".join(pieces)


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
