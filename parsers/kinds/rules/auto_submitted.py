"""Auto-Submitted (RFC 3834 section 5) with any keyword but "no"."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def auto_submitted(evidence: Evidence) -> KindVerdict | None:
    for value in evidence.values("auto-submitted"):
        keyword = value.lower().replace("(", " ").replace(";", " ").split()
        if keyword and keyword[0].strip("\"'") != "no":
            bulk = evidence.value("list-unsubscribe") and keyword[0] == "auto-generated"
            kind = Kind.BULK if bulk else Kind.AUTO_REPLY
            return KindVerdict(kind, "auto_submitted", f"Auto-Submitted: {value[:60]}")
    return None
