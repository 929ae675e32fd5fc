"""One number for a letter, the same whichever way it came.

A copy that SMTP brought and one that IMAP brought differ in trace fields, in line ends and in blank
lines at the end. What the sender wrote does not.
"""

import hashlib
from datetime import datetime

_CHUNK = 1024 * 1024


def of(raw: bytes, authors: str, date: datetime | None, subject: str, message_id: str) -> str:
    """SHA-256 over who, when, which and the body, in hexadecimal."""
    found = hashlib.sha256()
    for claim in (authors, date.isoformat() if date else "", subject, message_id):
        found.update(claim.encode("utf-8", "replace"))
        found.update(b"\0")
    start = _body_at(raw)
    end = _written_end(raw, start)
    carried = b""
    for at in range(start, end, _CHUNK):
        piece = carried + raw[at : min(at + _CHUNK, end)]
        carried = b"\r" if piece.endswith(b"\r") else b""
        piece = piece[: len(piece) - len(carried)]
        found.update(piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    return found.hexdigest()


def _written_end(raw: bytes, start: int) -> int:
    """Before the blank lines at the end, without copying the letter."""
    end = len(raw)
    while end > start:
        block = raw[max(start, end - 4096) : end]
        kept = len(block.rstrip())
        end -= len(block) - kept
        if kept:
            break
    return end


def _body_at(raw: bytes) -> int:
    """Behind the first empty line; a letter without one is all body."""
    lead = len(raw[:4096]) - len(raw[:4096].lstrip(b"\r\n"))
    ends = [
        at + len(gap) for gap in (b"\n\n", b"\n\r\n", b"\r\r") if (at := raw.find(gap, lead)) >= 0
    ]
    return min(ends, default=0)
