"""The tables. Rows stay inside this package; what leaves it are the values of its query modules.

Times are aware and in UTC. Texts hold no NUL (PostgreSQL refuses it): the caller's duty.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

_JSON = JSON().with_variant(JSONB(), "postgresql")


def _json() -> Any:
    return Column(_JSON, nullable=False)


class Spool(SQLModel, table=True):
    """A letter as it arrived, durable before anybody is told that it did."""

    __tablename__ = "spool"
    __table_args__ = (
        Index(
            "ix_spool_waiting",
            "due_at",
            "id",
            sqlite_where=text("state IN ('new', 'retry')"),
            postgresql_where=text("state IN ('new', 'retry')"),
        ),
        Index("ix_spool_state", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    state: str  # new, retry, done, quarantined
    source: str  # smtp, lmtp, imap, file
    mailbox: str  # name of the mailbox that it was fetched from; "" for SMTP
    received_at: datetime
    envelope_sender: str | None  # None: the null reverse-path, or unknown
    envelope_known: bool
    envelope_recipients: list[str] = Field(sa_column=_json())
    sha256: str = Field(unique=True)
    size: int
    attempts: int
    due_at: datetime
    claimed_by: str | None
    outcome: str  # for ops: what became of it
    error: str  # of the last attempt


class SpoolBytes(SQLModel, table=True):
    """The bytes of a spooled letter, apart: SQLite rewrites a whole row when a column changes."""

    __tablename__ = "spool_bytes"

    spool_id: int = Field(primary_key=True, foreign_key="spool.id")
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ImapLetter(SQLModel, table=True):
    """Which letters of a folder are in the spool (RFC 9051 section 2.3.1.1)."""

    __tablename__ = "imap_letters"

    mailbox: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)
    uid_validity: int = Field(primary_key=True, sa_type=BigInteger)
    uid: int = Field(primary_key=True, sa_type=BigInteger)
    spool_id: int = Field(foreign_key="spool.id")


class Ticket(SQLModel, table=True):
    """One matter of one client."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_state", "state", "waiting_since"),
        Index("ix_tickets_subject", "subject_key"),
        Index("ix_tickets_merged", "merged_into"),
        Index("ix_tickets_answered", "category", "first_answered_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)  # random: it tells nobody how many tickets there are
    state: str  # open, waiting, closed, aside
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime  # the client, or for his answer: whoever writes again waits no shorter
    mailbox: str  # name of our mailbox that it came to
    category: str
    urgency: str
    topic: str
    service: str  # as the client's own services have it, where it is confirmed
    service_state: str  # "" for none, named, confirmed, suggested, ambiguous, foreign, unproven
    route_reason: str
    unsure: bool  # the router fell back to the default category
    chosen: list[str] = Field(sa_column=_json())  # what of the route an agent chose himself
    language: str
    subject: str
    agent: str  # address of the agent who answers; "" for none
    acknowledged_at: datetime | None
    first_answered_at: datetime | None  # by an agent
    closed_at: datetime | None
    subject_key: str  # digest of the client's address and the base subject
    merged_into: int | None = Field(foreign_key="tickets.id")  # then all its letters lead there
    split_from: int | None = Field(foreign_key="tickets.id")  # an agent took its letters from it


class Participant(SQLModel, table=True):
    """A person on a ticket."""

    __tablename__ = "participants"
    __table_args__ = (
        Index("ix_participants_address", "ticket_id", "address_key", unique=True),
        Index("ix_participants_number", "ticket_id", "number", unique=True),
        Index("ix_participants_who", "address_key", "ticket_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id")
    number: int  # 1, 2, … within the ticket: what a token names
    role: str  # client, colleague, agent, group
    name: str
    address: str
    address_key: str  # lower case
    proven: str  # how we know him: "" for not at all


class Contact(SQLModel, table=True):
    """An address of a client. The addresses of one person share what names him."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_person", "person"),)

    address_key: str = Field(primary_key=True)  # lower case
    person: str  # the address_key by which he was known first
    address: str
    name: str
    since: datetime
    proven: str  # how we know that it is his: "" for not at all


class Message(SQLModel, table=True):
    """A letter on a ticket, in or out, or a note."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_ticket", "ticket_id", "id"),
        Index("ix_messages_digest", "digest"),
        Index("ix_messages_repeat", "repeat_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id")
    spool_id: int | None = Field(foreign_key="spool.id", unique=True)  # filed once, by constraint
    direction: str  # in, out, note
    at: datetime
    kind: str
    kind_reason: str
    message_id: str
    digest: str
    from_name: str
    from_address: str
    recipients: list[str] = Field(sa_column=_json())
    subject: str
    language: str
    date: datetime | None
    new_text: str
    threaded_by: str
    reason: str
    proven: str
    attachments: list[dict[str, Any]] = Field(sa_column=_json())
    defects: list[str] = Field(sa_column=_json())
    repeat_key: str  # digest of the sender and what he wrote; "" for what we sent


class Fingerprint(SQLModel, table=True):
    """A piece of text by which a quotation finds its ticket.

    One row a piece, however often it occurs: on a second ticket it is common, and finds nothing.
    """

    __tablename__ = "fingerprints"

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    ticket_id: int | None = Field(foreign_key="tickets.id", index=True)  # None: common


class Identifier(SQLModel, table=True):
    """A Message-ID that leads to a ticket, and in what role we know it."""

    __tablename__ = "identifiers"
    __table_args__ = (
        Index("ix_identifiers_key", "key"),
        Index("ix_identifiers_ticket", "ticket_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str  # digest of the id, since ids can be longer than an index takes
    value: str
    role: str  # letter: one that we have; mentioned: one that letters cite; thread: Thread-Index
    ticket_id: int = Field(foreign_key="tickets.id")
    message_id: int = Field(foreign_key="messages.id")


class Link(SQLModel, table=True):
    """Two tickets that have to do with each other."""

    __tablename__ = "links"
    __table_args__ = (
        Index("ix_links_ticket", "ticket_id"),
        Index("ix_links_other", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id")
    other_id: int = Field(foreign_key="tickets.id")
    kind: str  # probably_belongs_to, follows, related
    reason: str
    at: datetime


class Event(SQLModel, table=True):
    """The audit trail: what was decided or happened, and why."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_ticket", "ticket_id", "id"),
        Index(
            "ix_events_withheld",
            "at",
            sqlite_where=text("kind = 'not_acknowledged'"),
            postgresql_where=text("kind = 'not_acknowledged'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int | None = Field(foreign_key="tickets.id")
    at: datetime
    kind: str
    text: str


class Outbox(SQLModel, table=True):
    """An outgoing letter, composed whole, for one recipient."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "due_at",
            "id",
            sqlite_where=text("state IN ('queued', 'retry')"),
            postgresql_where=text("state IN ('queued', 'retry')"),
        ),
        Index("ix_outbox_state", "state"),
        Index("ix_outbox_ticket", "ticket_id"),
        Index("ix_outbox_recipient", "recipient_key", "purpose", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    state: str  # queued, retry, sent, failed, dropped
    purpose: str  # acknowledgement, notification, relay, notice
    ticket_id: int = Field(foreign_key="tickets.id")
    message_id: str = Field(unique=True)
    envelope_sender: str  # "" for the null reverse-path
    recipient: str
    recipient_key: str  # lower case
    created_at: datetime
    due_at: datetime
    give_up_at: datetime  # after it the letter would be stale
    attempts: int
    claimed_by: str | None
    sent_at: datetime | None
    response: str  # of the last attempt: the server's words, or the fault


class OutboxBytes(SQLModel, table=True):
    """The bytes of an outgoing letter."""

    __tablename__ = "outbox_bytes"

    outbox_id: int = Field(primary_key=True, foreign_key="outbox.id")
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Correction(SQLModel, table=True):
    """What an agent says that a letter is: a label to learn from."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_ticket", "ticket_id", "field", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id")
    at: datetime
    field: str  # category, urgency, topic
    value: str


class Budget(SQLModel, table=True):
    """A token bucket of automatic mail; untouched ones are full."""

    __tablename__ = "budgets"

    name: str = Field(primary_key=True)  # its scope, a space, and whose it is
    tokens: float
    at: datetime


class PanelSuggestion(SQLModel, table=True):
    """An acknowledgement that suggests the panel: one for a ticket at the most."""

    __tablename__ = "panel_suggestions"
    __table_args__ = (Index("ix_panel_suggestions_address", "address_key", "at"),)

    ref: str = Field(primary_key=True)  # of the ticket
    address_key: str  # lower case
    at: datetime
    wording: str  # language and number, such as ru/2
    measured: bool  # its link is ours, and tells when it is followed
    followed_at: datetime | None


class PanelClient(SQLModel, table=True):
    """A client to whom the panel is never suggested, and why."""

    __tablename__ = "panel_clients"

    address_key: str = Field(primary_key=True)  # lower case
    told_not_to_at: datetime | None  # by an agent's command
    seen_at: datetime | None  # a letter of his came from the panel


class JobRun(SQLModel, table=True):
    """The last run of each scheduled job."""

    __tablename__ = "job_runs"

    name: str = Field(primary_key=True)
    started_at: datetime
    finished_at: datetime | None
    ok: bool
    detail: str
