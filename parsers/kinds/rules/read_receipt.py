"""A disposition notification (RFC 8098), or what a mail program sends in its place."""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_PART = "message/disposition-notification"


def read_receipt(evidence: Evidence) -> KindVerdict | None:
    reason = ""
    if evidence.bounce is not None:
        return None  # a refusal in the form of a notification
    if evidence.content_type == "multipart/report" and evidence.report_type.startswith(
        "disposition"
    ):
        reason = "multipart/report with report-type=disposition-notification"
    elif evidence.content_type in (_PART, "multipart/report") and _PART in evidence.part_types[:6]:
        reason = f"holds a part {_PART}"
    elif _in_words(evidence):
        reason = f"the subject says so: {evidence.subject[:60]}"
    return KindVerdict(Kind.RECEIPT, "read_receipt", reason) if reason else None


def _in_words(evidence: Evidence) -> bool:
    subject = words.subject_of(evidence)
    table = words.words()
    if not subject.startswith(table.receipt_subjects):
        return False
    said = " ".join(words.said(evidence))
    return bool(words.first_of(table.receipt, said)) and not signs.asks(said)
