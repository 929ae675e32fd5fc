"""The rules in order; the first that is sure wins, and what no rule knows is a person."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def verdict(evidence: Evidence) -> KindVerdict:
    """The kind of a letter with the signal that decided."""
    if evidence.bounce is not None:
        return KindVerdict(Kind.BOUNCE, "delivery_report", "a delivery report was read")
    return KindVerdict(Kind.PERSON, "default", "no sign of a program")
