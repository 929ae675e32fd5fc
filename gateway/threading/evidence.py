"""All that a threading rule may know, and what it may find."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.tickets import KnownId, Person, TicketRow
from gateway.tokens import OwnId, Token
from parsers.message import InboundMessage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that something in the letter points to."""

    ticket: TicketRow
    people: tuple[Person, ...]

    def person(self, address: str) -> Person | None:
        """The participant with that address."""
        key = address.lower()
        return next((one for one in self.people if one.address.lower() == key), None)

    def numbered(self, number: int) -> Person | None:
        """The participant with that number."""
        return next((one for one in self.people if one.number == number), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the letter points to, looked up. Ids are newest first."""

    message: InboundMessage
    authentication: str  # pass, fail, none
    tokens: tuple[Token, ...] = ()  # verified ones, of the addresses to which the letter came
    own_ids: tuple[OwnId, ...] = ()  # verified ones that it cites, or encloses as a report
    known_ids: tuple[KnownId, ...] = ()  # letters of others that it cites and we know
    candidates: Mapping[str, Candidate] = field(default_factory=dict)  # by ref

    def by_id(self, ticket_id: int) -> Candidate | None:
        """The candidate with that row id."""
        return next((one for one in self.candidates.values() if one.ticket.id == ticket_id), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """A ticket that a rule found. ``held`` says that the sender holds a letter of ours himself."""

    candidate: Candidate
    rule: str
    evidence: str
    held: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a rule found nothing, for those who ask."""

    rule: str
    reason: str
