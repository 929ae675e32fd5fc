"""A notice of absence by its first sentences, where no header says so."""

import re

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_MOST = 2_500  # characters; nobody's mailbox tells a longer story
_PAST = re.compile(r"\b(?:был|была|были|пока|когда|хотя|если|was|were|while|when|because|although|if|since|war|während|wenn|étais|quand|si|estaba|cuando|estava|quando|ero|mentre)\s(?:\S{1,20}\s){0,3}$")  # fmt: skip


def absence_notice(evidence: Evidence) -> KindVerdict | None:
    if words.is_forward(evidence):
        return None
    lines = words.said(evidence)
    phrase = _phrase(lines)
    if not phrase:
        return None
    said = " ".join(lines)
    table = words.words()
    if len(said) > _MOST or not words.first_of(table.absence_beside, f" {said} "):
        return None
    if words.first_of(table.plea, said) or words.first_of(table.topics, said):
        return None
    if words.first_of(table.plea, words.subject_of(evidence)) and not words.is_reply(evidence):
        return None
    return KindVerdict(Kind.AUTO_REPLY, "absence_notice", f"the text says: {phrase}")


def _phrase(lines: list[str]) -> str:
    table = words.words()
    text = words.opening(lines)
    for phrase in table.absence:
        at = text.find(phrase)
        if at >= 0 and not _PAST.search(text[max(0, at - 60) : at]):
            return phrase
    for line in lines[:4]:
        if line.startswith(table.absence_starts) and words.first_of(
            table.absence_beside, f" {line} "
        ):
            return line[:60]
    return ""
