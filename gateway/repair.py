"""Corrections by people: each an event on its tickets, each with another that undoes it.

Later letters follow: a merged ticket's ids and tokens lead to its target, those of a letter that
was moved to the ticket where it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from db import contacts, outbox, panel, tickets, traces
from db.tickets import Person, TicketRow
from gateway.agents.recipients import next_number
from gateway.errors import PostdeskError
from gateway.routing.classes import CATEGORIES, TOPICS, URGENCIES
from gateway.threading import keys
from gateway.threading.chain import LinkKind
from gateway.tokens import new_ref

ACCEPTED = "accepted by an agent"
UNPROVEN = "unproven"
_OURS = ("agent", "group")  # roles of those who answer


@dataclass(frozen=True, slots=True)
class Repair:
    """Corrections within one transaction. Each gives a line for the person who asked for it.

    PostdeskError says what cannot be done, and why; then nothing has been changed.
    """

    connection: Connection
    now: datetime

    def merge(self, ref: str, into: str) -> str:
        """All letters of one ticket, and those to come, belong to another."""
        ticket, target = self._ticket(ref), self._ticket(into)
        if ticket.merged_into:
            raise PostdeskError(f"{ref}: is merged already; `postdesk ticket unmerge {ref}` first")
        if ticket.id in self._targets(target):
            raise PostdeskError(f"{ref}: a ticket cannot be merged into itself")
        known = {one.address.lower() for one in self._people(target)}
        newcomers = [one for one in self._people(ticket) if one.address.lower() not in known]
        self._add(target, newcomers, proven=_merged_from(ref))
        self._withdraw(ticket)
        self._change(ticket, merged_into=target.id, state="closed", closed_at=self.now)
        if ticket.state == "open" and target.state != "open":
            since = ticket.waiting_since
            self._change(target, state="open", closed_at=None, waiting_since=since)
        self._note(ticket, "merged", f"into {into}; it was {ticket.state}")
        self._note(target, "merged", f"{ref} into this one")
        return f"{ref} is merged into {into}"

    def unmerge(self, ref: str) -> str:
        """Undo ``merge``: the ticket stands alone again, with the letters that it had."""
        ticket = self._ticket(ref)
        if not ticket.merged_into:
            raise PostdeskError(f"{ref}: is not merged into another ticket")
        [target] = tickets.find(self.connection, [], [ticket.merged_into])
        tickets.remove_people(self.connection, target.id, proven=_merged_from(ref))
        self._change(ticket, merged_into=None, state="open", closed_at=None)
        self._note(ticket, "unmerged", f"from {target.ref}")
        self._note(target, "unmerged", f"{ref} from this one")
        return f"{ref} stands alone again, open"

    def confirm(self, ref: str) -> str:
        """Merge the ticket into the one to which it probably belongs."""
        ticket = self._ticket(ref)
        others = [
            one.other_ref
            for one in tickets.links(self.connection, ticket.id)
            if one.outward and one.kind == LinkKind.PROBABLY
        ]
        if len(others) != 1:
            found = f"links to {', '.join(others)}" if others else "has no such link"
            raise PostdeskError(f"{ref}: {found}; `postdesk ticket merge {ref} REF` names one")
        return self.merge(ref, others[0])

    def split(self, ref: str, letters: Sequence[str]) -> str:
        """Letters of a ticket get a ticket of their own, and what answers them goes there too."""
        ticket = self._ticket(ref)
        rows = self._rows(ticket, letters)
        if len(rows) == len(tickets.letter_rows(self.connection, ticket.id)):
            raise PostdeskError(f"{ref}: these are all its letters; nothing would be left")
        moved = tickets.letters_by_row(self.connection, rows)
        first = next((one for one in moved if one.direction == "in"), moved[0])
        new = new_ref()
        new_id = tickets.create(
            self.connection,
            ref=new,
            state="open",
            created_at=self.now,
            updated_at=self.now,
            waiting_since=ticket.waiting_since,
            mailbox=ticket.mailbox,
            category=ticket.category,
            urgency=ticket.urgency,
            topic=ticket.topic,
            service=ticket.service,
            service_state=ticket.service_state,
            route_reason=ticket.route_reason,
            unsure=ticket.unsure,
            chosen=list(ticket.chosen),
            language=ticket.language,
            subject=first.subject,
            agent=ticket.agent,
            acknowledged_at=ticket.acknowledged_at,
            closed_at=None,
            subject_key=keys.subject_key(first.from_address, first.subject),
            merged_into=None,
            split_from=ticket.id,
        )
        people = sorted(
            self._people(ticket),
            key=lambda one: one.address.lower() != first.from_address.lower(),
        )
        tickets.add_people(
            self.connection,
            new_id,
            [
                Person(
                    number=number,
                    role=_role(one, client=number == 1),
                    name=one.name,
                    address=one.address,
                    proven=one.proven,
                )
                for number, one in enumerate(people, start=1)
            ],
        )
        self._move(rows, ticket.id, new_id)
        self._note(ticket, "split", f"{len(rows)} letter(s) to {new}")
        tickets.add_event(
            self.connection, new_id, self.now, "split", f"{len(rows)} letter(s) from {ref}"
        )
        return f"{new} is the new ticket of {len(rows)} letter(s) from {ref}"

    def move(self, ref: str, target_ref: str, letters: Sequence[str]) -> str:
        """Letters of a ticket go to another one; moving them back undoes it."""
        ticket, target = self._ticket(ref), self._ticket(target_ref)
        if ticket.id == target.id:
            raise PostdeskError(f"{ref}: the letters are on it already")
        rows = self._rows(ticket, letters)
        if tickets.letter_rows(self.connection, ticket.id)[0][0] in rows:
            self._withdraw(ticket)
        self._bring_authors(ticket, target, rows)
        self._move(rows, ticket.id, target.id)
        self._send_authors_back(ticket, target)
        self._note(ticket, "moved", f"{len(rows)} letter(s) to {target_ref}")
        self._note(target, "moved", f"{len(rows)} letter(s) from {ref}")
        return f"{len(rows)} letter(s) went from {ref} to {target_ref}"

    def link(self, ref: str, other_ref: str) -> str:
        """Say that two tickets have to do with each other."""
        ticket, other = self._ticket(ref), self._ticket(other_ref)
        if ticket.id == other.id:
            raise PostdeskError(f"{ref}: a ticket is not linked with itself")
        tickets.link(self.connection, ticket.id, other.id, "related", "by an agent", self.now)
        self._note(ticket, "linked", f"with {other_ref}")
        return f"{ref} and {other_ref} are linked"

    def unlink(self, ref: str, other_ref: str) -> str:
        """Take every link between two tickets away."""
        ticket, other = self._ticket(ref), self._ticket(other_ref)
        if not tickets.unlink(self.connection, ticket.id, other.id):
            raise PostdeskError(f"{ref}: there is no link with {other_ref}")
        self._note(ticket, "unlinked", f"from {other_ref}")
        return f"{ref} and {other_ref} are linked no more"

    def close(self, ref: str) -> str:
        """The matter is settled. A letter of its people opens it again for some days."""
        ticket = self._ticket(ref)
        if ticket.state == "closed":
            raise PostdeskError(f"{ref}: is closed already")
        self._change(ticket, state="closed", closed_at=self.now)
        self._note(ticket, "closed", f"it was {ticket.state}")
        return f"{ref} is closed"

    def reopen(self, ref: str) -> str:
        """Back into the queue; from aside, too."""
        ticket = self._ticket(ref)
        if ticket.state in ("open", "waiting"):
            raise PostdeskError(f"{ref}: is {ticket.state} already")
        if ticket.merged_into:
            raise PostdeskError(f"{ref}: is merged; `postdesk ticket unmerge {ref}` opens it")
        self._change(ticket, state="open", closed_at=None, waiting_since=self.now)
        self._note(ticket, "reopened", f"it was {ticket.state}")
        return f"{ref} is open"

    def accept(self, ref: str, address: str) -> str:
        """Make somebody whose letters are on the ticket one of its people."""
        ticket = self._ticket(ref)
        if any(one.address.lower() == address.lower() for one in self._people(ticket)):
            raise PostdeskError(f"{ref}: {address} is one of its people already")
        wrote = [
            one
            for one in tickets.letters(self.connection, [ticket.id])
            if one.from_address.lower() == address.lower()
        ]
        if not wrote:
            raise PostdeskError(f"{ref}: no letter of {address} is on it")
        newcomer = Person(
            number=0,
            role="colleague",
            name=wrote[-1].from_name,
            address=wrote[-1].from_address,
            proven=ACCEPTED,
        )
        self._add(ticket, [newcomer], proven=ACCEPTED)
        tickets.set_proven(self.connection, ticket.id, address, UNPROVEN, ACCEPTED)
        since = ticket.waiting_since if ticket.state == "open" else self.now
        self._change(ticket, state="open", closed_at=None, waiting_since=since)
        self._note(ticket, "accepted", address)
        return f"{address} is one of the people of {ref}"

    def same(self, ref: str, address: str) -> str:
        """Accept somebody who is the client himself, writing from another address of his."""
        ticket = self._ticket(ref)
        client = next((one for one in self._people(ticket) if one.role == "client"), None)
        if client is None:
            raise PostdeskError(f"{ref}: has no client")
        self.accept(ref, address)
        self._know(client.address, client.name)
        self._know(address, "")
        return self.join(client.address, address)

    def join(self, address: str, other: str) -> str:
        """Two addresses are one person's: what he may with one, he may with the other."""
        person, joined = self._person(address), self._person(other)
        if person == joined:
            raise PostdeskError(f"{other}: is known as the same person's as {address} already")
        if len(self._contact(address)) + len(self._contact(other)) > contacts.MOST_ADDRESSES:
            raise PostdeskError(f"{address}: {contacts.MOST_ADDRESSES} addresses are the most")
        contacts.join(self.connection, person, joined)
        self._note_contact(f"{other} is the same person's as {address}")
        return f"{other} and {address} are one person's"

    def separate(self, address: str) -> str:
        """Undo ``join``: the address is another person's than the rest."""
        self._person(address)
        if len(self._contact(address)) == 1:
            raise PostdeskError(f"{address}: is the only address of its person")
        contacts.separate(self.connection, address)
        self._note_contact(f"{address} is a person's of its own")
        return f"{address} is a person's of its own"

    def unaccept(self, ref: str, address: str) -> str:
        """Undo ``accept``."""
        ticket = self._ticket(ref)
        taken = tickets.remove_people(self.connection, ticket.id, proven=ACCEPTED, address=address)
        if not taken:
            raise PostdeskError(f"{ref}: {address} was not accepted by an agent")
        tickets.set_proven(self.connection, ticket.id, address, ACCEPTED, UNPROVEN)
        self._note(ticket, "unaccepted", address)
        return f"{address} is none of the people of {ref} any more"

    def choose(self, ref: str, choices: Sequence[str]) -> str:
        """Set parts of the route, such as "category=finance": the router never changes them again,
        and learns from them. Setting them once more undoes it."""
        ticket = self._ticket(ref)
        values = dict(_choice(ref, one) for one in choices)
        for field, value in values.items():
            tickets.correct(self.connection, ticket.id, self.now, field, value)
        chosen = sorted({*ticket.chosen, *values})
        unsure = ticket.unsure and "category" not in values
        self._change(ticket, **values, chosen=chosen, unsure=unsure)
        was = ", ".join(f"{field} was {getattr(ticket, field) or 'not set'}" for field in values)
        said = ", ".join(f"{field} is {value}" for field, value in values.items())
        self._note(ticket, "routed", f"by an agent: {said}; {was}")
        return f"{ref}: {said}"

    def assign(self, ref: str, address: str) -> str:
        """Give the ticket to another agent; giving it back undoes it."""
        ticket = self._ticket(ref)
        self._change(ticket, agent=address)
        self._note(ticket, "assigned", f"to {address}; it was {ticket.agent or 'nobody'}'s")
        return f"{ref} is {address}'s now"

    # -- what they share ------------------------------------------------

    def _ticket(self, ref: str) -> TicketRow:
        found = tickets.by_ref(self.connection, ref.lower())
        if found is None:
            raise PostdeskError(f"{ref}: no such ticket; `postdesk tickets --all` lists them")
        return found

    def _contact(self, address: str) -> list[contacts.ContactRow]:
        return contacts.of_address(self.connection, address)

    def _person(self, address: str) -> str:
        rows = self._contact(address)
        if not rows:
            raise PostdeskError(f"{address}: no client has written from it")
        return rows[0].person

    def _know(self, address: str, name: str) -> None:
        contacts.remember(self.connection, address=address, name=name, proven="", now=self.now)

    def _note_contact(self, text: str) -> None:
        tickets.add_event(self.connection, None, self.now, "contact", text)

    def _targets(self, ticket: TicketRow) -> set[int]:
        """The ticket, and those into which it is merged."""
        found = {ticket.id}
        while ticket.merged_into and ticket.merged_into not in found:
            [ticket] = tickets.find(self.connection, [], [ticket.merged_into])
            found.add(ticket.id)
        return found

    def _people(self, ticket: TicketRow) -> tuple[Person, ...]:
        return tickets.people(self.connection, [ticket.id])[ticket.id]

    def _add(self, ticket: TicketRow, newcomers: Sequence[Person], *, proven: str) -> None:
        first = next_number(self._people(ticket))
        tickets.add_people(
            self.connection,
            ticket.id,
            [
                Person(
                    number=number,
                    role=_role(one, client=False),
                    name=one.name,
                    address=one.address,
                    proven=proven,
                )
                for number, one in enumerate(newcomers, start=first)
            ],
        )

    def _rows(self, ticket: TicketRow, letters: Sequence[str]) -> list[int]:
        """The rows of letters that are named by their place, from 1 on, or by Message-ID."""
        rows = tickets.letter_rows(self.connection, ticket.id)
        by_name = {str(place): row for place, (row, _) in enumerate(rows, start=1)}
        by_name |= {message_id: row for row, message_id in rows if message_id}
        if not letters:
            raise PostdeskError(
                f"{ticket.ref}: name letters by their place from 1 on or by their id"
            )
        unknown = [name for name in letters if name.strip("<>") not in by_name]
        if unknown:
            raise PostdeskError(f"{ticket.ref}: it has no letter {unknown[0]}")
        return sorted({by_name[name.strip("<>")] for name in letters})

    def _move(self, rows: Sequence[int], old_id: int, new_id: int) -> None:
        moved = tickets.letters_by_row(self.connection, rows)
        tickets.move_letters(self.connection, rows, new_id)
        pieces = {piece for one in moved for piece in keys.fingerprints(one.new_text)}
        traces.move_fingerprints(self.connection, sorted(pieces), old_id, new_id)

    def _bring_authors(self, ticket: TicketRow, target: TicketRow, rows: Sequence[int]) -> None:
        """Who wrote what is moved answers where it is now."""
        wrote = {one.from_address.lower() for one in tickets.letters_by_row(self.connection, rows)}
        known = {one.address.lower() for one in self._people(target)}
        newcomers = [
            one
            for one in self._people(ticket)
            if one.role not in _OURS and one.address.lower() in wrote - known
        ]
        self._add(target, newcomers, proven=_moved_from(ticket.ref))

    def _send_authors_back(self, ticket: TicketRow, target: TicketRow) -> None:
        """Who came with a letter from there goes with the last of his letters."""
        wrote = {one.from_address.lower() for one in tickets.letters(self.connection, [ticket.id])}
        came = _moved_from(target.ref)
        for one in self._people(ticket):
            if one.proven == came and one.address.lower() not in wrote:
                tickets.remove_people(self.connection, ticket.id, proven=came, address=one.address)

    def _withdraw(self, ticket: TicketRow) -> None:
        """Its first letter is on a ticket that has an acknowledgement: one that waits goes not."""
        if outbox.cancel(
            self.connection, ticket.id, "acknowledgement", "its letter went to another ticket"
        ):
            panel.was_not_sent(self.connection, ticket.ref)

    def _change(self, ticket: TicketRow, **values: object) -> None:
        tickets.change(self.connection, ticket.id, updated_at=self.now, **values)

    def _note(self, ticket: TicketRow, kind: str, text: str) -> None:
        tickets.add_event(self.connection, ticket.id, self.now, kind, text)


_FIELDS = {"category": CATEGORIES, "urgency": URGENCIES, "topic": TOPICS}


def _choice(ref: str, choice: str) -> tuple[str, str]:
    field, _, value = choice.partition("=")
    if field not in _FIELDS:
        raise PostdeskError(f"{ref}: {field}: what can be set is {', '.join(_FIELDS)}")
    if value not in _FIELDS[field]:
        raise PostdeskError(f"{ref}: {field}: must be one of {', '.join(_FIELDS[field])}")
    return field, value


def _merged_from(ref: str) -> str:
    return f"merged from {ref}"


def _moved_from(ref: str) -> str:
    return f"moved from {ref}"


def _role(person: Person, *, client: bool) -> str:
    if person.role in _OURS:
        return person.role
    return "client" if client else "colleague"
