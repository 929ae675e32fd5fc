"""A delivery report (RFC 3464), of whatever server."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def delivery_report(evidence: Evidence) -> KindVerdict | None:
    reason = ""
    if evidence.content_type == "multipart/report" and evidence.report_type == "delivery-status":
        reason = "multipart/report with report-type=delivery-status"
    elif evidence.bounce is not None:
        whose = ", ".join(each.address for each in evidence.bounce.recipients[:3])
        reason = f"reads as a delivery report about {whose or 'an unnamed recipient'}"
    return KindVerdict(Kind.BOUNCE, "delivery_report", reason) if reason else None
