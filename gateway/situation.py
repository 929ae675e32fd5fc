"""What the database knows about a letter before anything is decided. Only reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from acknowledgements.recipient import recipient
from db import outbox, tickets
from gateway.settings import Mailbox, Settings
from gateway.threading.evidence import Candidate, Evidence
from gateway.tokens import OwnId, Signer, Token, split_plus
from gateway.trust import Authentication, authenticate
from parsers.message import InboundMessage

_MOST_CITED = 100
_MOST_CANDIDATES = 10
_CAP_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The facts on which ``gateway.plan`` decides."""

    now: datetime
    received_at: datetime
    mailbox: Mailbox
    authentication: Authentication
    evidence: Evidence
    filed_on: int | None  # the ticket on which the very same letter is filed already
    acknowledged_last_hour: int  # acknowledgements to this sender


def gather(
    connection: Connection,
    settings: Settings,
    signer: Signer,
    message: InboundMessage,
    *,
    now: datetime,
    received_at: datetime,
    mailbox: str,
) -> Situation:
    """Look up what the letter points to, by indexed keys only.

    ``mailbox`` is the name of the one that it was fetched from, "" when it was handed to us.
    """
    recipients = _recipients(message)
    cited = _cited(message)
    own = {value: found for value in cited if (found := signer.read_message_id(value))}
    order = {value: place for place, value in enumerate(cited)}
    known = sorted(
        tickets.find_ids(connection, [value for value in cited if value not in own]),
        key=lambda one: order[one.value],
    )
    tokens = tuple(
        token for address in recipients if (token := signer.read_token(split_plus(address)[1]))
    )
    authentication = authenticate(message, settings.security.trusted_authserv_ids)
    return Situation(
        now=now,
        received_at=received_at,
        mailbox=_mailbox(settings, recipients, mailbox),
        authentication=authentication,
        evidence=Evidence(
            message=message,
            authentication=authentication.verdict,
            tokens=tokens,
            own_ids=tuple(own.values()),
            known_ids=tuple(known),
            candidates=_candidates(
                connection, tokens, own.values(), (one.ticket_id for one in known)
            ),
        ),
        filed_on=tickets.ticket_of_digest(connection, message.digest),
        acknowledged_last_hour=outbox.sent_since(
            connection, recipient(message), "acknowledgement", now - _CAP_WINDOW
        ),
    )


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
    return list(dict.fromkeys(ids))


def _mailbox(settings: Settings, recipients: Iterable[str], name: str) -> Mailbox:
    if name and (found := settings.mailbox(name)):
        return found
    boxes = {box.address.lower(): box for box in settings.mailboxes}
    for address in recipients:
        if box := boxes.get(address.lower()) or boxes.get(split_plus(address)[0]):
            return box
    return settings.mailboxes[0]


def _candidates(
    connection: Connection,
    tokens: Iterable[Token],
    own: Iterable[OwnId],
    known: Iterable[int],
) -> dict[str, Candidate]:
    refs = list(dict.fromkeys([*(one.ref for one in tokens), *(one.ref for one in own)]))
    ids = list(dict.fromkeys(known))
    found = tickets.find(connection, refs[:_MOST_CANDIDATES], ids[:_MOST_CANDIDATES])
    people = tickets.people(connection, [ticket.id for ticket in found])
    return {ticket.ref: Candidate(ticket, people[ticket.id]) for ticket in found}
