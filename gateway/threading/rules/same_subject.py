"""A proven sender answers under the subject of an open ticket of his own.

A subject is anybody's to copy, so the sender must be proven; and a fresh letter that merely has an
old subject is a new matter.
"""

from datetime import timedelta

from gateway.threading import keys
from gateway.threading.evidence import Evidence, Finding, Refusal

_RECENT = timedelta(days=60)  # since anything happened on it


def same_subject(evidence: Evidence) -> Finding | Refusal:
    found = (evidence.by_id.get(ticket_id) for ticket_id in evidence.same_subject)
    opened = [one for one in found if one and one.ticket.state in ("open", "waiting")]
    if not opened:
        return Refusal("same_subject", "no open ticket of the sender has this subject")
    candidate = opened[0]  # the newest
    if not keys.is_reply(evidence.message.subject):
        reason = "an open ticket of the sender has this subject, but it is no reply"
        return Refusal("same_subject", reason, candidate)
    if len({one.ticket.id for one in opened}) > 1:
        reason = "several open tickets of the sender have this subject"
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
