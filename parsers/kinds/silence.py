"""Does a header ask for no automatic answer, though a person may write (RFC 3834 section 2)?"""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence

_LISTS = ("list-id", "list-post", "list-unsubscribe", "mailing-list", "x-mailing-list")
_LOOPS = ("x-loop", "x-no-loop", "x-ms-exchange-inbox-rules-loop")
_ASKED = ("all", "autoreply", "oof", "dr")
_BULK = ("bulk", "list", "junk", "mass", "auto_reply", "auto-reply", "autoreply")


def asks_for_silence(evidence: Evidence) -> str:
    """The reason in words, "" when nothing asks for silence."""
    return _suppress(evidence) or _submitted(evidence) or _precedence(evidence) or _marks(evidence)


def _suppress(evidence: Evidence) -> str:
    """[MS-OXCMAIL] 2.1.3.2.20: a list of what is not wanted; RN and NRN speak of receipts alone."""
    for value in evidence.values("x-auto-response-suppress"):
        named = value.lower().replace(",", " ").replace(";", " ").split()
        if any(word in _ASKED for word in named):
            return f"X-Auto-Response-Suppress: {value[:60]}"
    return ""


def _submitted(evidence: Evidence) -> str:
    for value in evidence.values("auto-submitted"):
        first = value.lower().replace("(", " ").replace(";", " ").split()[:1]
        if first not in ([], ["no"]):
            return f"Auto-Submitted: {value[:60]}"
    return ""


def _precedence(evidence: Evidence) -> str:
    for name in ("precedence", "x-precedence"):
        for value in evidence.values(name):
            if value.strip().lower() in _BULK:
                return f"{name.title()}: {value[:60]}"
    return ""


def _marks(evidence: Evidence) -> str:
    for name in (*_LISTS, *_LOOPS):
        if evidence.value(name):
            return f"{name.title()}: {evidence.value(name)[:60]}"
    if evidence.envelope_sender_known and not evidence.envelope_sender:
        return "the envelope sender is null"
    if words.is_robot_alone(evidence):
        return f"the author is {evidence.header_from.address}"
    return ""
