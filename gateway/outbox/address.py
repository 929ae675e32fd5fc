"""Addresses that a letter may be sent to: the one gate for headers and for the envelope.

RFC 5321 section 4.1.2 dot-strings, letters of any script (RFC 6531). Quoted local parts are
refused: nobody has one, and the tricks that smuggle a second recipient into a command need one.
"""

import re

LONGEST = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets

_DOMAIN = r"[^\W_](?:[^\W_]|-){0,62}(?:\.[^\W_](?:[^\W_]|-){0,62}){0,60}"
# A leading hyphen would be taken for an option by a program that is handed the address.
_ADDRESS = re.compile(r"(?!-)[^\s@<>()\[\],;:\\\"]{1,64}@" + _DOMAIN)
_HOST = re.compile(_DOMAIN, re.ASCII)


def usable(address: str) -> str:
    """The address as it goes over the wire, the domain in A-labels (RFC 5890); "" if it is none."""
    if len(address) > LONGEST or not address.isprintable() or not _ADDRESS.fullmatch(address):
        return ""
    local_part, _, domain = address.rpartition("@")
    if ".." in f".{local_part}." or "=?" in local_part:
        return ""
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if not _HOST.fullmatch(domain):  # the mapping of IDNA makes "(1)" of one character
        return ""
    return f"{local_part}@{domain}"
