"""Our own check of DKIM signatures (RFC 6376), where no trusted border has spoken.

A valid signature of the author's own domain, or of one above it, proves the author as DMARC's
relaxed alignment would (RFC 7489 section 3.1.1). A signature with a length limit proves nothing:
anybody may append to such a letter.
"""

import logging
import time
from collections.abc import Callable

from gateway.errors import ConfigError
from parsers.message import InboundMessage

log = logging.getLogger(__name__)

Lookup = Callable[[str], bytes]  # a name's TXT record; b"" for none; TimeoutError when DNS is away

_MOST_SIGNATURES = 3
_MOST_BYTES = 5 << 20  # of a letter; hashing larger ones would hold up the others
_DNS_TIMEOUT = 2.0  # seconds
_DNS_REST = 60.0  # seconds without a question after one that was not answered


class Signatures:
    """Verifies letters. Asks DNS, so it is used outside of every transaction."""

    def __init__(self, lookup: Lookup, clock: Callable[[], float] = time.monotonic) -> None:
        self._lookup = lookup
        self._clock = clock
        self._rests_until = 0.0

    def proof(self, raw: bytes, message: InboundMessage) -> str:
        """What proves the author, such as "dkim=pass header.d=client.example"; "" for nothing."""
        import dkim  # 0.1 s that only those pay who ask for it

        author = message.header_from.domain
        if len(message.authors) != 1 or not author or len(raw) > _MOST_BYTES:
            return ""
        if self._clock() < self._rests_until:
            return ""
        try:
            letter = dkim.DKIM(raw)
            fields = [name.lower() for name, _ in letter.headers]
            for index in range(min(fields.count(b"dkim-signature"), _MOST_SIGNATURES)):
                if self._holds(letter, index) and (domain := _aligned(letter, author)):
                    return f"dkim=pass header.d={domain}"
        except TimeoutError:
            self._rests_until = self._clock() + _DNS_REST
            log.warning("DNS does not answer; signatures are not checked for %.0f s", _DNS_REST)
        except Exception as fault:  # noqa: BLE001 (dkimpy raises many kinds on broken letters)
            log.debug("a signature cannot be checked: %s", type(fault).__name__)
        return ""

    def _holds(self, letter: "dkim.DKIM", index: int) -> bool:  # type: ignore[name-defined] # noqa: F821
        import dkim

        try:
            return bool(letter.verify(index, dnsfunc=self._ask))
        except dkim.DKIMException:
            return False

    def _ask(self, name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG002 (dkimpy's own form)
        return self._lookup(name.decode("ascii", "replace").rstrip("."))


def _aligned(letter: "dkim.DKIM", author: str) -> str:  # type: ignore[name-defined] # noqa: F821
    domain = letter.domain.decode("ascii", "replace").lower().rstrip(".")
    fields = letter.signature_fields
    if b"l" in fields or "." not in domain:
        return ""
    return domain if author == domain or author.endswith(f".{domain}") else ""


def dns_lookup() -> Lookup:
    """Asks the machine's own resolver. Raises ConfigError without the packages for it."""
    try:
        import dkim  # noqa: F401
        import dns.exception
        import dns.resolver
    except ImportError:
        raise ConfigError(
            "security.check_dkim: needs more packages: pip install 'postdesk[auth]'"
        ) from None

    resolver = dns.resolver.Resolver()
    resolver.lifetime = _DNS_TIMEOUT
    resolver.cache = dns.resolver.LRUCache(1000)

    def lookup(name: str) -> bytes:
        try:
            answer = resolver.resolve(name, "TXT")
        except dns.exception.Timeout:
            raise TimeoutError(name) from None
        except dns.exception.DNSException:
            return b""
        return b"".join(next(iter(answer)).strings)

    return lookup
