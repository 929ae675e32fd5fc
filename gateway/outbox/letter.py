"""The one place where headers of outgoing mail are built (RFC 5322, 2045–2047, 2183, 2231, 3834).

Whatever reaches a header is cleaned first and encoded second, by the few functions below. The
``email`` package is not used to write: it would take ten times as long for an acknowledgement, and
some interpreters let an encoded line break through (CVE-2024-6923, CVE-2026-1299).

Texts are quoted-printable or base64, where ``=_`` cannot occur: so none can hold a boundary.
"""

import binascii
import re
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import format_datetime
from hashlib import blake2b
from urllib.parse import quote

from gateway.errors import PostdeskError
from gateway.outbox.address import usable
from parsers import filenames
from parsers.headers import clean_line, clean_text
from parsers.message import Address

MAX_SUBJECT = 300  # characters
MAX_NAME = 100
MAX_FILENAME = 240  # bytes in UTF-8: what file systems take, and one header line when encoded
MAX_REFERENCES = 1_000  # bytes of the whole field
_FOLD_AT = 76
_WORD = 39  # bytes of text: with "Subject: " before it an encoded word ends within 76 characters

_CONTENT_TYPE = re.compile("[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}")  # RFC 6838
_LOOP_ID = re.compile(r"[A-Za-z0-9._@-]{1,200}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MESSAGE_ID = re.compile(r"(?!.*=\?)[!-;=?-~]{1,900}")  # a line has at most 998
_AUTO_SUBMITTED = ("", "auto-replied", "auto-generated")
_OPAQUE = "application/octet-stream"


class UnsafeInterpreterError(PostdeskError):
    """This Python lets text of a letter become a header or a recipient: nothing may be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment. Its name and type may be whatever a client wrote."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter for one recipient, before it is written down."""

    message_id: str  # ours, without angle brackets
    date: datetime  # aware
    header_from: Address
    to: Address
    reply_to: str = ""  # an address; "" leaves the field out
    subject: str
    text: str
    html: str = ""
    files: tuple[File, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()  # oldest first
    auto_submitted: str = ""  # "auto-replied" or "auto-generated" (RFC 3834 section 5)
    suppress: bool = False  # X-Auto-Response-Suppress: All, for Exchange
    loop_id: str = ""  # X-Postdesk-Loop, by which we know our own automatic letters
    language: str = ""  # ISO 639


def render(draft: Draft) -> bytes:
    """The letter in bytes: CRLF, 7 bit, no line over 998 bytes.

    Only an address with a non-ASCII local part stands in UTF-8 in the header (RFC 6532).
    Names, subjects, foreign ids, texts and file names may hold anything. ValueError: an address,
    the Message-ID, the loop id or the date is unusable, which is for the caller to prevent.
    """
    boundary = blake2b(draft.message_id.encode(), digest_size=12).hexdigest()
    headers = [*_fields(draft), "MIME-Version: 1.0"]
    part = _body(draft, boundary)
    if draft.files:
        parts = [part, *(_file(file, boundary) for file in draft.files)]
        part = _multipart("mixed", f"=_m{boundary}", parts)
    return "\r\n".join(headers).encode("utf-8") + b"\r\n" + part


def _fields(draft: Draft) -> list[str]:
    if draft.date.tzinfo is None:
        raise ValueError("the date of a letter must be aware")
    if not _MESSAGE_ID.fullmatch(draft.message_id) or "@" not in draft.message_id:
        raise ValueError(f"not a Message-ID: {draft.message_id!r}")
    if draft.auto_submitted not in _AUTO_SUBMITTED:
        raise ValueError(f"not a value of Auto-Submitted: {draft.auto_submitted!r}")
    fields = [
        f"Date: {format_datetime(draft.date)}",
        f"Message-ID: <{draft.message_id}>",
        _mailbox("From", draft.header_from),
        _mailbox("To", draft.to),
    ]
    if draft.reply_to:
        fields.append(_mailbox("Reply-To", Address("", draft.reply_to)))
    fields.append(_unstructured("Subject", clean_line(draft.subject, MAX_SUBJECT)))
    if _MESSAGE_ID.fullmatch(draft.in_reply_to):
        fields.append(f"In-Reply-To:{_gap(draft.in_reply_to)}<{draft.in_reply_to}>")
    if references := _references(draft.references):
        fields.append("References: " + "\r\n ".join(references))
    if draft.auto_submitted:
        fields.append(f"Auto-Submitted: {draft.auto_submitted}")
    if draft.suppress:
        fields.append("X-Auto-Response-Suppress: All")
    if draft.loop_id:
        if not _LOOP_ID.fullmatch(draft.loop_id):
            raise ValueError(f"not a loop id: {draft.loop_id!r}")
        fields.append(f"X-Postdesk-Loop: {draft.loop_id}")
    if _LANGUAGE.fullmatch(draft.language):
        fields.append(f"Content-Language: {draft.language}")
    return fields


def _gap(value: str) -> str:
    return "\r\n " if len(value) > _FOLD_AT else " "


def _mailbox(field: str, who: Address) -> str:
    address = usable(who.address)
    if not address:
        raise ValueError(f"{field}: not an address to send to: {who.address[:100]!r}")
    name = " ".join(clean_line(who.name, MAX_NAME).split())
    if not name:
        return f"{field}: {address}"
    if name.isascii() and "=?" not in name:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'"{escaped}"'
    else:
        shown = _encoded(name)
    gap = " " if len(field) + len(shown) + len(address) < _FOLD_AT else "\r\n "
    return f"{field}: {shown}{gap}<{address}>"


def _unstructured(field: str, value: str) -> str:
    """RFC 2047 for what isn't plain ASCII, and for text that itself looks like an encoded word."""
    words = value.split()
    if not value.isascii() or "=?" in value or any(len(word) > _FOLD_AT for word in words):
        return f"{field}: {_encoded(' '.join(words))}"
    lines = [f"{field}:"]
    for word in words:
        if len(lines[-1]) + len(word) < _FOLD_AT:
            lines[-1] += " " + word
        else:
            lines.append(" " + word)
    return "\r\n".join(lines)


def _encoded(text: str) -> str:
    """Encoded words (RFC 2047), each of a whole number of characters."""
    words, chunk, size = [], "", 0
    for char in text:
        width = len(char.encode("utf-8"))
        if size + width > _WORD:
            words.append(chunk)
            chunk, size = "", 0
        chunk += char
        size += width
    words.append(chunk)
    return "\r\n ".join(
        f"=?utf-8?B?{binascii.b2a_base64(word.encode('utf-8'), newline=False).decode()}?="
        for word in words
    )


def _references(ids: tuple[str, ...]) -> list[str]:
    """The first id and as many of the newest as fit (RFC 5322 section 3.6.4 leaves it to us)."""
    good = [f"<{one}>" for one in dict.fromkeys(ids) if _MESSAGE_ID.fullmatch(one)]
    if not good:
        return []
    newest: list[str] = []
    room = MAX_REFERENCES - len("References: \r\n") - len(good[0])
    for one in reversed(good[1:]):
        room -= len(one) + len("\r\n ")
        if room < 0:
            break
        newest.append(one)
    return [good[0], *reversed(newest)]


def _body(draft: Draft, boundary: str) -> bytes:
    plain = _text("plain", draft.text)
    if not draft.html:
        return plain
    return _multipart("alternative", f"=_a{boundary}", [plain, _text("html", draft.html)])


def _text(subtype: str, text: str) -> bytes:
    content = clean_text(text).encode("utf-8")
    if not content.endswith(b"\n"):
        content += b"\n"
    foreign = len(content) - len(content.translate(None, bytes(range(128, 256))))
    content = content.replace(b"\n", b"\r\n")
    if foreign * 6 > len(content):  # base64 is the shorter one
        encoding, body = "base64", _base64(content)
    else:
        encoding, body = "quoted-printable", binascii.b2a_qp(content)
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode() + body


def _base64(content: bytes) -> bytes:
    lines = [binascii.b2a_base64(content[at : at + 57]) for at in range(0, len(content), 57)]
    return b"".join(lines).replace(b"\n", b"\r\n")


def _multipart(subtype: str, boundary: str, parts: list[bytes]) -> bytes:
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    opening = f"--{boundary}\r\n".encode()
    body = b"".join(opening + part.removesuffix(b"\r\n") + b"\r\n" for part in parts)
    return head + body + f"--{boundary}--\r\n".encode()


def _file(file: File, boundary: str) -> bytes:
    content_type = _content_type(file, boundary)
    name = _filename(file.filename, content_type)
    if content_type == "message/rfc822":
        encoding, body = "7bit", file.content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    else:
        encoding, body = "base64", _base64(file.content)
    return (
        f"Content-Type: {content_type};\r\n {_parameter('name', name, in_words=True)}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n"
        f"Content-Disposition: attachment;\r\n {_parameter('filename', name, in_words=False)}\r\n"
        "\r\n"
    ).encode() + body


def _content_type(file: File, boundary: str) -> str:
    content_type = file.content_type.lower()
    if not _CONTENT_TYPE.fullmatch(content_type) or content_type.startswith("multipart/"):
        return _OPAQUE
    if content_type.startswith("message/"):
        # RFC 2046 section 5.2: no base64 around a message; so it is shown as one only when it is
        # fit to travel as it stands, and as a file otherwise.
        fit = content_type == "message/rfc822" and _is_seven_bit(file.content, boundary)
        return "message/rfc822" if fit else _OPAQUE
    return content_type


def _is_seven_bit(content: bytes, boundary: str) -> bool:
    return (
        content.isascii()
        and b"\0" not in content
        and content.count(b"\r") == content.count(b"\r\n")
        and boundary.encode() not in content
        and all(len(line) <= 997 for line in content.split(b"\n"))
    )


def _filename(raw: str, content_type: str) -> str:
    name = filenames.clean(raw) or ("letter.eml" if content_type == "message/rfc822" else "file")
    if content_type == _OPAQUE and name == "file":
        name = "file.bin"
    if len(name.encode("utf-8")) <= MAX_FILENAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 20:
        stem, extension = name, ""
    tail = dot + extension if extension else ""
    room = MAX_FILENAME - len(tail.encode("utf-8"))
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore").rstrip(" .") + tail


def _parameter(key: str, value: str, *, in_words: bool) -> str:
    """Two spellings of a foreign name: RFC 2231 as it should be, and what old Outlooks read."""
    if value.isascii():  # filenames.clean leaves no character that would need a backslash
        return f'{key}="{value}"'
    if in_words:
        return f'{key}="{_encoded(value)}"'
    return f"{key}*=utf-8''{quote(value, safe='')}"


_INJECTION = (
    "x\r\nBcc: victim@evil.example\n\rX-A: b\x00\x0b\x0c\x85\u2028X-B: c =?utf-8?q?=0D=0AX-C:_d?="
)


def self_test() -> None:
    """Try the known injections on this interpreter; raises UnsafeInterpreterError if one works.

    CVE-2024-6923 and CVE-2026-1299 (line breaks in headers), CVE-2023-27043 (the wrong address is
    read out of a malformed one), CVE-2025-1795 (folding changes who is addressed), and line breaks
    in a command of SMTP.
    """
    draft = Draft(
        message_id="self-test@hoster.example",
        date=datetime(2026, 1, 1, tzinfo=UTC),
        header_from=Address(_INJECTION, "support@hoster.example"),
        to=Address("Long, " * 30 + _INJECTION, "client@client.example"),
        subject=_INJECTION * 5,
        text=_INJECTION,
        in_reply_to=_INJECTION,
        references=(_INJECTION, "good@client.example"),
        files=(File(filename=_INJECTION, content_type=_INJECTION, content=b"x"),),
    )
    written = render(draft)
    names = [name for name, _ in message_from_bytes(written).items()]
    expected = ["Date", "Message-ID", "From", "To", "Subject", "References"]
    if names != [*expected, "MIME-Version", "Content-Type"]:
        raise UnsafeInterpreterError(f"this Python lets a letter's text become headers: {names}")
    header = written.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"")
    if b"\r" in header or b"\n" in header or not header.isascii():
        raise UnsafeInterpreterError("this Python lets a line break into a header")
    for trick in (
        "alice@client.example)<bob@client.example>",
        "a@client.example\n",
        "-oQ@a.example",
    ):
        if usable(trick):
            raise UnsafeInterpreterError(f"this Python takes {trick!r} for an address")
    try:
        smtplib.SMTP().putcmd("RCPT", "TO:<a@client.example>\r\nRCPT TO:<b@client.example>")
    except ValueError:
        return
    except (OSError, smtplib.SMTPException):
        pass
    raise UnsafeInterpreterError("this Python's smtplib lets a line break into a command")
