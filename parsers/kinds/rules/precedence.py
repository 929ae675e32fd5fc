"""Precedence that no mail program gives to a person's letter (RFC 2076 section 3.9)."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_KINDS = {
    "bulk": Kind.BULK,
    "list": Kind.BULK,
    "mass": Kind.BULK,
    "junk": Kind.AUTO_REPLY,
    "auto_reply": Kind.AUTO_REPLY,
    "auto-reply": Kind.AUTO_REPLY,
    "autoreply": Kind.AUTO_REPLY,
}


def precedence(evidence: Evidence) -> KindVerdict | None:
    for name in ("precedence", "x-precedence"):
        for value in evidence.values(name):
            word = value.lower().replace("(", " ").split()
            kind = _KINDS.get(word[0]) if word else None
            if kind is Kind.BULK and evidence.in_reply_to:
                kind = Kind.AUTO_REPLY  # no list answers a letter
            if kind is not None:
                return KindVerdict(kind, "precedence", f"{name.title()}: {value[:60]}")
    return None
