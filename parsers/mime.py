"""The MIME tree of a letter (RFC 2045, RFC 2046): the one module that meets mail-parser.

mail-parser reads all fields and decodes every part as it is constructed, keeps of a text only what
the declared charset allows, mixes enclosed letters into the letter, and raises outside its own
exceptions on some broken ones. So it is handed the fields that it reads best, and the tree is
walked without it.
"""

import email
import logging
import quopri
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

import mailparser

from parsers import headers, parameters
from parsers.limits import Fields
from parsers.parameters import Parametered

# It logs what senders wrote, and calls each part that it does not decode an error.
logging.getLogger("mailparser").setLevel(logging.CRITICAL)

_MAX_DATE = 200
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_NOT_BASE64 = bytes(
    sorted(
        set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    )
)
_NONE = Parametered("", {})


class _Node(Message):
    """A part in which an enclosed letter stays the bytes that it was.

    The standard parser would take it apart, and could give it back only written anew.
    """

    def get_content_maintype(self) -> str:
        main = super().get_content_maintype()
        return "application" if main == "message" else main

    def get_content_type(self) -> str:
        declared = super().get_content_type()
        return "application/octet-stream" if declared.startswith("message/") else declared


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the tree. ``number`` is its position in a walk that counts multiparts too."""

    number: int
    content_type: str
    type_parameters: Parametered
    disposition: Parametered
    content_id: str
    description: str
    containers: tuple[tuple[str, int, int], ...]  # multipart subtype, its number, which child
    node: Message

    @property
    def filename(self) -> str:
        """The decoded name, "" when there is none: Content-Disposition before Content-Type."""
        return self.disposition.text("filename") or self.type_parameters.text("name")

    @property
    def filename_undecoded(self) -> str:
        """The name with nothing cleaned away."""
        return self.disposition.undecoded("filename") or self.type_parameters.undecoded("name")

    @property
    def is_attachment(self) -> bool:
        """Marked as a file (RFC 2183 section 2.2)."""
        return self.disposition.token == "attachment"  # noqa: S105 (a word of the standard)

    @property
    def charset(self) -> str:
        return self.type_parameters.text("charset", 60)

    def data(self) -> bytes:
        """The bytes with the transfer encoding undone (RFC 2045 section 6); broken ones as far as
        they go."""
        payload = self.node.get_payload()
        if not isinstance(payload, str):
            return b""
        encoding = str(self.node.get("content-transfer-encoding", "")).strip().lower()
        raw = payload.encode("utf-8", "surrogateescape")
        if encoding == "base64":
            return _unbase64(raw)
        if encoding == "quoted-printable":
            return quopri.decodestring(raw)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            decoded = self.node.get_payload(decode=True)
            return decoded if isinstance(decoded, bytes) else raw
        return raw


@dataclass(frozen=True, slots=True)
class Tree:
    """A letter taken apart: its leaves in order, and the containers around them."""

    parts: tuple[Part, ...]
    types: tuple[str, ...]  # content types of all parts in walk order, the letter's own first
    date: datetime | None
    defects: tuple[str, ...]


def read(fields: Fields, body: bytes) -> Tree:
    """Take apart a letter that ``limits.view`` has bounded. Never raises."""
    skeleton = b"".join(
        b"%s: %s\n" % (name.encode(), value.replace(b"\r", b" ").replace(b"\n", b" "))
        for name, value in fields
        if name.startswith("content-")
    )
    node = email.message_from_bytes(skeleton + b"\n" + body, _class=_Node)
    date, defects = _date(next((value for name, value in fields if name == "date"), b""))
    leaves: list[Part] = []
    types: list[str] = []
    for number, part, inside in _walk(node):
        defects += [f"MIME: {type(defect).__name__}" for defect in part.defects]
        if part.is_multipart():
            types.append(_type_of(part, inside))
        else:
            leaves.append(_leaf(number, part, inside))
            types.append(leaves[-1].content_type)
    return Tree(tuple(leaves), tuple(types), date, tuple(defects))


def _date(raw: bytes) -> tuple[datetime | None, list[str]]:
    """The Date field in UTC, None when it is unreadable, and what was wrong with it."""
    if not raw.strip():
        return None, []
    head = Message()
    text = headers.decode(raw, _MAX_DATE)
    head["Date"] = text
    try:
        parsed = mailparser.MailParser(head)
        reasons = [str(defect["reason"]) for defect in parsed.date_header_defects]
        date: datetime | None = parsed.date
    except Exception as error:  # noqa: BLE001 (it raises half a dozen kinds on broken letters)
        reasons, date = [type(error).__name__], None
    date = date or _loose_date(text)
    if date is not None and not _FIRST_YEAR <= date.year <= _LAST_YEAR:
        return None, ["Date out of range"]
    return date, [f"Date: {reason}" for reason in reasons]


def _loose_date(text: str) -> datetime | None:
    """A date that is not as RFC 5322 section 3.3 wants it, as many programs write it."""
    for reading in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = reading(text)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
            continue
    return None


def _walk(root: Message) -> Iterator[tuple[int, Message, tuple[tuple[str, int, int], ...]]]:
    number = 0
    waiting: list[tuple[Message, tuple[tuple[str, int, int], ...]]] = [(root, ())]
    while waiting:
        node, inside = waiting.pop()
        yield number, node, inside
        payload = node.get_payload()
        if isinstance(payload, list):
            subtype = Message.get_content_type(node).partition("/")[2]
            waiting += [
                (child, (*inside, (subtype, number, index)))
                for index, child in reversed(list(enumerate(payload)))
                if isinstance(child, Message)
            ]
        number += 1


def _type_of(node: Message, inside: tuple[tuple[str, int, int], ...]) -> str:
    declared = parameters.read(_field(node, "content-type")).token
    if declared.count("/") == 1 and " " not in declared and not declared.endswith("/"):
        return declared
    if not declared and inside and inside[-1][0] == "digest":
        return "message/rfc822"
    return "text/plain"


def _leaf(number: int, node: Message, inside: tuple[tuple[str, int, int], ...]) -> Part:
    value = _field(node, "content-type")
    disposition = _field(node, "content-disposition")
    return Part(
        number=number,
        content_type=_type_of(node, inside),
        type_parameters=parameters.read(value) if value else _NONE,
        disposition=parameters.read(disposition) if disposition else _NONE,
        content_id=headers.decode(_field(node, "content-id"), 250).strip("<> "),
        description=headers.decode(_field(node, "content-description"), 250),
        containers=inside,
        node=node,
    )


def _field(node: Message, name: str) -> bytes:
    for label, value in node.raw_items():
        if label.lower() == name:
            raw = str(value).encode("utf-8", "surrogateescape")
            return b" ".join(raw.split(b"\n")).replace(b"\r", b"") if b"\n" in raw else raw
    return b""


def _unbase64(raw: bytes) -> bytes:
    """Base64 with the damage of real letters: missing padding, stray characters, text behind it."""
    try:
        return a2b_base64(raw, strict_mode=False)
    except Base64Error:
        pass
    kept = raw.translate(None, _NOT_BASE64)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return a2b_base64(kept + b"=" * (-len(kept) % 4))
    except Base64Error:
        return b""
