"""The same sender wrote the very same a short while ago: a repeated letter."""

from gateway.threading.evidence import Evidence, Finding, Refusal


def resent(evidence: Evidence) -> Finding | Refusal:
    if evidence.repeats is None:
        return Refusal("resent", "the sender has not written the same before")
    ticket_id, at = evidence.repeats
    candidate = evidence.by_id.get(ticket_id)
    if candidate is None or evidence.now - at > evidence.repeat_within:
        return Refusal("resent", "the sender wrote the same, but long ago", candidate)
    return Finding(candidate, "resent", "the same sender wrote the very same a short while ago")
