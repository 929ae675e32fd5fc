"""Who wrote it, and how well is that proven? (RFC 8601, RFC 7489)

Only the word of our own border counts: an ``Authentication-Results`` field whose authserv-id is
one of ``security.trusted_authserv_ids``. A From field alone proves nothing, and no word at all
means "none".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import authres

from parsers.message import InboundMessage

_MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Authentication:
    """``pass``, ``fail`` or ``none``, with the border's words for it."""

    verdict: str
    reason: str


NONE = Authentication("none", "no word of a trusted border about the sender")


def authenticate(message: InboundMessage, trusted_authserv_ids: Iterable[str]) -> Authentication:
    """What our border says of the author's domain.

    DMARC decides where it was checked; else a DKIM signature or an SPF pass of the very domain in
    From, or an authenticated SMTP session of the author.
    """
    trusted = frozenset(trusted_authserv_ids)
    if not trusted or len(message.authors) != 1:
        return NONE
    results = [
        result
        for value in message.authentication_results[:_MOST_FIELDS]
        for result in _results(value, trusted)
    ]
    author = message.header_from.key
    for result in results:
        if result.method == "dmarc" and result.result in ("pass", "fail"):
            return Authentication(result.result, f"dmarc={result.result}")
    for result in results:
        if result.result == "pass" and (what := _proves(result, author)):
            return Authentication("pass", what)
    return NONE


def _results(value: str, trusted: frozenset[str]) -> list[Any]:
    try:
        field = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    except Exception:  # noqa: BLE001 (authres raises many kinds on broken fields)
        return []
    return list(field.results) if (field.authserv_id or "").lower() in trusted else []


def _proves(result: Any, author: str) -> str:
    domain = author.rpartition("@")[2]
    claimed = {
        (prop.type, prop.name): str(prop.value).lower().rstrip(".") for prop in result.properties
    }
    if result.method == "dkim" and claimed.get(("header", "d")) == domain:
        return f"dkim=pass header.d={domain}"
    if result.method == "spf":
        sender = claimed.get(("smtp", "mailfrom"), "").strip("<>")
        if sender.rpartition("@")[2] == domain:
            return f"spf=pass smtp.mailfrom={domain}"
    if result.method == "auth" and claimed.get(("smtp", "auth")) == author:
        return "auth=pass"
    return ""
