"""A delivery report from a letter, whatever server wrote it (RFC 3464, RFC 3462, RFC 6533)."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from parsers.bounces import prose, report, status
from parsers.bounces.addresses import ADDRESS, tidy
from parsers.bounces.material import MAX_TEXT, Block, Material, block_of, content_type, gather
from parsers.bounces.phrases import phrases
from parsers.bounces.suspect import Suspicion, suspicion
from parsers.headers import clean_line, message_ids
from parsers.kinds.signs import by_program
from parsers.message import Bounce, BounceRecipient, Own

_OPENING = 1_500  # characters in which a server comes to the point
_PARTIES = ("from", "to", "reply-to", "sender", "delivered-to", "errors-to", "cc")
_OTHER_REPORTS = ("disposition-notification", "feedback-report")
_OTHER_PARTS = frozenset({"message/disposition-notification", "message/feedback-report"})
_IDS_OF_ORIGINAL = (
    "x-original-message-id",
    "original-message-id",
    "x-ms-exchange-parent-message-id",
)


def read(message: Message, own: Own, *, null_path: bool = False) -> Bounce | None:
    """The delivery report that ``message`` is, or None. Never raises.

    ``null_path``: SMTP gave the null reverse-path; without it Return-Path is asked.
    """
    fields = block_of(message)
    declared = content_type(message)
    kind = declared.text("report-type", 60).lower()
    is_report = declared.token == "multipart/report" and kind not in _OTHER_REPORTS  # noqa: S105
    signs = suspicion(fields, null_path=null_path)
    if not (signs.any or is_report):
        return None
    found = gather(message)
    text = "\n\n".join(found.texts)[:MAX_TEXT]
    account = prose.read(text, _addresses_in(fields, _PARTIES), own.addresses)
    if found.types & _OTHER_PARTS and not _is_rejected(signs, account):
        return None
    if is_report:
        sure = bool(found.reports) or account.speaks_of_failure or bool(signs.subject)
    else:
        sure = _is_bounce(signs, found, text, account)
    if not sure:
        return None
    return Bounce(
        original_message_id=_original_id(fields, found, account, own),
        recipients=tuple(_recipients(fields, found, signs, account, text, own)),
    )


def _is_bounce(signs: Suspicion, found: Material, text: str, account: prose.Account) -> bool:
    """Strong signs alone, weaker ones together: a person who asks about a bounce sends none."""
    if signs.failed_header:
        return True
    opening = " ".join(text[:_OPENING].lower().split())
    opens = any(phrase in opening for phrase in phrases().openings)
    told = opens and account.speaks_of_failure
    if signs.daemon:
        return bool(found.reports or signs.subject) or told
    machine = signs.perhaps or signs.null_path
    if signs.by_person or (not _is_program(signs, opening) and _speaks_a_person(text[:_OPENING])):
        return False
    if found.reports:
        return machine or signs.marked or bool(signs.subject)
    returned = found.returned_part or bool(account.returned or account.original_message_id)
    if signs.perhaps and signs.null_path:
        return bool(signs.subject) or told or (account.speaks_of_failure and account.weight > 0)
    if machine and signs.subject:
        return account.speaks_of_failure and (opens or returned or bool(account.recipients))
    if machine and told:
        return returned or account.weight >= prose.REFUSED
    proven = account.weight >= prose.REFUSED and bool(status.evident(text))
    return bool(signs.subject) and signs.marked and told and (returned or proven)


def _is_rejected(signs: Suspicion, account: prose.Account) -> bool:
    """A filter's refusal may be written as a disposition notification (RFC 5429 section 2.2)."""
    return signs.subject == "failed" and account.speaks_of_failure and bool(account.recipients)


def _is_program(signs: Suspicion, opening: str) -> bool:
    """A person's letter has a return path; no person says that a program wrote it."""
    return (signs.null_path and (signs.perhaps or signs.marked)) or (
        signs.perhaps and by_program(opening)
    )


def _speaks_a_person(opening: str) -> bool:
    """A client who pastes a bounce greets, or asks; "Hello, this is the server" does not count."""
    table = phrases()
    opening = opening.lower()
    first = [line.strip() for line in opening.split("\n") if line.strip()][:3]
    if any(line.startswith(table.greetings) and "this is the" not in line for line in first):
        return True
    return any(phrase in " ".join(opening.split()) for phrase in table.person)


def _recipients(
    fields: Block,
    found: Material,
    signs: Suspicion,
    account: prose.Account,
    text: str,
    own: Own,
) -> list[BounceRecipient]:
    """From the report, else from X-Failed-Recipients, the text, the original's To, the subject."""
    action = signs.subject if signs.subject in ("delayed", "delivered") else account.action
    groups = [group for part in found.reports for group in report.groups_of(part)]
    reported = report.recipients_of(groups)
    if reported:
        others = [each for each in reported if each.address.lower() not in own.addresses]
        return [_completed(each, account) for each in others or reported]
    named = [replace(each, action=action) for each in account.recipients]
    listed = [
        address
        for value in signs.failed_header
        for match in list(ADDRESS.finditer(value))[: report.MAX_RECIPIENTS]
        if (address := tidy(match[0]))
    ]
    to = _addresses_in(found.returned or account.returned, ("to",)) - own.addresses
    if not listed and len(to) == 1:
        [addressee] = to
        if account.weight < prose.SUMMARY:
            listed = [addressee]
        elif len(named) == 1 and _is_routed(named[0].address.lower(), addressee):
            named = [replace(named[0], address=addressee)]
    if not listed and all(each.address.lower() in own.addresses for each in named):
        listed = sorted(_addresses_in(fields, ("subject",)) - own.addresses)
    return _merged(listed, named, text, action) if listed else named


def _is_routed(named: str, addressee: str) -> bool:
    """qmail names the account behind a virtual domain: "host-anna@host" for "anna@host"."""
    local, _, domain = addressee.partition("@")
    account, _, host = named.rpartition("@")
    return host == domain and account.endswith(f"-{local}")


def _completed(each: BounceRecipient, account: prose.Account) -> BounceRecipient:
    """A report may leave the reason to its text."""
    if each.diagnostic or each.action not in ("failed", "delayed"):
        return each
    for told in account.recipients:
        if told.diagnostic and told.address.lower() == each.address.lower():
            return replace(each, diagnostic=told.diagnostic)
    return each


def _merged(
    listed: list[str], named: list[BounceRecipient], text: str, action: str
) -> list[BounceRecipient]:
    told = {each.address.lower(): each for each in named}
    diagnostic, code = prose.reason(text, action)
    code = code or status.general(action)
    return [
        told.get(address.lower())
        or BounceRecipient(address=address, action=action, status=code, diagnostic=diagnostic)
        for address in dict.fromkeys(listed)
    ][: report.MAX_RECIPIENTS]


def _original_id(fields: Block, found: Material, account: prose.Account, own: Own) -> str | None:
    """The id that we issued, wherever it stands; else the one in the surest place."""
    named = dict.fromkeys(_named_ids(fields, found, account))
    return next((each for each in named if own.issued(each)), next(iter(named), None))


def _named_ids(fields: Block, found: Material, account: prose.Account) -> Iterator[str]:
    """Of the returned header, the report, the text, and what the bounce says that it answers."""
    for block in (found.returned, account.returned):
        yield from (each for name, value in block if name == "message-id" for each in _ids(value))
    for part in found.reports:
        for group in report.groups_of(part)[:3]:
            for name in _IDS_OF_ORIGINAL:
                yield from _ids(group.get(name, ""))
    if account.original_message_id:
        yield clean_line(account.original_message_id, 998)
    for wanted in ("in-reply-to", "references"):
        for name, value in fields:
            if name == wanted:
                yield from reversed(_ids(value))


def _ids(value: str) -> tuple[str, ...]:
    return message_ids(value.encode("utf-8", "replace"))


def _addresses_in(fields: Block, names: tuple[str, ...]) -> set[str]:
    return {
        address.lower()
        for name, value in fields
        if name in names
        for match in list(ADDRESS.finditer(value))[:50]
        if (address := tidy(match[0]))
    }
