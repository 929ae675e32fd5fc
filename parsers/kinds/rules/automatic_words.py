"""A notice of absence or a desk's confirmation by its first sentences, where no header says so."""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def automatic_words(evidence: Evidence) -> KindVerdict | None:
    """Several signs together, and nobody who asks for anything: see ``signs.toml``."""
    if words.is_forward(evidence):
        return None
    weight = signs.weigh(words.said(evidence))
    if not weight.enough:
        return None
    if not words.is_reply(evidence) and signs.asks(words.subject_of(evidence)):
        return None
    return KindVerdict(Kind.AUTO_REPLY, "automatic_words", f"the text says: {weight.words}")
