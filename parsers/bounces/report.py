"""The groups of a message/delivery-status part (RFC 3464 sections 2.2 and 2.3)."""

import re

from parsers.bounces import status
from parsers.bounces.addresses import cleaned
from parsers.headers import clean_line
from parsers.message import BounceRecipient

MAX_RECIPIENTS = 100
MAX_DIAGNOSTIC = 1000

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{0,20}:(.*)", re.DOTALL)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_SYNONYMS = {"delay": "delayed", "deferred": "delayed"} | dict.fromkeys(
    ("fail", "failure", "failing", "error", "bounced", "rejected", "returned"), "failed"
)
_RECIPIENTS = ("original-recipient", "final-recipient")
_WHOSE = ("original-recipient", "final-recipient", "x-actual-recipient", "x-failed-recipient")

Group = dict[str, str]


def groups_of(text: str) -> list[Group]:
    """Fields of each group, the first of equal names; a junk line goes on with the one above."""
    groups: list[Group] = []
    current: Group = {}
    last = ""
    for line in [*text.split("\n")[:5000], ""]:
        if not line.strip():
            if current:
                groups.append(current)
            current, last = {}, ""
            continue
        match = _FIELD.match(line) if line[0] not in " \t" else None
        if match is None:
            if last:
                current[last] = f"{current[last]} {line.strip()}"[: MAX_DIAGNOSTIC * 4]
            continue
        last = match[1].lower()
        if last in current and last in _RECIPIENTS:
            groups.append(current)
            current = {}
        if last in current:
            last = f"{last} again"
        current[last] = match[2].strip()[: MAX_DIAGNOSTIC * 4]
    return groups


def recipients_of(groups: list[Group]) -> list[BounceRecipient]:
    """One value for each recipient named; a group that was cut in two is joined again."""
    whole: list[Group] = []
    for group in groups:
        named = any(name in group for name in _WHOSE)
        if (
            named
            and whole
            and not any(name in whole[-1] for name in _WHOSE)
            and "action" in whole[-1]
        ):
            whole[-1] |= group
        elif named or not whole:
            whole.append(dict(group))
        else:
            for name, value in group.items():
                whole[-1].setdefault(name, value)
    found: dict[str, BounceRecipient] = {}
    for group in whole:
        recipient = _recipient(group)
        if recipient is not None:
            found.setdefault(recipient.address.lower(), recipient)
    return list(found.values())[:MAX_RECIPIENTS]


def _recipient(group: Group) -> BounceRecipient | None:
    address = ""
    for name in _WHOSE:
        address = _address(group.get(name, ""))
        if address:
            break
    if not address:
        return None
    diagnostic = diagnostic_of(group)
    action = _action(group.get("action", ""))
    code = _status(group.get("status", ""))
    if not action:
        action = (
            "delayed" if code.startswith("4") else "delivered" if code.startswith("2") else "failed"
        )
    if code.endswith(".0.0") and (named := status.enhanced(diagnostic)).startswith(code[:2]):
        code = named  # "undefined" says less than the server did
    if not code:
        code = status.status_of(diagnostic, action=action) or status.general(action)
    return BounceRecipient(address=address, action=action, status=code, diagnostic=diagnostic)


def diagnostic_of(group: Group) -> str:
    """What the server said, without the type in front of it."""
    text = group.get("diagnostic-code", "") or group.get("x-supplementary-info", "")
    kind, semicolon, rest = text.partition(";")
    if semicolon and len(kind.strip()) < 30 and " " not in kind.strip():
        text = rest
    return clean_line(" ".join(text.split()), MAX_DIAGNOSTIC)


def _action(text: str) -> str:
    word = text.lower().replace("(", " ").replace(";", " ").split()
    first = word[0].strip(".,-") if word else ""
    return first if first in _ACTIONS else _SYNONYMS.get(first, "")


def _status(text: str) -> str:
    match = _STATUS.search(text)
    return f"{match[1]}.{int(match[2])}.{int(match[3])}" if match else ""


def _address(text: str) -> str:
    """``type; address`` (RFC 3464 section 2.3.1); utf-8 forms of RFC 6533, xtext of RFC 3461."""
    kind, semicolon, rest = text.partition(";")
    if not semicolon or "@" in kind:
        kind, rest = "rfc822", text
    rest = rest.strip().lstrip(";").strip()
    kind = kind.strip().lower()
    if kind == "utf-8":
        rest = _EMBEDDED.sub(lambda match: _character(match[1]), rest)
    elif kind == "rfc822":
        # only these are ever written so by an encoder; "user+40tag" is a true address
        rest = rest.replace("+2B", "+").replace("+3D", "=").replace("+2b", "+").replace("+3d", "=")
    return cleaned(rest)


_EMBEDDED = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if 0x20 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
