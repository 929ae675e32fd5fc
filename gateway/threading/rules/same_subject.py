"""A proven sender answers under the subject of an open ticket of his own.

A subject is anybody's to copy, so the sender must be proven; and a fresh letter that merely has an
old subject is a new matter.
"""

from datetime import timedelta

from gateway.threading.evidence import Candidate, Evidence, Finding, Refusal

_RECENT = timedelta(days=60)  # since anything happened on it


def same_subject(evidence: Evidence) -> Finding | Refusal:
    candidate = _newest_open(evidence)
    if candidate is None:
        return Refusal("same_subject", "no open ticket of the sender has this subject")
    message = evidence.message
    if message.subject == message.subject_base:
        reason = "an open ticket of the sender has this subject, but it is no reply"
        return Refusal("same_subject", reason, candidate)
    if evidence.authentication != "pass":
        reason = "it answers under the subject of a ticket, but its sender is not proven"
        return Refusal("same_subject", reason, candidate)
    if evidence.now - candidate.ticket.updated_at > _RECENT:
        reason = "it answers under the subject of a ticket on which nothing happened for long"
        return Refusal("same_subject", reason, candidate)
    return Finding(
        candidate, "same_subject", "its proven sender answers under the subject of his open ticket"
    )


def _newest_open(evidence: Evidence) -> Candidate | None:
    found = (evidence.by_id.get(ticket_id) for ticket_id in evidence.same_subject)
    return next((one for one in found if one and one.ticket.state in ("open", "waiting")), None)
