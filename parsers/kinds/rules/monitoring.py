"""What a monitoring system, a cron job or a backup reports, by its subject and its address."""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def monitoring(evidence: Evidence) -> KindVerdict | None:
    subject = words.subject_of(evidence)
    if not subject.startswith(words.words().monitoring_subjects):
        return None
    if signs.writes_a_person(words.said(evidence)):
        return None  # he answers, or passes on, what a program wrote
    local = evidence.header_from.key.partition("@")[0].partition("+")[0]
    if not subject.startswith("cron <") and local not in words.words().machines:
        return None
    return KindVerdict(
        Kind.AUTO_REPLY, "monitoring", f"{evidence.header_from.address}: {evidence.subject[:60]}"
    )
