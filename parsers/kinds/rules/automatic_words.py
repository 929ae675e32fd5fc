"""A notice of absence or a desk's confirmation by its first sentences, where no header says so."""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.kinds.style import style
from parsers.message import Kind, KindVerdict

_CLEAR = 6  # of so much weight there is no doubt


def automatic_words(evidence: Evidence) -> KindVerdict | None:
    """Several signs together, and nobody who asks for anything: see ``signs.toml``."""
    if words.is_forward(evidence) or evidence.by_staff:
        return None
    title = "" if words.is_reply(evidence) else words.subject_of(evidence)
    weight = signs.weigh(words.said(evidence), title)
    if not weight.enough or signs.asks(title):
        return None
    if weight.sum < _CLEAR and weight.sum + style(*words.own_words(evidence)) < _CLEAR:
        return None  # somebody who says in passing that he is away
    return KindVerdict(Kind.AUTO_REPLY, "automatic_words", f"the text says: {weight.words}")
