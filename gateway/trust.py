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
    From, or an authenticated SMTP session of the author. Of each method the topmost field counts:
    a border adds its fields above what the letter brought along, which may be forged.
    """
    trusted = frozenset(one.lower() for one in trusted_authserv_ids)
    if not trusted:
        return NONE
    results = _topmost(message.authentication_results[:_MOST_FIELDS], trusted)
    author = message.header_from.key
    for result in results:
        if result.method == "dmarc" and result.result == "fail":
            return Authentication("fail", "dmarc=fail")
    if len(message.authors) != 1:
        return NONE  # which of them was proven?
    for method in ("dmarc", "dkim", "spf", "auth"):
        for result in results:
            if (
                result.method == method
                and result.result == "pass"
                and (what := _proves(result, author))
            ):
                return Authentication("pass", what)
    if not results:
        return NONE
    said = ", ".join(f"{result.method}={result.result}" for result in results)[:100]
    return Authentication("none", f"our border saw the letter and did not prove its author: {said}")


def _topmost(values: Iterable[str], trusted: frozenset[str]) -> list[Any]:
    """The results of trusted fields, each method's of the first field alone that has it."""
    found: list[Any] = []
    for value in values:
        known = {result.method for result in found}
        found += [result for result in _results(value, trusted) if result.method not in known]
    return found


def _results(value: str, trusted: frozenset[str]) -> list[Any]:
    try:
        field = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    except Exception:  # noqa: BLE001 (authres raises many kinds on broken fields)
        return []
    if (field.authserv_id or "").lower() not in trusted or str(field.version or "1") != "1":
        return []  # RFC 8601 section 2.5: of another version we cannot know what it says
    return list(field.results)


def _proves(result: Any, author: str) -> str:
    domain = _ascii(author.rpartition("@")[2])
    claimed = {
        (prop.type, prop.name): str(prop.value).lower().rstrip(".") for prop in result.properties
    }
    if result.method == "dmarc":
        checked = claimed.get(("header", "from"), domain).rpartition("@")[2]
        return "dmarc=pass" if _ascii(checked) == domain else ""  # it read another From than we
    if result.method == "dkim":
        # Google and Yandex name the identity alone, which lies within the signing domain
        # (RFC 6376 section 3.5).
        identity = claimed.get(("header", "i"), "").rpartition("@")[2]
        if _ascii(claimed.get(("header", "d"), identity)) == domain:
            return f"dkim=pass header.d={domain}"
    if result.method == "spf":
        sender = claimed.get(("smtp", "mailfrom")) or claimed.get(("smtp", "mail"), "")
        if _ascii(sender.strip("<>").rpartition("@")[2]) == domain:
            return f"spf=pass smtp.mailfrom={domain}"
    if result.method == "auth" and claimed.get(("smtp", "auth")) == author:
        return "auth=pass"
    return ""


def _ascii(domain: str) -> str:
    """A domain as the border writes it (RFC 5890); "?" for what is none, which equals nothing."""
    try:
        return domain.encode("idna").decode() if not domain.isascii() else domain or "?"
    except UnicodeError:
        return f"?{domain}"
