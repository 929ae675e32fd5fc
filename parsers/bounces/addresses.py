"""Addresses in the running text of a bounce (RFC 5321 section 4.1.2, loosely)."""

import re

from parsers.headers import clean_line

_LOCAL = r"\w!#$%&*+/=?^`{|}~.'\-"
ADDRESS = re.compile(
    rf"(?<![{_LOCAL}@])[{_LOCAL}]{{1,128}}@(?:[\w-][\w.-]{{0,250}}\w|\[[0-9A-Fa-f.:IPv]{{3,45}}\])"
)
_AROUND = "\"'`<>.,;:*()[]{}|=-~"


def cleaned(text: str) -> str:
    """The address in ``text`` with its domain in lower case, "" when there is none."""
    match = ADDRESS.search(text[:1000].replace('"', ""))
    return tidy(match[0]) if match else ""


def tidy(found: str) -> str:
    """Take away the punctuation around an address that was found in text."""
    local, _, domain = found.rpartition("@")
    local = local.lstrip(_AROUND).rstrip("\"'`<>,;:")
    if local.lower().startswith("rfc822="):
        local = local[7:]
    domain = domain.rstrip("\"'`<>.,;:*(){}|=-~_")
    if (
        not local
        or not domain
        or ("." not in domain and domain.lower() != "localhost" and "[" not in domain)
    ):
        return ""
    return clean_line(f"{local}@{domain.lower()}", 320)
