"""Cut a letter to a size that is safe to parse, by one linear scan (RFC 5322 section 2.1, RFC 2046
section 5.1).

The parsers below this one are somewhere quadratic or recursive in the number of header fields,
encoded words, MIME parameters, nested parts or lines. Nothing here looks at a byte more than a few
times, and whatever is left out of the view is named in a defect: the caller keeps the raw letter.
"""

from dataclasses import dataclass
from email.message import Message

MAX_LETTER = 25 * 1024 * 1024
MAX_LINES = 500_000  # a 25 MiB attachment in base64 has 345,000
MAX_LINES_TIMES_DEPTH = 2_000_000  # the MIME parser tries every open boundary on every line
MAX_FIELD = 100 * 1024  # Postfix' header_size_limit
MAX_FIELDS = 1_000
MAX_HEADER = 512 * 1024  # of all fields together
MAX_FOLDS = 20_000  # physical lines of the header
MAX_RECEIVED = 100
MAX_DEPTH = 50
MAX_PARTS = 500
MAX_PART_HEADER = 4 * 1024  # above it only the fields that describe the part are kept
MAX_MIME_FIELD = 4 * 1024
MAX_PARAMETERS = 64
MAX_REPORT_BLOCKS = 200

Fields = tuple[tuple[str, bytes], ...]

_DESCRIBING = frozenset(
    {"subject", "message-id", "in-reply-to", "references", "from", "to", "date", "mime-version"}
)
_SPACE = b" \t"
_IN_NAMES = bytes(range(33, 127))  # RFC 5322 section 3.6.8


@dataclass(frozen=True, slots=True)
class View:
    """What of a letter is looked at: unfolded header fields, and the body behind the blank line."""

    fields: Fields  # lower-case name, value without the line end, as bytes
    body: bytes
    defects: tuple[str, ...]


def view(raw: bytes) -> View:
    """Split header from body and cut both to the limits above. Never raises."""
    defects: list[str] = []
    if len(raw) > MAX_LETTER:
        raw = raw[:MAX_LETTER]
        defects.append(f"letter cut at {MAX_LETTER // 2**20} MiB")
    if b"\n" not in raw[:MAX_FIELD] and b"\r" in raw[:MAX_FIELD]:
        raw = _bare_cr_ended(raw)
        defects.append("bare CR taken as a line end")
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # some editors save a letter with a mark of UTF-8
    start = _skip_mbox_line(raw)
    if raw[start : start + 1] in (b"\r", b"\n"):
        lead = len(raw) - len(raw.lstrip(b"\r\n"))
        if _is_field(raw[lead : lead + 200].split(b"\n", 1)[0]):
            start = lead
            defects.append("blank lines before the header")
    fields, body_at = split_fields(raw, start, defects)
    fields = _bound_fields(fields, defects)
    body = _cut_lines(raw[body_at:], MAX_LINES, defects)
    return View(fields, body, tuple(defects))


def for_standard_parser(view: View) -> bytes:
    """The letter made anew, with no more parts and no deeper ones than Python's parser bears."""
    body, defects = view.body, list[str]()
    if b"\r" in body and body.count(b"\r") != body.count(b"\r\n"):
        # it ends lines at a bare CR too, and the scan must see the same lines
        body = _bare_cr_ended(body)
    head = b"".join(
        b"%s: %s\n" % (name.encode(), value.replace(b"\r", b" ")) for name, value in view.fields
    )
    return head + b"\n" + _bound_parts(view.fields, body, defects)


def part_fields(body: bytes, at: int) -> tuple[Fields, int]:
    """The fields of the part header at ``at``, bounded, and where the part's body begins."""
    fields, body_at = split_fields(body, at, [])
    bounded = tuple(
        (name, _bound_parameters(name, value, [])) if name.startswith("content-") else (name, value)
        for name, value in fields
    )
    return bounded, body_at


def _bare_cr_ended(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def split_fields(raw: bytes, start: int, defects: list[str]) -> tuple[Fields, int]:
    """The unfolded fields of the header at ``start``, and where its body begins.

    A line that is no header line begins the body, as in the standard parser.
    """
    fields: list[tuple[str, bytes]] = []
    pending: list[bytes] = []
    name, at, end, folds, size = "", start, len(raw), 0, 0
    while at < end:
        stop = raw.find(b"\n", at)
        line, following = (raw[at:stop], stop + 1) if stop >= 0 else (raw[at:], end)
        line = line.removesuffix(b"\r")
        if not line:
            at = following
            break
        if line[:1] in (b" ", b"\t"):
            if size < MAX_FIELD + 2:
                pending.append(line)
            size += len(line)
        elif _is_field(line):
            if pending:
                fields.append((name, b" ".join(part.strip(b" \t\r") for part in pending)))
            label, _, value = line.partition(b":")
            name, pending, size = label.rstrip(_SPACE).decode("ascii").lower(), [value], len(value)
        else:
            defects.append("no blank line between header and body")
            break
        at, folds = following, folds + 1
        if len(fields) > MAX_FIELDS or folds > MAX_FOLDS:
            if len(fields) <= MAX_FIELDS:
                defects.append(f"header cut after {MAX_FOLDS} lines")
            at, pending = _end_of_header(raw, at), pending[:0]
            break
    if pending:
        fields.append((name, b" ".join(part.strip(b" \t\r") for part in pending)))
    if len(fields) > MAX_FIELDS:
        fields = fields[:MAX_FIELDS]
        defects.append(f"header cut after {MAX_FIELDS} fields")
    return tuple(fields), at


def _skip_mbox_line(raw: bytes) -> int:
    if raw.startswith((b"From ", b">From ")):
        return raw.find(b"\n") + 1
    return 0


def _is_field(line: bytes) -> bool:
    colon = line.find(b":", 0, 200)
    if colon < 1:
        return False
    label = line[:colon].rstrip(_SPACE)
    return bool(label) and not label.translate(None, _IN_NAMES)


def _end_of_header(raw: bytes, at: int) -> int:
    ends = [
        raw.find(gap, at - 1) + len(gap)
        for gap in (b"\n\n", b"\n\r\n")
        if raw.find(gap, at - 1) >= 0
    ]
    return min(ends, default=len(raw))


def _bound_fields(fields: Fields, defects: list[str]) -> Fields:
    kept: list[tuple[str, bytes]] = []
    total = received = 0
    for name, value in fields:
        if len(value) > MAX_FIELD:
            value = value[:MAX_FIELD]
            defects.append(f"header field {name[:40]} cut at {MAX_FIELD // 1024} KiB")
        if name.startswith("content-"):
            value = _bound_parameters(name, value, defects)
        if name == "received":
            received += 1
            if received > MAX_RECEIVED:
                continue
        total += len(name) + len(value)
        if total > MAX_HEADER:
            defects.append(f"header cut at {MAX_HEADER // 1024} KiB")
            break
        kept.append((name, value))
    if received > MAX_RECEIVED:
        defects.append(f"{received} Received fields, {MAX_RECEIVED} used")
    return tuple(kept)


def _bound_parameters(name: str, value: bytes, defects: list[str]) -> bytes:
    """The standard parser is quadratic in the semicolons of such a field."""
    if len(value) <= MAX_MIME_FIELD and value.count(b";") <= MAX_PARAMETERS:
        return value
    defects.append(f"header field {name[:40]} has too many parameters")
    return b";".join(value[:MAX_MIME_FIELD].split(b";", MAX_PARAMETERS)[:MAX_PARAMETERS])


def _cut_lines(body: bytes, most: int, defects: list[str]) -> bytes:
    if body.count(b"\n") <= most:
        return body
    at = 0
    for _ in range(most):
        at = body.find(b"\n", at) + 1
    defects.append(f"letter cut after {most} lines")
    return body[:at]


class _Scan:
    """One pass over the boundary lines of a body, as the MIME parser would meet them."""

    def __init__(self, body: bytes, defects: list[str]) -> None:
        self.body = body
        self.defects = defects
        self.pieces: list[bytes] = []
        self.copied = 0  # body[:copied] is in the pieces already
        self.end = len(body)
        self.open: list[bytes] = []  # boundaries of the multiparts that we are in
        self.digests: set[int] = set()
        self.level_of: dict[bytes, int] = {}
        self.messages = 0  # message/rfc822 wrappers around the current part
        self.messages_at: list[int] = []
        self.parts = 1
        self.deepest = 0
        self.report_at = -1

    def run(self, fields: Fields) -> bytes:
        self.enter(fields, 0, in_digest=False)
        body, at = self.body, 0 if self.body.startswith(b"--") else self.body.find(b"\n--") + 1
        while self.open and (at or body.startswith(b"--")) and at < self.end:
            stop = body.find(b"\n", at)
            stop = len(body) if stop < 0 else stop
            self.boundary_line(at, stop)
            following = body.find(b"\n--", stop)
            if following < 0:
                break
            at = following + 1
        self.close_report(self.end)
        if not self.pieces and self.end == len(body):
            return body
        self.pieces.append(body[self.copied : self.end])
        return b"".join(self.pieces)

    def boundary_line(self, at: int, stop: int) -> None:
        mark = self.body[at + 2 : min(stop, at + 400)].rstrip(b" \t\r")
        level = self.level_of.get(mark)
        closing = level is None and mark.endswith(b"--")
        if closing:
            level = self.level_of.get(mark[:-2])
        if level is None:
            return
        self.close_report(at)
        for boundary in self.open[level + 1 :]:
            if self.level_of.get(boundary, -1) > level:
                del self.level_of[boundary]
        del self.open[level + 1 :]
        self.messages = self.messages_at[level]
        del self.messages_at[level + 1 :]
        if closing:
            return
        self.parts += 1
        if self.parts > MAX_PARTS:
            self.cut(at, f"more than {MAX_PARTS} parts")
            return
        self.part_header(stop + 1, in_digest=level in self.digests)

    def part_header(self, at: int, *, in_digest: bool) -> None:
        fields, body_at = split_fields(self.body, at, [])
        if body_at - at > MAX_PART_HEADER or any(
            name == "content-type" and value.count(b";") > MAX_PARAMETERS for name, value in fields
        ):
            fields = self.rewrite_header(fields, at, body_at)
        self.enter(fields, body_at, in_digest=in_digest)

    def rewrite_header(self, fields: Fields, at: int, body_at: int) -> Fields:
        kept = {
            name: _bound_parameters(name, value, [])[:MAX_MIME_FIELD]
            for name, value in reversed(fields)
            if name.startswith("content-") or name in _DESCRIBING
        }
        fields = tuple(reversed(kept.items()))[:30]
        header = b"".join(b"%s: %s\n" % (name.encode(), value.strip()) for name, value in fields)
        self.pieces += [self.body[self.copied : at], header, b"\n"]
        self.copied = body_at
        self.defects.append("header of a part cut")
        return fields

    def enter(self, fields: Fields, body_at: int, *, in_digest: bool) -> None:
        """Follow a part that holds parts; ``fields`` are its header."""
        kind, boundary = _structure(fields, in_digest=in_digest)
        depth = len(self.open) + self.messages
        if kind == "multipart":
            if depth >= MAX_DEPTH:
                self.cut(body_at, f"nested deeper than {MAX_DEPTH}")
                return
            if any(value.lower().strip().startswith(b"multipart/digest") for _, value in fields):
                self.digests.add(len(self.open))
            else:
                self.digests.discard(len(self.open))
            self.level_of[boundary] = len(self.open)
            self.open.append(boundary)
            self.messages_at.append(self.messages)
            self.deepest = max(self.deepest, depth + 1)
        elif kind == "message":
            self.parts += 1
            if depth >= MAX_DEPTH or self.parts > MAX_PARTS:
                self.cut(body_at, f"nested deeper than {MAX_DEPTH}")
                return
            self.messages += 1
            self.part_header(body_at, in_digest=False)
        elif kind == "report":
            self.report_at = body_at

    def close_report(self, end: int) -> None:
        """Every blank line in a delivery report begins a message object of its own."""
        at, self.report_at = self.report_at, -1
        if (
            at < 0
            or self.body.count(b"\n\n", at, end) + self.body.count(b"\n\r\n", at, end)
            <= MAX_REPORT_BLOCKS
        ):
            return
        last = at
        for _ in range(MAX_REPORT_BLOCKS):
            gaps = [
                gap
                for gap in (self.body.find(b"\n\n", last), self.body.find(b"\n\r\n", last))
                if gap >= 0
            ]
            last = min(gaps, default=end) + 2
        self.pieces.append(self.body[self.copied : last])
        self.copied = max(end - 1, last)
        self.defects.append(f"delivery report cut after {MAX_REPORT_BLOCKS} recipients")

    def cut(self, at: int, why: str) -> None:
        self.end = max(at, self.copied)
        self.open.clear()
        self.defects.append(f"{why}: the rest is left out")


def _structure(fields: Fields, *, in_digest: bool) -> tuple[str, bytes]:
    """("multipart", boundary), ("message", b""), ("report", b"") or ("leaf", b"")."""
    value = next((value for name, value in fields if name == "content-type"), None)
    if value is None:
        return ("message", b"") if in_digest else ("leaf", b"")
    lower = value.lstrip().lower()
    if lower.startswith(b"message/"):
        return ("report", b"") if lower.startswith(b"message/delivery-status") else ("message", b"")
    if not lower.startswith(b"multipart/"):
        return "leaf", b""
    probe = Message()  # the standard parser's own reading, so that both see the same boundary
    probe["content-type"] = value.decode("ascii", "surrogateescape")
    try:
        boundary = probe.get_boundary()
    except Exception:  # noqa: BLE001 (it raises half a dozen kinds on broken RFC 2231 values)
        boundary = None
    if not boundary:
        return "leaf", b""
    return "multipart", boundary.encode("utf-8", "surrogateescape")


def _bound_parts(fields: Fields, body: bytes, defects: list[str]) -> bytes:
    scan = _Scan(body, defects)
    body = scan.run(fields)
    if scan.deepest > MAX_LINES_TIMES_DEPTH // MAX_LINES:
        body = _cut_lines(body, MAX_LINES_TIMES_DEPTH // scan.deepest, defects)
    return body
