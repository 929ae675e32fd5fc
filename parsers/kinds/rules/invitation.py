"""A calendar's message: an invitation, its answer or its end (RFC 5546 section 1.4)."""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_METHODS = ("request", "reply", "cancel", "counter", "declinecounter", "add", "refresh")


def invitation(evidence: Evidence) -> KindVerdict | None:
    """A published calendar is a file that a person sends; so is a forwarded invitation."""
    reason = ""
    if evidence.content_type == "text/calendar":
        reason = "the letter is a calendar"
    elif evidence.calendar_method in _METHODS and not words.is_forward(evidence):
        reason = f"a calendar part with METHOD:{evidence.calendar_method.upper()}"
    elif evidence.value("content-class").lower() == "urn:content-classes:calendarmessage":
        reason = "Content-Class: urn:content-classes:calendarmessage"
    return KindVerdict(Kind.CALENDAR, "invitation", reason) if reason else None
