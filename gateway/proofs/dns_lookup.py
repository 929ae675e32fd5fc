"""Questions to DNS by the machine's own resolver."""

from collections.abc import Callable, Sequence

from gateway.errors import ConfigError

# The values of a name's records of a type ("TXT", "A", "MX" …), none when there are none. A TXT
# record is one text, each octet a character. Raises TimeoutError when DNS is away.
Lookup = Callable[[str, str], Sequence[str]]

_TIMEOUT = 2.0  # seconds
_CACHED = 1000  # answers


def dns_lookup(servers: Sequence[tuple[str, int]] = ()) -> Lookup:
    """Of these servers (address and port), else of the machine's own.

    Raises ConfigError without the packages that the checks need.
    """
    try:
        import dkim  # noqa: F401
        import dns.exception
        import dns.nameserver
        import dns.resolver
        import spftrace  # noqa: F401
    except ImportError:
        raise ConfigError(
            "security: check_dkim and check_spf_at need more packages: pip install 'postdesk[auth]'"
        ) from None

    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(*server) for server in servers]
    resolver.lifetime = _TIMEOUT
    resolver.cache = dns.resolver.LRUCache(_CACHED)

    def lookup(name: str, kind: str) -> Sequence[str]:
        try:
            answer = resolver.resolve(name, kind)
        except dns.exception.Timeout:
            raise TimeoutError(name) from None
        except dns.exception.DNSException:
            return ()
        if kind == "TXT":  # RFC 7208 section 3.3, RFC 6376 section 3.6.2.2: one text of its strings
            return [b"".join(record.strings).decode("latin-1") for record in answer]
        if kind == "MX":
            return [str(record.exchange).rstrip(".") for record in answer]
        return [str(record).rstrip(".") for record in answer]

    return lookup
