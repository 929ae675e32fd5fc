"""A newsletter by its words alone: it offers to end itself, and says why it came."""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.kinds.rules.newsletter import mentions
from parsers.message import Kind, KindVerdict


def newsletter_words(evidence: Evidence) -> KindVerdict | None:
    """One such word proves nothing: people write about newsletters too."""
    if evidence.in_reply_to or words.is_reply(evidence) or words.is_forward(evidence):
        return None
    found = mentions(evidence)
    if len(found) < 2:
        return None
    return KindVerdict(Kind.BULK, "newsletter_words", f"the text says: {found[0]}, {found[1]}")
