"""The letter came to an address that carries our signed token."""

from gateway.threading.evidence import Evidence, Finding, Refusal
from gateway.threading.moved import moved_from
from gateway.tokens import Direction


def reply_address(evidence: Evidence) -> Finding | Refusal:
    for token in evidence.tokens:
        candidate = evidence.by_ref.get(token.ref)
        if candidate and token.direction is Direction.CLIENT:
            return Finding(
                moved_from(evidence, candidate) or candidate,
                "reply_address",
                "it came to the ticket's own reply address",
                held=True,
            )
    return Refusal("reply_address", "no recipient carries a token of ours")
