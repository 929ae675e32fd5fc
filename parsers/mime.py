"""The MIME tree of a letter (RFC 2045, RFC 2046): the one module that meets mail-parser.

mail-parser's own constructor reads all fields and decodes every part at once, keeps of a text only
what the declared charset allows, mixes enclosed letters into the letter, and raises outside its own
exceptions on some broken ones. So it is asked for what it reads best, dates, and the tree is cut
here: in one pass without recursion that keeps every part, and every enclosed letter, as the bytes
that it was.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mailparser.dates import parse_mail_date

from parsers import headers, limits, parameters, uuencoded
from parsers.limits import Fields
from parsers.parameters import Parametered

_MAX_DATE = 200
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_LOOKED_AT = 1_000
_MAX_CANDIDATES = 50
_MAX_BOUNDARY = 200
_IN_BOUNDARIES = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=?@%$#&*~|^!{}[]<>; "
)
_NOT_BASE64 = bytes(
    sorted(
        set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    )
)
_MAIN_TYPES = frozenset(
    ("application", "audio", "chemical", "font", "image", "message", "model", "multipart", "text",
     "video")
)  # fmt: skip
_NONE = Parametered("", {})
_UUENCODINGS = ("x-uuencode", "uuencode", "uue", "x-uue")


@dataclass(frozen=True, slots=True)
class Container:
    """A multipart around a part."""

    subtype: str
    number: int
    child: int  # which of its children the part is, or is in


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the tree. ``number`` is its position in a walk that counts multiparts too."""

    number: int
    content_type: str
    type_parameters: Parametered
    disposition: Parametered
    content_id: str
    encoding: str  # of RFC 2045 section 6, lower case
    containers: tuple[Container, ...]  # outermost first
    source: bytes = field(repr=False)  # source[start:end] is the part
    start: int
    end: int

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
        """As declared; "" when it is not."""
        return self.type_parameters.text("charset", 60)

    def data(self) -> bytes:
        """The bytes with the transfer encoding undone; of broken ones what can be had."""
        raw = self.source[self.start : self.end]
        if self.encoding == "base64":
            return raw if _is_words(raw) else _unbase64(raw)
        if self.encoding == "quoted-printable":
            return quopri.decodestring(raw)
        if self.encoding in _UUENCODINGS:
            return _unuuencode(raw)
        return raw


@dataclass(frozen=True, slots=True)
class Tree:
    """A letter taken apart: its leaves in order, and the containers around them."""

    parts: tuple[Part, ...]
    types: tuple[str, ...]  # content types of all parts in walk order, the letter's own first
    date: datetime | None
    defects: tuple[str, ...]


def read(fields: Fields, body: bytes) -> Tree:
    """Take apart a letter. Never raises; iterative, at most ``limits.MAX_PARTS`` parts."""
    date, defects = _date(_value(fields, "date"))
    cutter = _Cutter(body)
    cutter.run(fields)
    if len(cutter.types) == 1 and (boundary := _undeclared_boundary(fields, body)):
        defects.append("multipart without its boundary: guessed")
        cutter = _Cutter(body)
        cutter.run((("content-type", b'multipart/mixed; boundary="%s"' % boundary),))
    parts = sorted(cutter.parts, key=lambda part: part.number)
    return Tree(tuple(parts), tuple(cutter.types), date, (*defects, *cutter.defects))


@dataclass(slots=True)
class _Open:
    """A multipart that has begun and may go on."""

    boundary: bytes
    subtype: str
    number: int
    start: int
    containers: tuple[Container, ...]
    children: int = 0


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part that has begun and holds no others."""

    number: int
    content_type: str
    declared: Parametered
    first: dict[str, bytes]  # fields by name
    containers: tuple[Container, ...]
    start: int

    def part(self, body: bytes, end: int) -> Part:
        start = min(self.start, len(body))
        disposition = self.first.get("content-disposition", b"")
        content_id = self.first.get("content-id", b"")
        encoding = self.first.get("content-transfer-encoding", b"")
        encoding = encoding.partition(b";")[0].partition(b"(")[0]
        return Part(
            number=self.number,
            content_type=self.content_type,
            type_parameters=self.declared,
            disposition=parameters.read(disposition) if disposition else _NONE,
            content_id=headers.decode(content_id, 250).strip("<> ") if content_id else "",
            encoding=encoding.decode("ascii", "ignore").strip(" \t\r\n\"'").lower(),
            containers=self.containers,
            source=body,
            start=start,
            end=max(start, end),
        )


class _Cutter:
    """One pass over the boundary lines of a body (RFC 2046 section 5.1.1)."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.parts: list[Part] = []
        self.types: list[str] = []
        self.defects: list[str] = []
        self.open: list[_Open] = []
        self.levels: dict[bytes, int] = {}
        self.leaf: _Leaf | None = None

    def run(self, fields: Fields) -> None:
        self.enter(fields, 0, ())
        body = self.body
        at = 0 if body.startswith(b"--") else body.find(b"\n--") + 1
        while self.open and (at or body.startswith(b"--")):
            stop = body.find(b"\n", at)
            stop = len(body) if stop < 0 else stop
            if not self.boundary_line(at, stop):
                break
            at = body.find(b"\n--", stop) + 1
            if not at:
                break
        self.end_leaf(len(body))
        self.close(0, len(body))

    def boundary_line(self, at: int, stop: int) -> bool:
        """Follow a line that may be a boundary; False at a limit."""
        mark = self.body[at + 2 : min(stop, at + 400)].rstrip(b" \t\r")
        level = self.levels.get(mark)
        closing = level is None and mark.endswith(b"--")
        if closing:
            level = self.levels.get(mark[:-2])
        if level is None:
            return True
        end = at - 1 if at else 0
        end -= end > 0 and self.body[end - 1 : end] == b"\r"
        self.end_leaf(end)
        self.close(level + 1, end)
        if closing:
            return True
        if len(self.types) >= limits.MAX_PARTS:
            self.defects.append(f"more than {limits.MAX_PARTS} parts: the rest is left out")
            return False
        around = self.open[level]
        containers = (
            *around.containers,
            Container(around.subtype, around.number, around.children),
        )
        around.children += 1
        fields, body_at = limits.part_fields(self.body, stop + 1)
        self.enter(fields, body_at, containers)
        return True

    def enter(self, fields: Fields, at: int, containers: tuple[Container, ...]) -> None:
        """Begin a part whose header is ``fields`` and whose body is at ``at``."""
        number = len(self.types)
        first = dict(reversed(fields))
        declared = parameters.read(first["content-type"]) if "content-type" in first else _NONE
        content_type = _type(declared.token, containers)
        self.types.append(content_type)
        if content_type.startswith("multipart/"):
            boundary = _boundary(declared)
            if len(self.open) >= limits.MAX_DEPTH:
                self.defects.append(f"nested deeper than {limits.MAX_DEPTH}: kept as a file")
                content_type = "application/octet-stream"
            elif boundary:
                self.levels[boundary] = len(self.open)
                subtype = content_type.partition("/")[2]
                self.open.append(_Open(boundary, subtype, number, at, containers))
                self.leaf = None
                return
            else:
                self.defects.append("multipart without boundary")
                content_type = "text/plain"
        self.leaf = _Leaf(number, content_type, declared, first, containers, at)

    def end_leaf(self, end: int) -> None:
        """The part that was begun last, when it is a leaf, ends before ``end``."""
        if self.leaf is not None:
            self.parts.append(self.leaf.part(self.body, end))
            self.leaf = None

    def close(self, level: int, end: int) -> None:
        """End the multiparts from ``level`` on; one in which no part began is a text after all."""
        for ended in self.open[level:]:
            if self.levels.get(ended.boundary, -1) >= level:
                del self.levels[ended.boundary]
            if not ended.children:
                self.defects.append("multipart without parts")
                text = _Leaf(ended.number, "text/plain", _NONE, {}, ended.containers, ended.start)
                self.parts.append(text.part(self.body, end))
        del self.open[level:]


def _value(fields: Fields, name: str) -> bytes:
    return next((value for label, value in fields if label == name), b"")


def _boundary(declared: Parametered) -> bytes:
    plain = declared.raw.get("boundary") or declared.text("boundary").encode()  # RFC 2231
    return plain[:_MAX_BOUNDARY].rstrip()


def _type(token: str, containers: tuple[Container, ...]) -> str:
    if not token:
        inside_digest = bool(containers) and containers[-1].subtype == "digest"
        return "message/rfc822" if inside_digest else "text/plain"
    declared = token.split(" ", 1)[0]
    main, _, sub = declared.partition("/")
    known = main in _MAIN_TYPES or main.startswith("x-")
    return declared if known and sub and "/" not in sub else "text/plain"


def _undeclared_boundary(fields: Fields, body: bytes) -> bytes:
    """The boundary of a multipart whose header was lost or damaged, b"" when there is none.

    It is the first line of two hyphens and a token that a MIME field follows.
    """
    declared = next((value for name, value in fields if name == "content-type"), None)
    if declared is not None and not declared.strip().lower().startswith(b"multipart/"):
        return b""
    for at in _hyphen_lines(body):
        stop = body.find(b"\n", at)
        boundary = body[at + 2 : stop].strip() if stop > 0 else b""
        if (
            body[stop + 1 : stop + 9].lower() == b"content-"
            and 0 < len(boundary) <= _MAX_BOUNDARY
            and not boundary.translate(None, _IN_BOUNDARIES)
        ):
            return boundary
    return b""


def _hyphen_lines(body: bytes) -> Iterator[int]:
    if body.startswith(b"--"):
        yield 0
    at = 0
    for _ in range(_MAX_CANDIDATES):
        at = body.find(b"\n--", at) + 1
        if not at:
            return
        yield at


_FRACTION = re.compile(r"(\d:\d\d:\d\d)[.,]\d{1,9}(?=\s|$)")
# RFC 5322 section 4.3 knows American zones alone, and lets others be read as +0000
_ZONES = {
    "WEST": "+0100", "CET": "+0100", "MEZ": "+0100", "BST": "+0100", "CEST": "+0200",
    "MESZ": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "MSD": "+0400",
    "TRT": "+0300", "SAMT": "+0400", "YEKT": "+0500", "ALMT": "+0500", "OMST": "+0600",
    "NOVT": "+0700", "KRAT": "+0700", "IRKT": "+0800", "YAKT": "+0900", "VLAT": "+1000",
    "MAGT": "+1100", "PETT": "+1200", "JST": "+0900", "KST": "+0900", "AEST": "+1000",
    "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300",
}  # fmt: skip
_NAMED_ZONE = re.compile(rf"(?<=\d )({'|'.join(_ZONES)})(?=\s*(?:\(|$))", re.IGNORECASE)
_GMT_AND_OFFSET = re.compile(r"\b(?:GMT|UTC?) ?([+-]\d{4})(?=\s|$)")


def _date(raw: bytes) -> tuple[datetime | None, list[str]]:
    """The Date field in UTC, None when it is unreadable, and what was wrong with it."""
    if not raw.strip():
        return None, []
    text = _FRACTION.sub(r"\1", headers.decode(raw, _MAX_DATE))
    text = _NAMED_ZONE.sub(lambda found: _ZONES[found[1].upper()], text)
    text = _GMT_AND_OFFSET.sub(r"\1", text)
    try:
        read_by_rfc = parse_mail_date(text)
        date: datetime | None = read_by_rfc.value
        reasons: tuple[str, ...] = read_by_rfc.reasons
    except Exception as error:  # noqa: BLE001 (it raises half a dozen kinds on broken letters)
        date, reasons = None, (type(error).__name__,)
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


def _is_words(raw: bytes) -> bool:
    """Text that only says it is base64: base64 has no spaces inside of a line."""
    lines = raw[:_LOOKED_AT].split(b"\n")[:5]
    return any(b" " in line.strip() for line in lines)


def _unbase64(raw: bytes) -> bytes:
    """Base64 with the damage of real letters: missing padding, stray characters, text behind it."""
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        pass
    kept = raw.translate(None, _NOT_BASE64)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


def _unuuencode(raw: bytes) -> bytes:
    """The content between ``begin`` and ``end``; the raw bytes when a line does not decode."""
    pieces: list[bytes] = []
    inside = False
    for line in raw.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            try:
                pieces.append(uuencoded.decode_line(line))
            except binascii.Error:
                return raw
    return b"".join(pieces) if inside else raw
