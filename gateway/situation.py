"""What the database knows about a letter before anything is decided. Only reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from acknowledgements.budget import Scope, fingerprint
from acknowledgements.recipient import recipient
from db import budgets, contacts, outbox, panel, tickets, traces
from db.budgets import BREAKER, WANTED, Left
from db.contacts import ContactRow
from db.traces import KnownId
from gateway.settings import Mailbox, Settings
from gateway.threading import keys
from gateway.threading.chain import is_sure
from gateway.threading.evidence import Candidate, Evidence, Quotation
from gateway.threading.quotation import quoted_words
from gateway.threading.rules.known_message_id import belonging, everywhere
from gateway.tokens import Signer, split_plus
from gateway.trust import NONE, Authentication, authenticate
from parsers.message import InboundMessage, Kind

_MOST_CITED = 100
_MOST_CANDIDATES = 20
_MOST_MERGES = 5  # merged into what was merged itself
_CAP_WINDOW = timedelta(hours=1)
_LOOP_WINDOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Apart:
    """A letter that is filed, to be looked at as if it were not: its row, and what it opened."""

    row: int = 0
    opened: int = 0  # id of the ticket; 0 for none


_NOTHING = Apart()
_NO_PAST = panel.Past()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The facts on which ``gateway.plan`` decides."""

    now: datetime
    received_at: datetime
    mailbox: Mailbox
    authentication: Authentication
    evidence: Evidence
    contact: tuple[ContactRow, ...] = ()  # all addresses of the author, first known first
    filed_on: int | None  # the ticket on which the very same letter is filed already
    acknowledged_last_hour: int  # acknowledgements to this sender
    budget_keys: Mapping[str, str] = field(default_factory=dict)  # by scope
    buckets: Mapping[str, Left | None] = field(default_factory=dict)  # what is left in each
    exchanged: tuple[tuple[datetime, str, str], ...] = ()  # with him: when, direction, kind
    panel_past: panel.Past = (
        _NO_PAST  # what the author was told of the panel, by any address of his
    )


def gather(
    connection: Connection,
    settings: Settings,
    signer: Signer,
    message: InboundMessage,
    *,
    now: datetime,
    received_at: datetime,
    mailbox: str,
    proof: str = "",
    apart: Apart = _NOTHING,
) -> Situation:
    """Look up what the letter points to, by indexed keys only.

    ``mailbox`` is the name of the one that it was fetched from, "" when it was handed to us;
    ``proof`` is what our own checks of its author say (``gateway.proofs``).
    """
    recipients = _recipients(message)
    authentication = authenticate(message, settings.security.trusted_authserv_ids)
    if authentication.verdict == "none" and proof:
        authentication = Authentication("pass", f"{proof}, by our own check")
    to = recipient(message)
    answerable = message.kind is Kind.PERSON and bool(to)
    bucket_keys = _budget_keys(message, to, authentication) if answerable else {}
    buckets = budgets.load(connection, bucket_keys)
    known = buckets.get(Scope.ADDRESS) is not None  # he was acknowledged before
    contact = _contact(connection, message)
    return Situation(
        now=now,
        received_at=received_at,
        mailbox=mailbox_of(settings, message, mailbox),
        authentication=authentication,
        evidence=_evidence(
            connection, settings, signer, message, recipients, authentication, now, apart, contact
        ),
        contact=contact,
        filed_on=traces.ticket_of_digest(connection, message.digest, apart.row),
        acknowledged_last_hour=outbox.sent_since(
            connection, to, "acknowledgement", now - _CAP_WINDOW
        )
        if known
        else 0,
        budget_keys=bucket_keys,
        buckets=buckets,
        exchanged=tuple(tickets.exchanged(connection, to, now - _LOOP_WINDOW)) if known else (),
        panel_past=panel.past(connection, _addresses(message, contact))
        if answerable and settings.panel.link
        else _NO_PAST,
    )


def _contact(connection: Connection, message: InboundMessage) -> tuple[ContactRow, ...]:
    author = message.header_from.address
    if message.kind is not Kind.PERSON or not author:
        return ()
    return tuple(contacts.of_address(connection, author))


def _addresses(message: InboundMessage, contact: Iterable[ContactRow]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys([message.header_from.key, *(one.address.lower() for one in contact)])
    )


def _budget_keys(
    message: InboundMessage, to: str, authentication: Authentication
) -> dict[str, str]:
    """Whose buckets an acknowledgement would be taken from. A proven sender is no flood of forged
    addresses, so his domain, which may be a free mail service, has no share in it."""
    found = {Scope.HOUR: to.lower(), Scope.ADDRESS: to.lower(), Scope.ALL: ""}
    if authentication.verdict != "pass":
        found[Scope.DOMAIN] = to.lower().rpartition("@")[2]
    if text := fingerprint(message.new_text):
        found[Scope.FINGERPRINT] = text
    return {str(scope): key for scope, key in found.items()} | {WANTED: "", BREAKER: ""}


def _evidence(
    connection: Connection,
    settings: Settings,
    signer: Signer,
    message: InboundMessage,
    recipients: Iterable[str],
    authentication: Authentication,
    now: datetime,
    apart: Apart,
    contact: Iterable[ContactRow],
) -> Evidence:
    cited = _cited(message)
    own = {value: found for value in cited if (found := signer.read_message_id(value))}
    if message.kind is not Kind.PERSON:
        # What a machine answers or returns must have been sent: our signature alone says less.
        own = {value: found for value, found in own.items() if outbox.was_sent(connection, value)}
    order = {value: place for place, value in enumerate(cited)}
    root = keys.thread_root(message.thread_index)
    foreign = [value for value in cited if value not in own]
    seen = traces.find_ids(connection, [*foreign, root] if root else foreign)
    known = sorted(
        (one for one in seen if one.message_id != apart.row and one.ticket_id != apart.opened),
        key=lambda one: order.get(one.value, len(order)),
    )
    tokens = tuple(
        token for address in recipients if (token := signer.read_token(split_plus(address)[1]))
    )
    sure = Evidence(
        message=message,
        authentication=authentication.verdict,
        border_spoke=authentication is not NONE,
        now=now,
        reopen_for=timedelta(days=settings.threading.reopen_days),
        repeat_within=settings.threading.repeat_within,
        cited=tuple(value for value in cited if value != message.message_id),
        by_agent=settings.agent(message.header_from.address) is not None,
        tokens=tokens,
        own_ids=tuple(own.values()),
        known_ids=belonging(one for one in known if one.role != "thread"),
        altered=_altered(connection, message, known),
        everywhere=everywhere(known),
        thread_index=tuple(one.ticket_id for one in known if one.role == "thread"),
        addresses=_addresses(message, contact),
    )
    refs = [*(one.ref for one in tokens), *(one.ref for one in own.values())]
    sure = _with_candidates(connection, _with_repeats(connection, sure, apart), refs)
    if is_sure(sure):
        return sure
    return _with_candidates(connection, _less_sure(connection, sure, apart), refs)


def _altered(
    connection: Connection, message: InboundMessage, known: Iterable[KnownId]
) -> tuple[int, ...]:
    """Two copies of a letter may differ, when a server on the way of one adds to its text."""
    rows = [
        one.message_id for one in known if one.role == "letter" and one.value == message.message_id
    ]
    if not rows or message.date is None:
        return ()
    author = message.header_from.address
    return tuple(traces.of_same_date(connection, rows, author, message.date))


def _with_repeats(connection: Connection, sure: Evidence, apart: Apart) -> Evidence:
    message = sure.message
    if message.kind is not Kind.PERSON:
        return sure
    author = message.header_from.address
    key = keys.repeat_key(author, message.subject_base, message.new_text)
    found = traces.ticket_of_repeat(connection, key, apart.row) if key else None
    return replace(sure, repeats=found)


def _less_sure(connection: Connection, sure: Evidence, apart: Apart) -> Evidence:
    """What is only looked for when neither a token nor an id leads anywhere."""
    message = sure.message
    author = message.header_from.address
    if message.kind is not Kind.PERSON or not author:
        return sure
    quoted = keys.fingerprints(quoted_words(message.quoted_text))
    found = [
        one for one in traces.tickets_of_fingerprints(connection, quoted) if one[0] != apart.opened
    ]
    subjects = [keys.subject_key(one, message.subject_base) for one in sure.addresses]
    recent = _without(traces.tickets_of_person(connection, sure.addresses), apart)
    return replace(
        sure,
        quotation=Quotation(*found[0], of=len(quoted)) if found else None,
        same_subject=_without(
            traces.tickets_of_subject(connection, [one for one in subjects if one]), apart
        ),
        recent=recent,
        beginnings=tickets.beginnings(connection, recent),
    )


def _without(ids: Iterable[int], apart: Apart) -> tuple[int, ...]:
    return tuple(one for one in ids if one != apart.opened)


def _recipients(message: InboundMessage) -> list[str]:
    """Every address to which the letter says it came; the envelope first."""
    named = [one.address for one in (*message.to, *message.cc)]
    return list(dict.fromkeys([*message.envelope_recipients, *message.delivered_to, *named]))


def _cited(message: InboundMessage) -> list[str]:
    """The ids to look for, newest first; its own last, since others may have cited it before."""
    enclosed = message.bounce.original_message_id if message.bounce else None
    ids = [
        *([enclosed] if enclosed else []),
        *message.in_reply_to,
        *reversed(message.references),
    ][:_MOST_CITED]
    if message.message_id:
        ids.append(message.message_id)
    return [one for one in dict.fromkeys(ids) if not keys.is_junk_id(one)]


def mailbox_of(settings: Settings, message: InboundMessage, name: str) -> Mailbox:
    """The mailbox to which a letter came: by its name, else by the letter's addresses."""
    if name and (found := settings.mailbox(name)):
        return found
    boxes = {box.address.lower(): box for box in settings.mailboxes}
    for address in _recipients(message):
        if box := boxes.get(address.lower()) or boxes.get(split_plus(address)[0]):
            return box
    return settings.mailboxes[0]


def _with_candidates(connection: Connection, evidence: Evidence, refs: Iterable[str]) -> Evidence:
    """The tickets that the evidence names, each with its people; merged ones by their target."""
    ids = [
        *(one.ticket_id for one in evidence.known_ids),
        *evidence.thread_index,
        *([evidence.quotation.ticket_id] if evidence.quotation else []),
        *([evidence.repeats[0]] if evidence.repeats else []),
        *evidence.same_subject,
        *evidence.recent,
    ]
    wanted_refs = list(dict.fromkeys(refs))[:_MOST_CANDIDATES]
    found = tickets.find(connection, wanted_refs, list(dict.fromkeys(ids))[:_MOST_CANDIDATES])
    rows = {row.id: row for row in found}
    for _ in range(_MOST_MERGES):
        missing = {row.merged_into for row in rows.values() if row.merged_into} - rows.keys()
        if not missing:
            break
        rows |= {row.id: row for row in tickets.find(connection, [], sorted(missing))}
    people = tickets.people(connection, list(rows))
    author, *others = evidence.addresses or ("",)
    also = {author: tuple(others)} if others else {}
    by_id = {}
    for row in found:
        target = row
        for _ in range(_MOST_MERGES):
            target = rows.get(target.merged_into or 0, target)
        by_id[row.id] = Candidate(target, people[target.id], people[row.id], also)
    return replace(evidence, by_id=by_id, by_ref={rows[one].ref: by_id[one] for one in by_id})
