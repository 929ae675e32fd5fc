"""Does a header ask for no automatic answer, although a person may have written (RFC 3834 section 2)?"""

from parsers.kinds.evidence import Evidence


def asks_for_silence(evidence: Evidence) -> str:
    """The reason in words, "" when nothing asks for silence."""
    suppress = evidence.value("x-auto-response-suppress")
    return f"X-Auto-Response-Suppress: {suppress}" if suppress else ""
