"""A subject with which an answering program begins: "Automatic reply: ...", «Автоответ: ...»."""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_ENDS = (":", "：", " -", " –", " —", " re:", " re ", " [", " (", ",", " |", ".", "!", "/", " \"", " «", " '", " from ", " until ", " до ", " с ", " по ", " bis ", " vom ", " till ", " ab ")  # fmt: skip
_CERTAIN = (":", "：", " re:")  # an answering program's form, that a person hardly has


def automatic_subject(evidence: Evidence) -> KindVerdict | None:
    subject = words.subject_of(evidence)
    if subject.startswith("[") and "]" in subject[:40]:
        subject = subject.partition("]")[2].strip()  # "[EXTERNAL] Automatic reply: ..."
    form = _form(subject)
    if form is None:
        return None
    said = " ".join(words.said(evidence))
    table = words.words()
    if words.first_of(table.plea, said) or words.first_of(table.plea, subject):
        return None
    if form not in _CERTAIN and words.first_of(table.topics, said):
        return None
    return KindVerdict(
        Kind.AUTO_REPLY, "automatic_subject", f"the subject says so: {evidence.subject[:60]}"
    )


def _form(subject: str) -> str | None:
    """What stands behind the phrase: "" for nothing, None when the subject does not begin with one."""
    phrases = words.words().auto_reply_subjects
    whole = subject.strip(" .!?*-\"'«»()")
    if whole in phrases:
        return ""
    for end in _ENDS:
        head, found, _ = subject.partition(end)
        if found and head.strip(" *\"'«(") in phrases:
            return end
    return None
