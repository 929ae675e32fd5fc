"""It quotes what was written on one ticket alone: pieces of text that no other ticket has."""

from gateway.threading.evidence import Evidence, Finding, Refusal

_ENOUGH = 3  # pieces
_ENOUGH_OF_MEMBERS = 2
_SHARE = 0.5  # or this part of a short quotation


def quoted_text(evidence: Evidence) -> Finding | Refusal:
    quotation = evidence.quotation
    if quotation is None:
        return Refusal("quoted_text", "it quotes nothing that we know")
    candidate = evidence.by_id.get(quotation.ticket_id)
    if candidate is None:
        return Refusal("quoted_text", "the ticket that it quotes is gone")
    member = candidate.person(evidence.message.header_from.address)
    enough = (
        quotation.pieces >= (_ENOUGH_OF_MEMBERS if member else _ENOUGH)
        or quotation.pieces >= quotation.of * _SHARE
    )
    if not enough:
        reason = f"only {quotation.pieces} of {quotation.of} quoted pieces are known"
        return Refusal("quoted_text", reason, candidate)
    return Finding(
        candidate,
        "quoted_text",
        f"it quotes {quotation.pieces} pieces of text that are on this ticket alone",
    )
