"""What became of a letter, told from the books before and after, and held against the story."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.outbox import Shown
from db.tickets import EventRow, Letter, TicketRow
from gateway.demo.books import Page
from gateway.demo.sink import Caught
from gateway.demo.story import CLIENT_READS, Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one letter changed."""

    ticket: TicketRow
    opened: bool
    letter: Letter | None  # None: nothing was filed
    events: tuple[EventRow, ...]
    linked_to: tuple[str, ...]  # refs
    outgoing: tuple[Shown, ...]


def outcomes(before: Mapping[str, Page], after: Mapping[str, Page]) -> list[Outcome]:
    """One for each ticket that changed: a letter must change exactly one."""
    found = []
    for ref, page in after.items():
        old = before.get(ref)
        if old is not None and len(old.events) == len(page.events) and old.letters == page.letters:
            continue
        new_letters = page.letters[len(old.letters) if old else 0 :]
        found.append(
            Outcome(
                ticket=page.ticket,
                opened=old is None,
                letter=new_letters[0] if new_letters else None,
                events=page.events[len(old.events) if old else 0 :],
                linked_to=tuple(link.other_ref for link in page.links) if old is None else (),
                outgoing=page.outgoing[len(old.outgoing) if old else 0 :],
            )
        )
    return found


def differences(
    expected: Expected,
    changed: Sequence[Outcome],
    refs: Mapping[str, str],
    sent: Sequence[tuple[str, Caught]],
) -> list[str]:
    """What is not as the story says.

    ``refs`` gives the ref of each ticket that it has opened, ``sent`` what the sink has caught.
    """
    if not changed:
        return ["nothing became of the letter"]
    found = changed[0]
    letter = found.letter
    names = {ref: name for name, ref in refs.items()}
    pairs = [
        ("tickets that changed", 1, len(changed)),
        ("ticket", expected.ticket, names.get(found.ticket.ref, "a new one")),
        ("a new ticket", expected.opens, found.opened),
        ("state", expected.state, found.ticket.state),
        ("nothing new filed", expected.duplicate, letter is None),
        ("rule", expected.rule, letter.threaded_by if letter else ""),
        ("kind", expected.kind, letter.kind if letter else expected.kind),
        ("linked to", expected.linked_to, ", ".join(names.get(r, r) for r in found.linked_to)),
        (
            "sent",
            _listed(expected.sends),
            _listed((one.purpose, one.recipient) for one in found.outgoing),
        ),
        ("delivery", set(), {one.state for one in found.outgoing} - {"sent"}),
    ]
    faults = [
        f"{what}: expected {wanted or 'none'}, found {got or 'none'}"
        for what, wanted, got in pairs
        if wanted != got
    ]
    if letter and expected.words not in " ".join(letter.new_text.split()):
        faults.append(f"text: {expected.words!r} is not in what was filed")
    return faults + _answer_faults(expected, found.ticket.ref, sent)


def _answer_faults(expected: Expected, ref: str, sent: Iterable[tuple[str, Caught]]) -> list[str]:
    """What a client must and must not read (no number, nothing of what is quoted)."""
    faults = []
    for purpose, letter in sent:
        if purpose not in CLIENT_READS:
            continue
        read = f"{letter.message['Subject']}\n{letter.text}"
        if expected.answer not in read:
            faults.append(f"{purpose}: {expected.answer!r} is not in it")
        if ref in read:
            faults.append(f"{purpose}: it names the ticket {ref}")
        if any(line.startswith(">") for line in letter.text.splitlines()):
            faults.append(f"{purpose}: it quotes the notification")
    return faults


def _listed(letters: Iterable[tuple[str, str]]) -> str:
    return ", ".join(sorted(f"{purpose} to {recipient}" for purpose, recipient in letters))
