"""Understand the account of a failure in words: who was not reached, why, and what came back.

No server is known by name. An address counts by where it stands: alone at the start of a line,
beside a refusal of SMTP (RFC 5321 section 4.2), or below a sentence that speaks of failure.
"""

import re
from collections.abc import Set
from dataclasses import dataclass, field

from parsers.bounces import addresses, status
from parsers.bounces.material import Block, headers_of_text
from parsers.bounces.phrases import phrases
from parsers.headers import clean_line
from parsers.message import BounceRecipient

MAX_LINES = 1_500
MAX_LINE = 1_000
MAX_FOUND = 300
MAX_RECIPIENTS = 100
MAX_DIAGNOSTIC = 1_000
REACH = 8  # lines that a sentence of failure speaks for

_TRACE = frozenset({
    "received", "return-path", "message-id", "mime-version", "x-mailer", "dkim-signature",
    "delivered-to", "content-type", "content-transfer-encoding", "x-originating-ip",
})  # fmt: skip
_KNOWN = _TRACE | {
    "from", "to", "subject", "date", "cc", "reply-to", "sender", "references", "in-reply-to",
}  # fmt: skip
_NAME = re.compile(r"[>|\s]{0,12}([A-Za-z][A-Za-z0-9-]{1,40}):(?:\s|$)")
_REPORT_LABEL = re.compile(
    r"\W{0,4}(?:x-)?(?:failed|final|original|actual|intended)[- ]recipients?(?: address)?\s{0,4}:",
    re.IGNORECASE,
)
_RCPT = re.compile(r"rcpt\s{0,3}to\s{0,3}:", re.IGNORECASE)
_MESSAGE_ID = re.compile(
    r"(?:message[- _]?id|msgid|идентификатор(?: сообщения| письма)?)\W{1,6}"
    r"([^\s<>\"',;()]{3,250}@[^\s<>\"',;()]{1,250})",
    re.IGNORECASE,
)
_ROLES = frozenset(
    {"postmaster", "mailer-daemon", "abuse", "hostmaster", "webmaster", "helpdesk", "support-team"}
)

# how much a place says; equal ones are believed together
LABELLED, HEADED, REFUSED, STARTS, NEAR, SUMMARY, LOOSE = 7, 6, 5, 4, 3, 2, 1


@dataclass(slots=True)
class _Found:
    address: str
    weight: int
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Account:
    """What the text says."""

    recipients: tuple[BounceRecipient, ...]
    action: str
    returned: Block  # header of the original, when it was quoted in the text
    original_message_id: str
    weight: int  # how sure the recipients are, 0 when there are none
    speaks_of_failure: bool


def read(text: str, strangers: Set[str], own: Set[str]) -> Account:
    """``strangers``: addresses of the report itself, never a recipient; ``own``: only at last."""
    lines = [line[:MAX_LINE].rstrip() for line in text.split("\n")[:MAX_LINES]]
    end, returned = _split_original(lines)
    told = lines[:end]
    lower = [" ".join(line.lower().split()) for line in told]
    failing = [_fails(line) or ("@" in line and bool(status.from_words(line))) for line in lower]
    joined = " ".join(lower)
    action = "delayed" if any(phrase in joined for phrase in phrases().delayed) else "failed"
    found = _addresses(told, lower, failing)
    chosen = _choose(found, strangers, own)
    message_id = _quoted_id("\n".join(lines)) if not returned else ""
    recipients = tuple(_recipient(each, chosen, told, failing, action) for each in chosen)
    return Account(
        recipients,
        action,
        returned,
        message_id,
        max((each.weight for each in chosen), default=0),
        any(failing),
    )


def reason(text: str, action: str) -> tuple[str, str]:
    """Diagnostic and status of the whole account, for recipients that the text does not name."""
    lines = [line[:MAX_LINE].rstrip() for line in text.split("\n")[:MAX_LINES]]
    told = lines[: _split_original(lines)[0]]
    failing = [_fails(" ".join(line.lower().split())) for line in told]
    diagnostic = _diagnostic(list(range(len(told))), told, failing)
    code = status.status_of(diagnostic, action=action) or status.status_of(
        "\n".join(told), action=action
    )
    return diagnostic, code


def _fails(lower: str) -> bool:
    if not lower:
        return False
    table = phrases()
    return (
        any(phrase in lower for phrase in table.failure)
        or bool(status.reply_code(lower))
        or table.undelivered.search(lower) is not None
        or table.refused.search(lower) is not None
    )


def _split_original(lines: list[str]) -> tuple[int, Block]:
    """Where the original begins, or the number of lines, and its header."""
    marked = -1
    for number, line in enumerate(lines):
        if marked < 0 and number and line and len(line) < 120:
            lower = line.lower()
            if any(phrase in lower for phrase in phrases().original):
                marked = number
        if _NAME.match(line) and _is_header(lines, number):
            start = marked if marked >= 0 and number - marked < 6 else number
            return start, _header_at(lines, number)
    return (marked if marked > 2 and _mostly_done(lines, marked) else len(lines)), ()


def _mostly_done(lines: list[str], marked: int) -> bool:
    """A mark without a header block behind it counts only when the failure was told before it."""
    before = " ".join(" ".join(lines[:marked]).lower().split())
    return "@" in before and any(phrase in before for phrase in phrases().failure)


def _is_header(lines: list[str], start: int) -> bool:
    """Three known fields on the following lines, one of which only a real header has."""
    names: set[str] = set()
    for line in lines[start : start + 25]:
        if not line.strip(" \t>|"):
            break
        match = _NAME.match(line)
        if match:
            names.add(match[1].lower())
        elif line[:1] not in " \t>|":
            break
    known = names & _KNOWN
    return (
        len(known) >= 3
        and bool(names & _TRACE)
        and not names & {"final-recipient", "reporting-mta"}
    )


def _header_at(lines: list[str], start: int) -> Block:
    first = lines[start]
    lead = len(first) - len(first.lstrip(" \t>|"))
    return headers_of_text(
        "\n".join(line[lead:] if lead <= len(line) else "" for line in lines[start : start + 200])
    )


def _quoted_id(text: str) -> str:
    match = _MESSAGE_ID.search(text)
    return match[1].strip("<>[].") if match else ""


def _addresses(told: list[str], lower: list[str], failing: list[bool]) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    speaks_until = -1
    for number, line in enumerate(told):
        if failing[number]:
            speaks_until = number + REACH
        if "@" not in line:
            continue
        message_id = _MESSAGE_ID.search(line)
        for match in list(addresses.ADDRESS.finditer(line))[:30]:
            address = addresses.tidy(match[0])
            if not address or (
                message_id and message_id.start(1) <= match.end() <= message_id.end()
            ):
                continue
            around = any(failing[max(0, number - 1) : number + 4])
            weight = _weight(
                line, lower[number], match.start(), failing[number], number <= speaks_until, around
            )
            if weight == HEADED:
                speaks_until = max(speaks_until, number + REACH)
            if weight:
                each = found.setdefault(address.lower(), _Found(address, weight))
                each.weight = max(each.weight, weight)
                each.lines.append(number)
        if len(found) >= MAX_FOUND:
            break
    return found


def _weight(line: str, lower: str, at: int, fails: bool, spoken_of: bool, around: bool) -> int:
    """How sure it is that the address at ``at`` was not reached; 0: it is another party."""
    before = line[:at].lower()
    if _REPORT_LABEL.match(lower):
        return LABELLED
    if _RCPT.search(before[-40:]):
        return REFUSED
    table = phrases()
    if table.other_party.search(before[-40:].rstrip("'\"<([{ ") + " ") or "message-id" in before:
        return 0
    if table.recipient.fullmatch(before):
        if table.label.match(lower):
            return SUMMARY if not fails else REFUSED
        return HEADED if spoken_of or around else STARTS
    if fails:
        return REFUSED
    return NEAR if spoken_of else LOOSE


def _choose(found: dict[str, _Found], strangers: Set[str], own: Set[str]) -> list[_Found]:
    """The addresses in the surest kind of place; ours, and a postmaster's, only at last."""
    for passed in (
        [each for key, each in found.items() if key not in own | strangers and not _is_role(key)],
        [each for key, each in found.items() if key not in own | strangers],
        [each for key, each in found.items() if each.weight >= REFUSED],
    ):
        if passed:
            best = max(each.weight for each in passed)
            return [each for each in passed if each.weight == best][:MAX_RECIPIENTS]
    return []


def _is_role(address: str) -> bool:
    return address.partition("@")[0] in _ROLES


def _recipient(
    each: _Found, chosen: list[_Found], told: list[str], failing: list[bool], action: str
) -> BounceRecipient:
    """Its reason stands on its own lines or below them, up to the next address."""
    others = {line for other in chosen if other is not each for line in other.lines} - set(
        each.lines
    )
    context: list[int] = []
    for line in each.lines[:20]:
        for number in range(line, min(line + REACH + 6, len(told))):
            if number in others:
                break
            if number not in context:
                context.append(number)
    diagnostic = _diagnostic(context, told, failing)
    if not diagnostic or len(chosen) == 1:
        everything = [*context, *(number for number in range(len(told)) if number not in context)]
    else:
        everything = context
    diagnostic = diagnostic or _below(each.lines[0], told) or _diagnostic(everything, told, failing)
    code = status.status_of(diagnostic, action=action)
    if not code or code.endswith(".0.0"):
        wider = status.status_of("\n".join(told[number] for number in everything), action=action)
        code = wider if wider and not wider.endswith(".0.0") else code or wider
    return BounceRecipient(
        address=each.address,
        action=action,
        status=code or status.general(action),
        diagnostic=diagnostic,
    )


def _below(number: int, told: list[str]) -> str:
    """What stands deeper below an address is its reason, whatever the words."""
    line = told[number + 1] if number + 1 < len(told) else ""
    depth = len(line) - len(line.lstrip())
    here = told[number]
    return clean_line(line, MAX_DIAGNOSTIC) if depth > len(here) - len(here.lstrip()) else ""


def _begins_another(line: str, above: str) -> bool:
    """Whether a line with an address stands no deeper than the reason above it."""
    depth = len(line) - len(line.lstrip())
    return bool(addresses.ADDRESS.search(line)) and (
        depth == 0 or depth < len(above) - len(above.lstrip())
    )


def _diagnostic(context: list[int], told: list[str], failing: list[bool]) -> str:
    """The line that says most, with the lines of its paragraph below it."""
    best, best_score = -1, 0
    for number in context:
        line = told[number]
        if not line.strip():
            continue
        code = status.enhanced(line)
        score = 4 * bool(status.reply_code(line)) + 4 * bool(code)
        if not score and (failing[number] or line[:1] in " \t"):
            score = 2 * bool(status.from_words(line)) + failing[number]
        elif not score:
            score = bool(status.from_words(line))
        if score > best_score:
            best, best_score = number, score
    if best < 0:
        return ""
    pieces = [told[best].strip()]
    for line in told[best + 1 : best + 4]:
        if not line.strip() or line[:1] in "<-=" or _begins_another(line, told[best]):
            break
        pieces.append(line.strip())
    return clean_line(" ".join(pieces), MAX_DIAGNOSTIC)
