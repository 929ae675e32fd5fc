"""Which recipients are ours (RFC 5321 section 3.4), and which forward-paths are none at all."""

import re
from collections.abc import Iterable

from gateway.settings import Mailbox

# RFC 5321 section 4.1.2 with the limits of 4.5.3.1; UTF-8 as RFC 6531 allows. What an address may
# not hold stays out of the spool, of logs and of every later SMTP command.
_ATOM = r"[^\s()<>\[\]:;@\\,\"]"
_LOCAL = rf'(?:{_ATOM}{{1,256}}|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e]){{0,128}}")'
_DOMAIN = r"(?:[^\W_][\w.-]{0,253}|\[[\w:.]{1,100}\])"
_ROUTE = rf"(?:@{_DOMAIN}(?:,@{_DOMAIN}){{0,20}}:)?"
_PATH = re.compile(rf"<{_ROUTE}({_LOCAL}@{_DOMAIN}|)>(?: +(.*))?", re.DOTALL)
_POSTMASTER = re.compile(r"<postmaster>(?: +(.*))?", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(rf"({_LOCAL}@{_DOMAIN})(?: +(.*))?", re.DOTALL)
_LONGEST = 254  # octets; with its brackets a path has 256


def read_path(argument: str) -> tuple[str, str] | None:
    """The address of a MAIL or RCPT argument and its parameters; None when it is malformed.

    "<>" is the null reverse-path. A source route is dropped (appendix C), missing brackets are
    forgiven, as many senders omit them.
    """
    if found := _POSTMASTER.fullmatch(argument):
        return "postmaster", found[1] or ""
    found = _PATH.fullmatch(argument) or _BARE.fullmatch(argument)
    if found is None or ".." in found[1].rpartition("@")[2]:
        return None
    if not found[1].isprintable() or len(found[1].encode()) > _LONGEST:
        return None  # control and direction characters, surrogates
    return found[1] or "<>", found[2] or ""


def our_recipient(address: str, mailboxes: Iterable[Mailbox]) -> str | None:
    """The address under which a recipient's letter is spooled; None when it is not ours.

    Letters are compared in one case. Plus-addresses keep their tag. Mail to the postmaster of our
    domains must be taken (section 4.5.1): it goes to the first mailbox.
    """
    boxes = list(mailboxes)
    wanted = address.lower()
    local_part, _, domain = wanted.rpartition("@")
    base = f"{local_part.partition('+')[0]}@{domain}"
    for box in boxes:
        own = box.address.lower()
        if own == wanted or (box.plus_addressing and own == base):
            return address
    domains = {box.address.lower().rpartition("@")[2] for box in boxes}
    if wanted == "postmaster" or (local_part == "postmaster" and domain in domains):
        return boxes[0].address
    return None
