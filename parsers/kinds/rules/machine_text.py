"""A program that speaks of itself, or a desk that confirms a letter, where no header says so."""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_MOST = 4_000
_CLOSING = 600


def machine_text(evidence: Evidence) -> KindVerdict | None:
    """People thank and confirm too; a desk goes on to say when and by whom it will be answered."""
    if words.is_forward(evidence):
        return None
    lines = words.in_own_words(words.said(evidence))
    said = " ".join(lines)
    table = words.words()
    phrase = words.first_of(table.machine, words.opening(lines)) or words.first_of(
        table.machine, said[-_CLOSING:]
    )
    if not phrase or len(said) > _MOST or words.asks(said.replace(phrase, " ")):
        return None
    if phrase.startswith(table.courtesy) and not words.first_of(table.courtesy_beside, said):
        return None
    return KindVerdict(Kind.AUTO_REPLY, "machine_text", f"the text says: {phrase}")
