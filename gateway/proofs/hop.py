"""Which machine handed a letter to our border? (RFC 5321 section 4.4)

Our border writes it into the Received field that it adds: the name which the machine gave itself,
and the address from which it came. The name is the machine's own word and may look like another
address. So an address counts only when the field holds no other.
"""

import re
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_MOST_HOPS = 5  # within our own house
_BY = re.compile(r"\sby\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.:-])(?:IPv6:)?([0-9a-f]*[.:][0-9a-f.:]+)(?![\w-])", re.IGNORECASE)
_INTERNAL = [
    ip_network(one)
    for one in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
        "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
    )
]  # fmt: skip


def client_address(received: Sequence[str], hosts: Collection[str]) -> str:
    """The address by the topmost field of one of these hosts; "" when it cannot be told for sure.

    Fields above it must be of our own house: one that took the letter from elsewhere says that
    the border is another, and that the field found may be forged.
    """
    for field in received[:_MOST_HOPS]:
        parts = _BY.split(field)
        if len(parts) != 2:
            return ""
        origin, rest = parts
        found = _addresses(origin)
        host = rest.split(maxsplit=1)[0].lower().rstrip(".;") if rest.strip() else ""
        if host in hosts:
            return str(found.pop()) if len(found) == 1 else ""
        if any(not _internal(one) for one in found):
            return ""
    return ""


def _addresses(origin: str) -> set[IPv4Address | IPv6Address]:
    found = set()
    for match in _ADDRESS.finditer(origin):
        try:
            found.add(ip_address(match[1]))
        except ValueError:
            continue
    return found


def _internal(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in _INTERNAL)
