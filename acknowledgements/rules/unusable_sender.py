"""Never answer an address that nobody reads, or that isn't one (RFC 3834 section 2)."""

import re

from acknowledgements.decision import Action, Decision, Facts
from acknowledgements.recipient import recipient
from parsers.message import InboundMessage

_LONGEST = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets

# RFC 5321 section 4.1.2: a dot-string at a host with a dot; letters of any script (RFC 6531). A
# leading hyphen would be taken for an option by a program that is handed the address.
_PLAUSIBLE = re.compile(
    r"(?!-)[^\s@<>()\[\],;:\\\"]{1,64}@(?:[^\W_](?:[^\W_]|-){0,62}\.)+[^\W_](?:[^\W_]|-){1,62}"
)

# Compared with hyphens, dots and underscores left out.
_PROGRAMS = frozenset(
    {"autoreply", "autoresponder", "bounce", "bounces", "daemon", "listserv", "mailer"}
    | {"maildaemon", "majordomo", "mdaemon", "nobody", "postmaster"}
)
_PROGRAM_FORMS = ("mailerdaemon", "noreply", "noresponse", "donotreply", "dontreply")


def unusable_sender(message: InboundMessage, _facts: Facts) -> Decision | None:
    address = recipient(message)
    if len(address) > _LONGEST or not address.isprintable() or not _PLAUSIBLE.fullmatch(address):
        reason = f"not an address to write to: {address[:_LONGEST]!r}"
        return Decision(Action.WITHHOLD, "unusable_sender", reason)
    for claimed in (address, message.header_from.address):
        if _is_program(claimed):
            return Decision(
                Action.WITHHOLD, "unusable_sender", f"nobody reads {claimed[:_LONGEST]!r}"
            )
    return None


def _is_program(address: str) -> bool:
    local_part = address.lower().rpartition("@")[0].partition("+")[0]
    compact = re.sub(r"[-._]", "", local_part)
    return (
        compact in _PROGRAMS
        or any(form in compact for form in _PROGRAM_FORMS)
        or local_part.startswith("owner-")
        or local_part.endswith("-request")
    )
