"""A subject with which an answering program begins: "Automatic reply: ...", «Автоответ: ...»."""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.kinds.rules import absence_notice
from parsers.message import Kind, KindVerdict

_CERTAIN = (":", "：", " re:")  # an answering program's form, that a person hardly has
_ENDS = (
    *_CERTAIN, " -", " –", " —", " re ", " [", " (", ",", " |", ".", "!", "/", ' "', " «", " '",
    " from ", " until ", " till ", " до ", " с ", " по ", " bis ", " vom ", " ab ",
)  # fmt: skip
_SHORT = 40  # characters of a notice that says nothing but its subject


def automatic_subject(evidence: Evidence) -> KindVerdict | None:
    """People write of automatic answers too: beside a doubtful form the text must be a notice."""
    subject = words.subject_of(evidence)
    if subject.startswith("[") and "]" in subject[:40]:
        subject = subject.partition("]")[2].strip()  # "[EXTERNAL] Automatic reply: ..."
    form = _form(subject)
    if form is None:
        return None
    lines = words.said(evidence)
    said = " ".join(words.in_own_words(lines))
    plea = words.words().plea
    if words.first_of(plea, said) or words.first_of(plea, subject):
        return None
    notice = form in _CERTAIN or absence_notice.of_lines(lines) or _says_nothing_else(said)
    if not notice:
        return None
    reason = f"the subject says so: {evidence.subject[:60]}"
    return KindVerdict(Kind.AUTO_REPLY, "automatic_subject", reason)


def _says_nothing_else(said: str) -> bool:
    table = words.words()
    if len(said) > _SHORT or words.asks(said) or words.first_of(table.topics, said):
        return False
    dated = table.dates.search(said) or words.first_of(table.absence_beside, said)
    return len(said) < _SHORT // 2 or bool(dated)


def _form(subject: str) -> str | None:
    """What stands behind the phrase: "" for nothing, None when the subject begins with none."""
    phrases = words.words().auto_reply_subjects
    if subject.strip(" .!?*-\"'«»()") in phrases:
        return "" if "?" not in subject else None
    for end in _ENDS:
        head, found, _ = subject.partition(end)
        if found and head.strip(" *\"'«(") in phrases:
            return end
    return None
