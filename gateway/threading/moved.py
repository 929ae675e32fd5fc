"""Agents split tickets and move letters: what answers such a letter goes where it is now."""

from gateway.threading.evidence import Candidate, Evidence


def moved_from(evidence: Evidence, candidate: Candidate) -> Candidate | None:
    """Where the letters that it answers are now, although a token or an id of ours leads to
    ``candidate``; None when they are there.

    The newest id that it cites decides; after a split, any letter that went with it.
    """
    author = evidence.message.header_from.address
    for known in evidence.known_ids:
        other = evidence.by_id.get(known.ticket_id)
        if known.role != "letter" or other is None or other.ticket.id == candidate.ticket.id:
            continue
        if other.ticket.split_from == candidate.ticket.id:
            return other
        if evidence.cited[:1] == (known.value,) and other.person(author):
            return other
    return None
