"""Weaker evidence: not enough to attach a letter, enough to show an agent where it may belong."""

import re
from collections.abc import Iterable

from gateway.threading.evidence import Candidate, Evidence, Refusal

_NAMED = re.compile(
    r"[\w-]{2,60}(?:\.[\w-]{2,60}){1,4}"  # domains and host names, IPv4 among them
    r"|(?:[A-ZА-Я]{1,3}-)?\d{4,12}"  # numbers of invoices, orders, contracts
)
_WORD = re.compile(r"\w{4,}")
_SIMILAR = 0.5  # of the words of two subjects
_LOOKED_AT = 5_000  # characters


def probably_belongs_to(
    evidence: Evidence, refusals: Iterable[Refusal]
) -> tuple[Candidate, str] | None:
    """The ticket, and why; None when nothing points to one."""
    for refusal in refusals:
        if refusal.hint and refusal.hint.ticket.state != "aside":
            return refusal.hint, refusal.reason
    message = evidence.message
    named = set(_NAMED.findall(f"{message.subject}\n{message.new_text[:_LOOKED_AT]}"))
    for ticket_id in evidence.recent:
        candidate = evidence.by_id.get(ticket_id)
        if candidate is None or candidate.ticket.state not in ("open", "waiting"):
            continue
        subject = candidate.ticket.subject
        if common := sorted(named & set(_NAMED.findall(subject))):
            return candidate, f"an open ticket of the sender names {common[0]} too"
        if _alike(message.subject_base, subject):
            return candidate, "an open ticket of the sender has a similar subject"
    return None


def _alike(one: str, other: str) -> bool:
    left, right = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return bool(left and right) and len(left & right) >= _SIMILAR * len(left | right)
