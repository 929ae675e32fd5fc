"""Digests under which letters are looked up: what was written, by whom, about what. Pure.

A fingerprint is a hash of six words in a row, chosen by winnowing (Schleimer, Wilkerson and Aiken,
2003): of every four neighbouring hashes the smallest is kept, so that a piece of nine words that
two texts share gives them a fingerprint in common, wherever their lines break.
"""

import base64
import re
from hashlib import blake2b

from parsers.subject import base

_WORD = re.compile(r"\w+")
_WORDS = 6  # in one fingerprint
_WINDOW = 4
_MOST_WORDS = 500  # of a text
_MOST_KEPT = 60
_NOWHERE = frozenset(
    {"", "localhost", "localhost.localdomain", "localdomain", "127.0.0.1", "[127.0.0.1]", "::1"}
    | {"[::1]", "[ipv6:::1]", "local", "domain", "host", "none", "null", "unknown"}
    | {"(none)", "mail", "server"}
)

_MOST_TAGS = 5
_TAG = re.compile(
    r"^(?:[\[({<](?:external|ext|external (?:e-?mail|sender|mail)|spam|suspected spam|probable spam"
    r"|bulk|внешн(?:ее|ий|яя)(?: (?:письмо|отправитель|почта))?|спам)\??[\])}>]"
    r"|\*{2,5} ?(?:spam|спам) ?\*{2,5}|(?:external|внешнее письмо) ?[:|-])\s*",
    re.IGNORECASE,
)


def thread_root(thread_index: str) -> str:
    """What all letters of one Thread-Index share: its first 22 bytes (MS-OXOMSG 2.2.1.3)."""
    try:
        index = base64.b64decode(thread_index, validate=True)
    except ValueError:
        return ""
    return f"thread-index:{index[:22].hex()}" if len(index) >= 22 else ""


def is_junk_id(message_id: str) -> bool:
    """An id that unrelated letters may have in common, since no host of the world made it."""
    left, _, host = message_id.lower().rpartition("@")
    return not left.strip('" ') or host in _NOWHERE or host.endswith(".localdomain")


def bare_subject(subject: str) -> str:
    """The base subject, without what servers on the way put before it: ``[EXTERNAL] Re: Сайт``."""
    for _ in range(_MOST_TAGS):
        shorter = base(_TAG.sub("", subject.strip(), count=1))
        if shorter == subject:
            break
        subject = shorter
    return subject


def is_reply(subject: str) -> bool:
    """Whether it is marked as a reply or a forward, behind such tags too."""
    for _ in range(_MOST_TAGS):
        if base(subject) != subject.strip():
            return True
        subject, found = _TAG.subn("", subject.strip(), count=1)
        if not found:
            break
    return False


def subject_key(address: str, subject_base: str) -> str:
    """One client and one subject; "" without either."""
    words = _words(bare_subject(subject_base))
    return _digest(address.lower(), " ".join(words)) if address and words else ""


def repeat_key(address: str, subject_base: str, new_text: str) -> str:
    """One sender and what he wrote; "" when he wrote nothing."""
    words = _WORD.findall(_folded(new_text))
    if not address or not words:
        return ""
    return _digest(address.lower(), " ".join(_words(subject_base)), " ".join(words))


def fingerprints(text: str) -> tuple[int, ...]:
    """The pieces by which a quotation of the text is known; none for fewer than six words."""
    words = _words(text)
    hashes = [_hash(" ".join(words[at : at + _WORDS])) for at in range(len(words) - _WORDS + 1)]
    kept = {
        min(hashes[at : at + _WINDOW]) for at in range(max(len(hashes) - _WINDOW + 1, 1)) if hashes
    }
    return tuple(sorted(kept)[:_MOST_KEPT])


def _words(text: str) -> list[str]:
    return _WORD.findall(_folded(text[: _MOST_WORDS * 12]))[:_MOST_WORDS]


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _hash(piece: str) -> int:
    return int.from_bytes(blake2b(piece.encode(), digest_size=8).digest(), "big", signed=True)


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
