"""Our own check of SPF (RFC 7208).

It proves the author when his own domain allows the machine that handed the letter to our border,
and the letter was sent in that domain's name: DMARC's strict alignment (RFC 7489 section 3.1.2).
"""

from collections.abc import Collection

from gateway.proofs.dns_lookup import Lookup
from gateway.proofs.hop import client_address
from parsers.message import InboundMessage

_TIME_LIMIT = 5.0  # seconds for all questions of one letter
_MOST_QUERIES = 30


def spf_proof(message: InboundMessage, lookup: Lookup, hosts: Collection[str]) -> str:
    """Such as "spf=pass smtp.mailfrom=client.example", or "". Raises TimeoutError."""
    sender = message.envelope_sender or ""
    domain = message.header_from.domain
    if not sender.isascii() or sender.rpartition("@")[2].lower() != domain:
        return ""
    address = client_address(message.received, hosts)
    if not address or _evaluate(address, sender, lookup) != "pass":
        return ""
    return f"spf=pass smtp.mailfrom={domain}"


def _evaluate(address: str, sender: str, lookup: Lookup) -> str:
    import spftrace  # 0.1 s that only those pay who ask for it

    class Records(spftrace.BaseResolver):
        async def _lookup(self, name: str, rtype: str) -> tuple[str, list[str]]:
            return "NOERROR", list(lookup(name, rtype))

    checked = spftrace.check(
        address, sender, resolver=Records(), time_limit=_TIME_LIMIT, max_queries=_MOST_QUERIES
    )
    if checked.result == "temperror":
        raise TimeoutError(sender)
    return checked.result
