"""Our own check of DKIM signatures (RFC 6376).

A valid signature of the author's own domain, or of one above it, proves the author as DMARC's
relaxed alignment would (RFC 7489 section 3.1.1). A signature with a length limit proves nothing:
anybody may append to such a letter.
"""

import logging

from gateway.proofs.dns_lookup import Lookup
from parsers.message import InboundMessage

log = logging.getLogger(__name__)

_MOST_SIGNATURES = 3
_MOST_BYTES = 5 << 20  # of a letter; hashing larger ones would hold up the others


def dkim_proof(raw: bytes, message: InboundMessage, lookup: Lookup) -> str:
    """Such as "dkim=pass header.d=client.example", or "". Raises TimeoutError."""
    import dkim  # 0.1 s that only those pay who ask for it

    def ask(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001 (dkimpy's own form)
        records = lookup(name.decode("ascii", "replace").rstrip("."), "TXT")
        return records[0].encode("latin-1") if records else b""

    if len(raw) > _MOST_BYTES:
        return ""
    try:
        letter = dkim.DKIM(raw)
        fields = [name.lower() for name, _ in letter.headers]
        for index in range(min(fields.count(b"dkim-signature"), _MOST_SIGNATURES)):
            try:
                holds = letter.verify(index, dnsfunc=ask)
            except dkim.DKIMException:
                continue
            if holds and (domain := _aligned(letter, message.header_from.domain)):
                return f"dkim=pass header.d={domain}"
    except TimeoutError:
        raise
    except Exception as fault:  # noqa: BLE001 (dkimpy raises many kinds on broken letters)
        log.debug("a signature cannot be checked: %s", type(fault).__name__)
    return ""


def _aligned(letter: "dkim.DKIM", author: str) -> str:  # type: ignore[name-defined] # noqa: F821
    domain = letter.domain.decode("ascii", "replace").lower().rstrip(".")
    fields = letter.signature_fields
    if b"l" in fields or "." not in domain:
        return ""
    return domain if author == domain or author.endswith(f".{domain}") else ""
