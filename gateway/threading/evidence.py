"""All that a threading rule may know, and what it may find."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.tickets import Person, TicketRow
from db.traces import KnownId
from gateway.tokens import OwnId, Token
from parsers.message import InboundMessage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that something in the letter points to; a merged one stands for its target.

    ``named`` are the people of the ticket that the letter itself names: a token counts among them.
    ``also`` are the other addresses of a contact, lower case, by each of his addresses.
    """

    ticket: TicketRow
    people: tuple[Person, ...]
    named: tuple[Person, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def person(self, address: str) -> Person | None:
        """The participant with that address, or with another of the same contact; nobody is known
        by having none."""
        key = address.lower()
        keys = (key, *self.also.get(key, ())) if key else ()
        people = {one.address.lower(): one for one in reversed(self.people)}
        return next((people[one] for one in keys if one in people), None)

    def numbered(self, number: int) -> Person | None:
        """The participant whom a token names."""
        people = self.named or self.people
        return next((one for one in people if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Quotation:
    """How much of the quoted text is on one ticket alone."""

    ticket_id: int
    pieces: int
    of: int  # pieces of the whole quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the letter points to, looked up. Ids and tickets are newest first."""

    message: InboundMessage
    addresses: tuple[str, ...] = ()  # of the author, lower case: that in From, then his others
    authentication: str  # pass, fail, none
    border_spoke: bool = False  # a trusted border checked the letter, whatever it found
    now: datetime
    reopen_for: timedelta  # a ticket closed longer ago is not reopened
    repeat_within: timedelta  # the same text again in that time is a repeated letter
    by_agent: bool = False  # the author has an agent's address now
    tokens: tuple[Token, ...] = ()  # verified ones, of the addresses to which the letter came
    cited: tuple[str, ...] = ()  # all ids that it cites
    own_ids: tuple[OwnId, ...] = ()  # verified ones that it cites, or encloses as a report
    known_ids: tuple[KnownId, ...] = ()  # letters of others that it cites and we know
    altered: tuple[int, ...] = ()  # tickets with this letter's id, author and date: it was changed
    everywhere: frozenset[str] = frozenset()  # ids on too many tickets to belong to one
    thread_index: tuple[int, ...] = ()  # tickets with the same root of Outlook's Thread-Index
    quotation: Quotation | None = None
    repeats: tuple[int, datetime] | None = None  # the ticket with the same text, and since when
    same_subject: tuple[int, ...] = ()  # tickets of this client under this subject
    recent: tuple[int, ...] = ()  # tickets on which the sender is
    beginnings: Mapping[int, str] = field(default_factory=dict)  # of their first letters
    by_ref: Mapping[str, Candidate] = field(default_factory=dict)
    by_id: Mapping[int, Candidate] = field(default_factory=dict)

    @property
    def refuted(self) -> bool:
        """Whether our border saw the letter, and did not prove its author."""
        return self.border_spoke and self.authentication != "pass"


@dataclass(frozen=True, slots=True)
class Finding:
    """A ticket that a rule found. ``held`` says that the sender holds a letter of ours himself."""

    candidate: Candidate
    rule: str
    evidence: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a rule found nothing, for those who ask. ``hint`` is what it would have found."""

    rule: str
    reason: str
    hint: Candidate | None = None
