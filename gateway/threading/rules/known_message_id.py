"""It cites a letter that is on a ticket, or one that letters on a ticket cite.

The second kind was merely mentioned, so it counts among the ticket's own people only: an original
that arrives after its reply, or a reply to all before our first answer. An id that many tickets
have belongs to none of them: newsletters are cited by many, and broken programs write one constant
id into all their letters. Since anybody can write any id, the tickets of the author come first.
"""

from collections.abc import Iterable

from db.traces import KnownId
from gateway.threading.evidence import Candidate, Evidence, Finding, Refusal

NAME = "known_message_id"
_EVERYWHERE = 3  # tickets
_THREAD_EVERYWHERE = 30  # of one Thread-Index, which goes on as long as its people answer


def belonging(known: Iterable[KnownId]) -> tuple[KnownId, ...]:
    """Without the ids that are seen on too many tickets to belong to one."""
    found = tuple(known)
    letters: dict[str, set[int]] = {}
    everywhere: dict[str, set[int]] = {}
    for one in found:
        everywhere.setdefault(one.value, set()).add(one.ticket_id)
        if one.role == "letter":
            letters.setdefault(one.value, set()).add(one.ticket_id)
    return tuple(
        one for one in found if len(letters.get(one.value, everywhere[one.value])) <= _EVERYWHERE
    )


def everywhere(known: Iterable[KnownId]) -> frozenset[str]:
    """The ids that need not be remembered once more: looking them up must not cost ever more."""
    found = tuple(known)
    kept = {one.value for one in belonging(found)}
    threads = [one.value for one in found if one.role == "thread"]
    return frozenset(
        one.value
        for one in found
        if (
            threads.count(one.value) > _THREAD_EVERYWHERE
            if one.role == "thread"
            else one.value not in kept
        )
    )


def known_message_id(evidence: Evidence) -> Finding | Refusal:
    author = evidence.message.header_from.address
    strange: Finding | None = None
    refusal: Refusal | None = None
    for value in dict.fromkeys(one.value for one in evidence.known_ids):
        letters = _tickets(evidence, value, "letter")
        mentions = _tickets(evidence, value, "mentioned")
        if letters and value == evidence.message.message_id:
            letters, again = _sent_again(evidence, letters, author)
            refusal = refusal or again
        his = [one for one in letters if one.person(author)]
        if len(his) > 1:
            reason = "it cites an id that several letters of the sender have"
            refusal = refusal or Refusal(NAME, reason, his[0])
        elif his:
            return Finding(his[0], NAME, "it cites a letter that is on the ticket")
        elif his := [one for one in mentions if one.person(author)]:
            reason = "it is, or cites, a letter that letters on the ticket cite"
            return Finding(his[0], NAME, reason)
        elif letters:
            reason = "it cites a letter that is on the ticket"
            strange = strange or Finding(letters[0], NAME, reason)
        elif mentions and value != evidence.message.message_id:
            # Many answer the same mailing; only of one company's people it says something.
            reason = "what it cites was only mentioned, by other people"
            near = [one for one in mentions if _is_near(one, author)]
            refusal = refusal or Refusal(NAME, reason, near[0] if near else None)
    return strange or refusal or Refusal(NAME, "it cites no letter that we know")


def _is_near(candidate: Candidate, author: str) -> bool:
    """Whether somebody on the ticket has an address of the same domain."""
    domain = author.rpartition("@")[2].lower()
    return any(
        one.role not in ("agent", "group") and one.address.lower().endswith(f"@{domain}")
        for one in candidate.people
    )


def _tickets(evidence: Evidence, value: str, role: str) -> list[Candidate]:
    """The tickets on which that id has that role, each once."""
    found = {
        candidate.ticket.id: candidate
        for one in evidence.known_ids
        if one.value == value and one.role == role
        if (candidate := evidence.by_id.get(one.ticket_id))
    }
    return list(found.values())


def _sent_again(
    evidence: Evidence, letters: list[Candidate], author: str
) -> tuple[list[Candidate], Refusal | None]:
    """Of a letter's own id that is taken already: it is a copy that was changed on its way, or the
    id proves nothing, since broken programs write one constant id into all their letters.
    """
    altered = [one for number in evidence.altered if (one := evidence.by_id.get(number))]
    if altered:
        return altered[:1], None
    his = [one for one in letters if one.person(author)]
    reason = "another letter of the sender has the same Message-ID"
    return [], Refusal(NAME, reason, his[0]) if his else None
