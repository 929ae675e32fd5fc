"""The letter came to an address that carries our signed token."""

from gateway.threading.evidence import Candidate, Evidence, Finding, Refusal
from gateway.tokens import Direction


def reply_address(evidence: Evidence) -> Finding | Refusal:
    for token in evidence.tokens:
        candidate = evidence.by_ref.get(token.ref)
        if candidate and token.direction is Direction.CLIENT:
            return Finding(
                _split_from(evidence, candidate) or candidate,
                "reply_address",
                "it came to the ticket's own reply address",
                held=True,
            )
    return Refusal("reply_address", "no recipient carries a token of ours")


def _split_from(evidence: Evidence, candidate: Candidate) -> Candidate | None:
    """An agent split the ticket: what answers a letter that went with it, goes there too."""
    for known in evidence.known_ids:
        other = evidence.by_id.get(known.ticket_id)
        if known.role == "letter" and other and other.ticket.split_from == candidate.ticket.id:
            return other
    return None
