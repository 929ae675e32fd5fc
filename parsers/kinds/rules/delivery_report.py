"""A delivery report (RFC 3464), of whatever server; a receipt when all of it tells of success."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_SUCCESS = {"delivered", "relayed", "expanded"}


def delivery_report(evidence: Evidence) -> KindVerdict | None:
    reason = ""
    if evidence.content_type == "multipart/report" and evidence.report_type == "delivery-status":
        reason = "multipart/report with report-type=delivery-status"
    elif evidence.bounce is not None:
        whose = ", ".join(each.address for each in evidence.bounce.recipients[:3])
        reason = f"reads as a delivery report about {whose or 'an unnamed recipient'}"
    if not reason:
        return None
    actions = {each.action for each in evidence.bounce.recipients} if evidence.bounce else set()
    kind = Kind.RECEIPT if actions and actions <= _SUCCESS else Kind.BOUNCE
    return KindVerdict(kind, "delivery_report", reason)
