"""A complaint in the form of RFC 5965: a feedback loop wrote it."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def feedback_report(evidence: Evidence) -> KindVerdict | None:
    if evidence.content_type != "multipart/report":
        return None
    return KindVerdict(
        Kind.AUTO_REPLY,
        "feedback_report",
        f"multipart/report with report-type={evidence.report_type or 'unknown'}",
    )
