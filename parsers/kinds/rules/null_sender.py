"""The null reverse-path (RFC 5321 section 4.5.5), with which only programs send."""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def null_sender(evidence: Evidence) -> KindVerdict | None:
    """A redirecting mailbox empties the path of a person's letter too; his program shows it."""
    if not evidence.envelope_sender_known or evidence.envelope_sender:
        return None
    if words.mail_program(evidence):
        return None
    return KindVerdict(Kind.AUTO_REPLY, "null_sender", "the envelope sender is null")
