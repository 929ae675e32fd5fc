"""Our own checks of who wrote a letter, where no trusted border has spoken.

Each asks DNS, so they run outside of every transaction. When DNS does not answer, none of them is
tried for a while: a letter must not wait for a proof.
"""

import logging
import time
from collections.abc import Callable, Sequence

from gateway.proofs.dkim_check import dkim_proof
from gateway.proofs.dns_lookup import Lookup, dns_lookup
from gateway.proofs.spf_check import spf_proof
from gateway.settings import Security
from parsers.message import InboundMessage

log = logging.getLogger(__name__)

_DNS_REST = 60.0  # seconds without a question after one that was not answered

Check = Callable[[bytes, InboundMessage, Lookup], str]


class OwnChecks:
    """The first check that proves the author decides."""

    def __init__(
        self,
        checks: Sequence[Check],
        lookup: Lookup,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checks = checks
        self._lookup = lookup
        self._clock = clock
        self._rests_until = 0.0

    def proof(self, raw: bytes, message: InboundMessage) -> str:
        """What proves the author, such as "dkim=pass header.d=client.example"; "" for nothing."""
        if len(message.authors) != 1 or not message.header_from.domain:
            return ""
        if self._clock() < self._rests_until:
            return ""
        try:
            for check in self._checks:
                if found := check(raw, message, self._lookup):
                    return found
        except TimeoutError:
            self._rests_until = self._clock() + _DNS_REST
            log.warning("DNS does not answer; senders are not checked for %.0f s", _DNS_REST)
        return ""


def own_checks(security: Security) -> OwnChecks | None:
    """Those that are configured. Raises ConfigError when the packages for them are missing."""
    checks: list[Check] = []
    if security.check_dkim:
        checks.append(dkim_proof)
    if hosts := frozenset(security.check_spf_at):
        checks.append(lambda _raw, message, lookup: spf_proof(message, lookup, hosts))
    return OwnChecks(checks, dns_lookup()) if checks else None
