"""What we sent ourselves came back: our loop header, our id, or our address as author."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def own_echo(evidence: Evidence) -> KindVerdict | None:
    reason = _loop_header(evidence) or _own_id(evidence) or _own_author(evidence)
    return KindVerdict(Kind.OWN_ECHO, "own_echo", reason) if reason else None


def _loop_header(evidence: Evidence) -> str:
    loop_id = evidence.own.loop_id.strip().lower()
    if not loop_id:
        return ""
    for name, values in evidence.fields.items():
        if "loop" in name and any(value.strip().lower() == loop_id for value in values):
            return f"{name} carries our loop mark"
    return ""


def _own_id(evidence: Evidence) -> str:
    """Only a signed id counts: programs write ids in the domain of their user, who may be ours."""
    if evidence.message_id and evidence.own.issued(evidence.message_id):
        return "the Message-ID is one that we issued"
    return ""


def _own_author(evidence: Evidence) -> str:
    """A form on the company's site writes as us, with the client in Reply-To or in the envelope."""
    own = evidence.own.addresses
    if evidence.header_from.key not in own:
        return ""
    if any(address.address and address.key not in own for address in evidence.reply_to):
        return ""
    sender = (evidence.envelope_sender or "").lower()
    foreign = sender not in own and sender.rpartition("@")[2] != evidence.header_from.domain
    if evidence.envelope_sender_known and sender and foreign:
        return ""
    return f"the author is our own address {evidence.header_from.key}"
