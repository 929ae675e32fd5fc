"""It cites a letter that is on a ticket, or one that letters on a ticket cite.

The second kind was merely mentioned, so it counts among the ticket's own people only: an original
that arrives after its reply, or a reply to all before our first answer.
"""

from gateway.threading.evidence import Evidence, Finding, Refusal


def known_message_id(evidence: Evidence) -> Finding | Refusal:
    author = evidence.message.header_from.address
    mentioned = False
    for known in evidence.known_ids:
        candidate = evidence.by_id(known.ticket_id)
        if candidate is None:
            continue
        if known.role != "mentioned":
            return Finding(
                candidate, "known_message_id", "it cites a letter that is on the ticket", held=False
            )
        if candidate.person(author):
            return Finding(
                candidate,
                "known_message_id",
                "it is, or cites, a letter that letters on the ticket cite",
                held=False,
            )
        mentioned = True
    if mentioned:
        return Refusal("known_message_id", "what it cites was only mentioned, by other people")
    return Refusal("known_message_id", "it cites no letter that we know")
