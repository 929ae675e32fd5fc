"""It cites a letter that is on a ticket, or one that letters on a ticket cite.

The second kind was merely mentioned, so it counts among the ticket's own people only: an original
that arrives after its reply, or a reply to all before our first answer. An id that letters on many
tickets mention belongs to none of them.
"""

from gateway.threading.evidence import Evidence, Finding, Refusal

_EVERYWHERE = 3  # tickets; newsletters and mail programs' constant ids are mentioned on more


def known_message_id(evidence: Evidence) -> Finding | Refusal:
    author = evidence.message.header_from.address
    hint = None
    for known in evidence.known_ids:
        candidate = evidence.by_id.get(known.ticket_id)
        if candidate is None:
            continue
        if known.role == "letter":
            return Finding(candidate, "known_message_id", "it cites a letter that is on the ticket")
        if _tickets_of(evidence, known.value) > _EVERYWHERE:
            continue
        if candidate.person(author):
            return Finding(
                candidate,
                "known_message_id",
                "it is, or cites, a letter that letters on the ticket cite",
            )
        hint = hint or candidate
    if hint:
        reason = "what it cites was only mentioned, by other people"
        return Refusal("known_message_id", reason, hint)
    return Refusal("known_message_id", "it cites no letter that we know")


def _tickets_of(evidence: Evidence, message_id: str) -> int:
    return len({one.ticket_id for one in evidence.known_ids if one.value == message_id})
