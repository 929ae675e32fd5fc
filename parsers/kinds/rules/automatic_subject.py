"""A subject with which an answering program begins: "Automatic reply: ...", «Автоответ: ...»."""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_CERTAIN = (":", "：", " re:")  # an answering program's form, that a person hardly has
_ENDS = (
    *_CERTAIN, " -", " –", " —", " re ", " [", " (", ",", " |", ".", "!", "/", ' "', " «", " '",
    " from ", " until ", " till ", " до ", " с ", " по ", " bis ", " vom ", " ab ",
)  # fmt: skip
_DOMINO = "auto:"  # but a dealer in cars may write so as well
_SHORT = 60  # characters of a notice that says nothing but its subject


def automatic_subject(evidence: Evidence) -> KindVerdict | None:
    """People write of automatic answers too: beside a doubtful form the text must be a notice."""
    subject = words.subject_of(evidence)
    if subject.startswith("[") and "]" in subject[:40]:
        subject = subject.partition("]")[2].strip()  # "[EXTERNAL] Automatic reply: ..."
    form = _form(subject)
    if form is None:
        return None
    lines = words.said(evidence)
    said = words.in_one(lines)
    if form in _CERTAIN:
        if signs.pleads(said) or signs.pleads(subject):
            return None
    elif not _is_notice(lines, said):
        return None
    reason = f"the subject says so: {evidence.subject[:60]}"
    return KindVerdict(Kind.AUTO_REPLY, "automatic_subject", reason)


def _is_notice(lines: list[str], said: str) -> bool:
    """Enough signs for a notice, or next to nothing: "Back on Monday."."""
    if signs.asks(said) or signs.doubtful(said):
        return False
    return len(said) < _SHORT // 2 or signs.weigh(lines).sum >= signs.ENOUGH - 2


def _form(subject: str) -> str | None:
    """What stands behind the phrase: "" for nothing, None when the subject begins with none."""
    phrases = words.words().auto_reply_subjects
    if subject.strip(" .!?*-\"'«»()") in phrases:
        return "" if "?" not in subject else None
    if subject.startswith(_DOMINO):
        return _DOMINO
    for end in _ENDS:
        head, found, _ = subject.partition(end)
        if found and head.strip(" *\"'«(") in phrases:
            return end
    return None
