"""A notice of absence by its first sentences, where no header says so."""

import re

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_MOST = 2_500  # characters; nobody's mailbox tells a longer story
_PAST = re.compile(
    r"\b(?:был|была|были|пока|когда|хотя|если|was|were|while|when|because|although|if|since|war"
    r"|waren|während|wenn|étais|était|si|estaba|cuando|estava|quando|ero|mentre)\s(?:\S{1,20}\s){0,3}$"
)


def absence_notice(evidence: Evidence) -> KindVerdict | None:
    """Somebody is away, and says until when or whom to ask; he himself asks for nothing."""
    if words.is_forward(evidence):
        return None
    phrase = of_lines(words.said(evidence))
    if not phrase:
        return None
    if words.first_of(words.words().plea, words.subject_of(evidence)):
        return None
    return KindVerdict(Kind.AUTO_REPLY, "absence_notice", f"the text says: {phrase}")


def of_lines(lines: list[str]) -> str:
    """The words by which these lines are such a notice, "" when they are none."""
    lines = words.in_own_words(lines)
    phrase = _phrase(lines)
    said = " ".join(lines)
    table = words.words()
    if not phrase or len(said) > _MOST:
        return ""
    rest = said.replace(phrase, " ", 1)
    if not words.first_of(table.absence_beside, rest) and not table.dates.search(rest):
        return ""
    return "" if words.asks(rest) or words.first_of(table.topics, rest) else phrase


def _phrase(lines: list[str]) -> str:
    table = words.words()
    text = words.opening(lines)
    for phrase in table.absence:
        at = text.find(phrase)
        if at >= 0 and not _PAST.search(text[max(0, at - 60) : at]):
            return phrase
    for pattern in table.absence_patterns:
        match = pattern.search(text)
        if match and not _PAST.search(text[max(0, match.start() - 60) : match.start()]):
            return match[0]
    for line in lines[:4]:
        for start in table.absence_starts:
            if line.startswith(start):
                return start
    return ""
