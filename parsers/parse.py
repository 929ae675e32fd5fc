"""The bytes of a letter to an InboundMessage (RFC 5322, RFC 2045): the one way in.

Malformed mail is data: whatever the bytes are, a value comes back, and ``defects`` says what was
wrong.
"""

import email
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from itertools import islice
from typing import Any, TypeVar

from parsers import (
    addresses,
    attachments,
    bodies,
    charsets,
    digest,
    forwarded,
    headers,
    invitations,
    kinds,
    language,
    limits,
    mime,
    parameters,
    quoting,
    subject,
    unpack,
)
from parsers.bounces.read import read as read_bounce
from parsers.bounces.suspect import suspicion
from parsers.clock import utc_offset
from parsers.kinds.evidence import Evidence
from parsers.message import Address, Bounce, Envelope, InboundMessage, Kind, KindVerdict, Own

MAX_DEFECTS = 50
_MAX_VALUE = 10_000
_MAX_AUTHENTICATION_RESULTS = 20
_MAX_RECEIVED = 5
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_NOBODY = Address("", "")
_OWN = Own()
_UNTOLD = KindVerdict(Kind.PERSON, "default", "the kind could not be told")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter with the bytes of its files still at hand."""

    message: InboundMessage
    _files: tuple[mime.Part, ...]

    def file(self, number: int) -> bytes:
        """The file that ``Attachment.part`` names; b"" when there is none."""
        return next((part.data() for part in self._files if part.number == number), b"")


def parse(raw: bytes, envelope: Envelope | None = None, own: Own = _OWN) -> InboundMessage:
    """What a letter says. Never raises; time and memory are bounded by ``parsers.limits``."""
    return read(raw, envelope, own).message


def read(raw: bytes, envelope: Envelope | None = None, own: Own = _OWN) -> Reading:
    """The same as ``parse``, for those who pass files on."""
    view = limits.view(raw)
    header = _Header(view.fields)
    tree = mime.read(view.fields, view.body)
    unpacked = unpack.unpack(tree.parts, tree.types)
    content = bodies.read(unpacked.parts)
    text = content.text or _text_of_files(content.files)
    authors = header.addresses("from")
    author = _first(authors)
    title = header.text("subject")
    base = subject.base(title)
    answered = header.ids("in-reply-to"), header.ids("references")
    thread_index = "".join(header.text("thread-index").split())
    answers = base != title or any(answered) or bool(thread_index)
    sure = _Sure()
    split = sure.of(
        "finding quotations",
        lambda: quoting.split(
            text,
            content.raw_html,
            author.name,
            answers=answers,
            forwards=subject.is_forward(title),
        ),
        quoting.Split(text, "", "", ()),
    )
    notes = [
        *view.defects, *tree.defects, *unpacked.defects, *content.defects,
        *(split.defects if text else ()),
    ]  # fmt: skip

    sender_known, sender = _envelope_sender(header, envelope)
    ids = header.ids("message-id")
    to, cc, reply_to = (header.addresses(name) for name in ("to", "cc", "reply-to"))
    bounce = sure.of(
        "reading a delivery report",
        lambda: _bounce(header, view, own, null_path=sender_known and not sender),
        None,
    )
    evidence = Evidence(
        fields=header.decoded,
        content_type=tree.types[0],
        report_type=_parameter(header, "report-type"),
        part_types=tree.types,
        subject=title,
        text=text,
        new_text=split.new_text,
        header_from=author,
        reply_to=reply_to,
        to=to,
        cc=cc,
        envelope_sender=sender,
        envelope_sender_known=sender_known,
        message_id=ids[0] if ids else None,
        in_reply_to=answered[0],
        references=answered[1],
        own=own,
        bounce=bounce,
        calendar_method=_calendar_method(unpacked.parts),
    )
    verdict = sure.of("telling the kind", lambda: kinds.verdict(evidence), _UNTOLD)
    silence = _UNTOLD.reason if verdict is _UNTOLD else kinds.asks_for_silence(evidence)
    message = InboundMessage(
        message_id=evidence.message_id,
        in_reply_to=evidence.in_reply_to,
        references=evidence.references,
        thread_index=thread_index,
        date=tree.date,
        header_from=evidence.header_from,
        authors=authors,
        sender=next(iter(header.addresses("sender")), None),
        reply_to=reply_to,
        to=to,
        cc=cc,
        delivered_to=_delivered_to(header),
        envelope_sender=sender,
        envelope_sender_known=sender_known,
        envelope_recipients=envelope.recipients if envelope else (),
        subject=title,
        subject_base=base,
        language=language.detect(split.new_text or text, base),
        kind=verdict.kind,
        kind_rule=verdict.rule,
        kind_reason=verdict.reason,
        withhold_reason=silence,
        authentication_results=_authentication_results(header),
        received=_received(header),
        text=text,
        html=content.html,
        new_text=split.new_text,
        quoted_text=split.quoted_text,
        signature=split.signature,
        attachments=tuple(attachments.describe(part) for part in content.files),
        bounce=bounce,
        digest=digest.of(
            raw,
            ",".join(author.key for author in authors),
            tree.date,
            title,
            evidence.message_id or "",
        ),
        defects=_defects(notes + header.defects + sure.failed),
        utc_offset=utc_offset(header.text("date")),
    )
    return Reading(message, tuple(content.files))


@dataclass(slots=True)
class _Sure:
    """Runs a stage that understands mail: where it fails, the letter goes on without its answer."""

    failed: list[str] = field(default_factory=list)

    def of(self, stage: str, answer: Callable[[], Answer], otherwise: Answer) -> Answer:
        try:
            return answer()
        except Exception as error:  # noqa: BLE001 (a letter that breaks a stage is still a letter)
            self.failed.append(f"{stage} failed ({type(error).__name__})")
            return otherwise


@dataclass(slots=True)
class _Header:
    """The fields of a letter by name, decoded once."""

    fields: limits.Fields
    raw: dict[str, list[bytes]] = field(default_factory=dict)
    decoded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    defects: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, value in self.fields:
            self.raw.setdefault(name, []).append(value)
        self.decoded = {
            name: tuple(headers.decode(value, _MAX_VALUE) for value in values)
            for name, values in self.raw.items()
        }

    def first(self, name: str) -> bytes:
        values = self.raw.get(name)
        return values[0] if values else b""

    def text(self, name: str) -> str:
        values = self.decoded.get(name)
        return values[0][: headers.MAX_LINE].rstrip() if values else ""

    def ids(self, name: str) -> tuple[str, ...]:
        return headers.message_ids(self.first(name)) if name in self.raw else ()

    def addresses(self, name: str) -> tuple[Address, ...]:
        """Of all fields of that name: RFC 5322 allows one, senders write several."""
        values = self.raw.get(name)
        if not values:
            return ()
        parsed = addresses.parse(values[0] if len(values) == 1 else b", ".join(values))
        self.defects += [f"{name}: {defect}" for defect in parsed.defects]
        return parsed.addresses


def _first(authors: tuple[Address, ...]) -> Address:
    named = authors[0] if authors else _NOBODY
    return next((author for author in authors if author.address), named)


def _envelope_sender(header: _Header, envelope: Envelope | None) -> tuple[bool, str | None]:
    """Whether the reverse-path is known, and what it is; None is the null one."""
    if envelope is not None and envelope.known:
        return True, envelope.sender or None
    if "return-path" not in header.raw:
        return False, None
    return True, addresses.of_path(header.first("return-path")) or None


def _authentication_results(header: _Header) -> tuple[str, ...]:
    """Those of the last hop: whoever sent the letter could write all that is below (RFC 8601)."""
    found: list[str] = []
    hops = 0
    for name, value in header.fields:
        hops += name == "received"
        if hops > 1 or len(found) == _MAX_AUTHENTICATION_RESULTS:
            break
        if name == "authentication-results":
            found.append(headers.as_written(value, _MAX_VALUE))
    return tuple(found)


def _received(header: _Header) -> tuple[str, ...]:
    values = (value for name, value in header.fields if name == "received")
    return tuple(headers.as_written(value, _MAX_VALUE) for value in islice(values, _MAX_RECEIVED))


def _delivered_to(header: _Header) -> tuple[str, ...]:
    found = (addresses.of_path(value) for name, value in header.fields if name in _DELIVERED)
    return tuple(dict.fromkeys(address for address in found if address))


def _parameter(header: _Header, name: str) -> str:
    raw = header.first("content-type")
    return parameters.read(raw).text(name, 60).lower() if name.encode() in raw.lower() else ""


def _bounce(header: _Header, view: limits.View, own: Own, *, null_path: bool) -> Bounce | None:
    """Most letters are no report by their header alone, and are not taken apart for one."""
    block = tuple((name, header.decoded[name][0]) for name in header.decoded)
    is_report = b"report" in header.first("content-type").lower()
    if not is_report and not suspicion(block, null_path=null_path).any:
        return None
    letter = email.message_from_bytes(limits.for_standard_parser(view), _class=_Message)
    return read_bounce(letter, own, null_path=null_path)


class _Message(Message):
    """Python's own raises where a charset is RFC 2231 coded or holds a NUL."""

    def get_param(self, param: str, *others: Any, **named: Any) -> Any:
        value = super().get_param(param, *others, **named)
        return charsets.codec_name(str(value)) or "ascii" if param == "charset" else value


def _calendar_method(parts: Iterable[mime.Part]) -> str:
    """METHOD of an invitation (RFC 5546 section 1.4): the parameter, or the property."""
    for part in parts:
        if part.content_type == "text/calendar":
            declared = part.type_parameters.text("method", 40).lower()
            return declared or invitations.method(part.data())
    return ""


def _text_of_files(files: tuple[mime.Part, ...]) -> str:
    """What a letter without a text of its own says: an invitation, or the letter it forwards."""
    for part in files:
        if part.content_type == "text/calendar":
            return invitations.to_text(part.data())
    return forwarded.readable(files)


def _defects(notes: list[str]) -> tuple[str, ...]:
    cleaned = dict.fromkeys(headers.clean_line(note, 300) for note in notes if note)
    return tuple(cleaned)[:MAX_DEFECTS]
