"""Who is told of a letter: by the routing table, by urgency, at night; and why. Never nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.tickets import Person
from gateway.agents.choose import candidates
from gateway.duty import DutyBook
from gateway.settings import Agent, Settings


@dataclass(frozen=True, slots=True)
class Group:
    """An address behind which several people read: its reply address proves none of them."""

    address: str
    name: str = ""
    languages: tuple[str, ...] = ()


Recipient = Agent | Group


@dataclass(frozen=True, slots=True)
class Told:
    """``recipients`` are told; one of ``answering`` signs the acknowledgement.

    ``reasons`` say what of the configuration named whom; none where agents' categories did.
    """

    recipients: tuple[Recipient, ...]
    answering: tuple[Agent, ...]
    reasons: tuple[str, ...] = ()


class Recipients:
    """Made once, from the settings."""

    def __init__(self, settings: Settings, book: DutyBook) -> None:
        self._settings = settings
        self._book = book

    def of_new(
        self, *, category: str, urgency: str, language: str, author: str, now: datetime
    ) -> Told:
        """Of a new ticket. A group that wrote the letter itself needs not be told of it."""
        by_choice = tuple(candidates(self._settings.agents, category, language))
        named = self._settings.routing.categories.get(category, ())  # type: ignore[call-overload]
        others = [one for one in self._resolved(named) if not _is_group_of(one, author)]
        first = tuple(others) or by_choice
        reasons = (f"category {category}: {_listed(others)}",) if others else ()
        more = self.of_urgency(urgency, first, now)
        return Told(
            recipients=(*first, *(one for one in more.recipients if not _is_group_of(one, author))),
            answering=tuple(one for one in others if isinstance(one, Agent)) or by_choice,
            reasons=(*reasons, *more.reasons),
        )

    def of_urgency(self, urgency: str, known: Sequence[Recipient], now: datetime) -> Told:
        """Who is told besides, when it is as urgent as that."""
        table = self._settings.routing
        told = list(known)
        reasons = []
        extra = _new(self._resolved(table.urgencies.get(urgency, ())), told)  # type: ignore[call-overload]
        if extra:
            told += extra
            reasons.append(f"urgency {urgency}: {_listed(extra)}")
        agents = [one for one in known if isinstance(one, Agent)]
        if urgency == "outage" and table.on_call and self._book.is_night(agents, now):
            on_call = _new([self._on_call(now)], told)
            told += on_call
            reasons += [f"an outage outside duty hours: {_listed(on_call)}"] if on_call else []
        return Told(tuple(told[len(known) :]), (), tuple(reasons))

    def _on_call(self, now: datetime) -> Recipient:
        order = list(self._resolved(self._settings.routing.on_call))
        here = [one for one in order if isinstance(one, Group) or not self._book.is_away(one, now)]
        return (here or order)[0]

    def _resolved(self, addresses: Iterable[str]) -> list[Recipient]:
        return [self._settings.agent(one) or Group(one) for one in dict.fromkeys(addresses)]


def next_number(people: Iterable[Person]) -> int:
    """The number of a ticket's next participant."""
    return max((one.number for one in people), default=0) + 1


def numbered(recipients: Iterable[Recipient], people: Sequence[Person]) -> list[Person]:
    """The participants to add to a ticket, so that each recipient has his own reply address."""
    known = {one.address.lower() for one in people}
    new = {one.address.lower(): one for one in recipients if one.address.lower() not in known}
    return [
        Person(
            number=number,
            role="agent" if isinstance(one, Agent) else "group",
            name=one.name,
            address=one.address,
            proven="configured",
        )
        for number, one in enumerate(new.values(), start=next_number(people))
    ]


def _new(found: Iterable[Recipient], told: Iterable[Recipient]) -> list[Recipient]:
    known = {one.address.lower() for one in told}
    return [one for one in found if one.address.lower() not in known]


def _is_group_of(recipient: Recipient, author: str) -> bool:
    return isinstance(recipient, Group) and recipient.address.lower() == author.lower()


def _listed(recipients: Iterable[Recipient]) -> str:
    return ", ".join(one.address for one in recipients)
