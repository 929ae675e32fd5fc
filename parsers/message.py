"""What a letter says, as frozen values. Everything in here is the sender's claim, never our
verdict.

Field names are the terms of RFC 5321 (envelope), RFC 5322 (header fields) and RFC 3464 (delivery
reports). Message ids are held without their angle brackets. Text uses ``\\n`` line ends and holds
no NUL; single-line text (subject, names, ids) holds no control characters at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What sort of mail it is. Only PERSON opens a ticket in the queue and is acknowledged."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    BULK = "bulk"
    CALENDAR = "calendar"
    OWN_ECHO = "own_echo"


@dataclass(frozen=True, slots=True)
class KindVerdict:
    """A kind with the signal that decided it, for agents and ops to read."""

    kind: Kind
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of RFC 5322 section 3.4. ``address`` is lower case in its domain only."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The form under which addresses are compared: all lower case."""
        return self.address.lower()

    @property
    def domain(self) -> str:
        """The part behind the last ``@``, lower case; empty when there is none."""
        return self.address.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What SMTP said beside the letter (RFC 5321). IMAP has none: see ``known``."""

    sender: str | None = None  # reverse-path; None is the null one, "<>"
    recipients: tuple[str, ...] = ()  # RCPT TO
    known: bool = True  # False: no envelope was seen, the sender comes from Return-Path


@dataclass(frozen=True, slots=True)
class Own:
    """What the caller tells ``parse`` of ourselves, so that our own echo is known as such."""

    addresses: frozenset[str] = frozenset()  # our mailboxes, lower case
    issued: Callable[[str], bool] = lambda _message_id: False  # a Message-ID that we signed
    staff: frozenset[str] = frozenset()  # agents: what they write reads like a notice by nature
    loop_id: str = ""  # value of the loop header that our automatic letters carry


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of the letter. ``filename`` is safe to show, and never a path."""

    filename: str  # cleaned; "" when the letter gave none
    filename_raw: str  # as the letter had it, decoded, for the record only
    content_type: str  # declared, lower case "type/subtype"
    size: int  # bytes after decoding the transfer encoding
    sha256: str  # of those bytes, hexadecimal
    inline: bool
    content_id: str  # without angle brackets; "" when absent
    part: int  # position in a walk over the letter's MIME tree


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceRecipient:
    """A per-recipient group of a delivery report (RFC 3464 section 2.3)."""

    address: str
    action: str  # failed, delayed, delivered, relayed, expanded
    status: str  # RFC 3463 code such as "5.1.1"; "" when absent
    diagnostic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A delivery report about a letter of ours, as far as it could be read."""

    original_message_id: str | None
    recipients: tuple[BounceRecipient, ...]

    @property
    def permanent(self) -> bool:
        """True when the letter will not reach a recipient any more, whatever stopped it.

        A server that gives up after days says so with a 4.x.x status (RFC 3464 section 2.3.3).
        """
        return any(recipient.action == "failed" for recipient in self.recipients)


GUESS = "automatic_style"  # the rule that a person's words can deceive


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A letter, read. ``parsers.parse.parse`` always returns one, whatever the bytes were."""

    message_id: str | None  # None when absent, empty or junk such as "<>"
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]  # oldest first, as written
    thread_index: str
    date: datetime | None  # aware, UTC; None when absent or unreadable
    header_from: Address  # the first author; empty strings when there is none
    authors: tuple[Address, ...]  # all of From
    sender: Address | None  # the Sender field
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]  # Delivered-To, X-Original-To, Envelope-To; outermost first
    envelope_sender: str | None  # from the envelope, else Return-Path; None is the null one
    envelope_sender_known: bool  # False: neither an envelope nor a Return-Path was there
    envelope_recipients: tuple[str, ...]
    subject: str
    subject_base: str  # reply and forward prefixes of all languages stripped
    language: str  # ISO 639-1 of the new text; "" when it cannot be told
    kind: Kind
    kind_rule: str
    kind_reason: str
    withhold_reason: (
        str  # a header asks for no automatic answer, although a person may have written
    )
    authentication_results: tuple[str, ...]  # above the second Received, unfolded, unverified
    received: tuple[str, ...]  # the last hops, newest first, unfolded; only our own can be trusted
    text: str  # the readable text: text/plain, else made from the HTML
    html: str  # sanitised, no remote content; "" when there was none
    new_text: str  # what the sender wrote this time
    quoted_text: str
    signature: str
    attachments: tuple[Attachment, ...]
    bounce: Bounce | None
    # SHA-256 over author, date, subject, Message-ID and body: the same however the letter travelled
    digest: str
    defects: tuple[str, ...]  # what was malformed and had to be guessed, in words
    utc_offset: timedelta | None = None  # of the clock that wrote Date; None for UTC or none

    @property
    def is_guessed(self) -> bool:
        """Whether nothing but the style of its words makes it automatic: people shall look."""
        return self.kind_rule == GUESS
