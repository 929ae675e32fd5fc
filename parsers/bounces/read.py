"""A delivery report from a letter, whatever server wrote it (RFC 3464, RFC 3462, RFC 6533, RFC 3463)."""

from dataclasses import replace
from email.message import Message

from parsers.bounces import prose, report
from parsers.bounces.addresses import ADDRESS, tidy
from parsers.bounces.material import MAX_TEXT, Block, Material, block_of, content_type, gather
from parsers.bounces.phrases import phrases
from parsers.bounces.suspect import Suspicion, suspicion
from parsers.headers import clean_line, message_ids
from parsers.message import Bounce, BounceRecipient, Own

_OPENING = 1_500  # characters in which a server comes to the point
_NO_BOUNCES = ("disposition-notification", "feedback-report")
_IDS_OF_ORIGINAL = (
    "x-original-message-id",
    "original-message-id",
    "x-ms-exchange-parent-message-id",
)


def read(message: Message, own: Own) -> Bounce | None:
    """The delivery report that ``message`` is, or None. Never raises."""
    fields = block_of(message)
    declared = content_type(message)
    report_type = declared.text("report-type", 60).lower()
    is_report = declared.token == "multipart/report" and report_type not in _NO_BOUNCES
    signs = suspicion(fields)
    if not (signs.any or is_report):
        return None
    found = gather(message)
    is_report = is_report and bool(found.reports)
    text = "\n\n".join(found.texts)[:MAX_TEXT]
    strangers = _addresses_in(
        fields, ("from", "to", "reply-to", "sender", "delivered-to", "errors-to", "cc")
    )
    account = prose.read(text, strangers, own.addresses)
    if not _is_bounce(signs, found, text, account, is_report=is_report):
        return None
    recipients = _recipients(found, signs, account, text, own, strangers)
    return Bounce(
        original_message_id=_original_id(fields, found, account, own),
        recipients=tuple(recipients),
    )


def _is_bounce(
    signs: Suspicion, found: Material, text: str, account: prose.Account, *, is_report: bool
) -> bool:
    """Strong signs alone; weaker ones only together, so that a person who asks about a bounce is none."""
    if is_report or signs.failed_header:
        return True
    if any(
        kind in found.types
        for kind in ("message/disposition-notification", "message/feedback-report")
    ):
        return False
    machine = signs.daemon or signs.perhaps or signs.null_path
    if found.reports and (machine or signs.marked or signs.subject):
        return True
    opening = " ".join(text[:_OPENING].lower().split())
    opens = any(phrase in opening for phrase in phrases().openings)
    told = bool(
        account.recipients or account.returned or found.returned_part or account.original_message_id
    )
    if signs.daemon and (signs.subject or (opens and account.speaks_of_failure)):
        return True
    if (
        signs.null_path
        and signs.perhaps
        and (signs.subject or (opens and account.speaks_of_failure))
    ):
        return True
    if machine and signs.subject and (told or opens) and account.speaks_of_failure:
        return True
    if (
        signs.perhaps
        and opens
        and account.speaks_of_failure
        and (found.returned_part or account.returned)
    ):
        return True
    return (
        bool(signs.subject) and signs.marked and opens and told and account.weight >= prose.REFUSED
    )


def _recipients(
    found: Material,
    signs: Suspicion,
    account: prose.Account,
    text: str,
    own: Own,
    strangers: set[str],
) -> list[BounceRecipient]:
    groups = [group for part in found.reports for group in report.groups_of(part)]
    action = signs.subject if signs.subject in ("delayed", "delivered") else account.action
    reported = report.recipients_of(groups)
    others = [each for each in reported if each.address.lower() not in own.addresses]
    if reported:
        return [_completed(each, account) for each in others or reported]
    listed = [
        tidy(match[0])
        for value in signs.failed_header
        for match in list(ADDRESS.finditer(value))[:100]
    ]
    named = [replace(each, action=action) for each in account.recipients]
    if listed:
        return _merged([address for address in listed if address], named, text, action)
    if account.weight >= prose.SUMMARY:
        return named
    returned = found.returned or account.returned
    to = [each for each in _addresses_in(returned, ("to",)) if each not in own.addresses]
    if len(to) == 1:
        return _merged(to, named, text, action)
    return named


def _completed(each: BounceRecipient, account: prose.Account) -> BounceRecipient:
    """A report may leave the reason to its text."""
    if each.diagnostic or each.action not in ("failed", "delayed"):
        return each
    for told in account.recipients:
        if told.address.lower() == each.address.lower() and told.diagnostic:
            return replace(each, diagnostic=told.diagnostic)
    return each


def _merged(
    listed: list[str], named: list[BounceRecipient], text: str, action: str
) -> list[BounceRecipient]:
    told = {each.address.lower(): each for each in named}
    diagnostic, status = prose.reason(text, action)
    general = "4.0.0" if action == "delayed" else "5.0.0"
    return [
        told.get(address.lower())
        or BounceRecipient(
            address=address, action=action, status=status or general, diagnostic=diagnostic
        )
        for address in dict.fromkeys(listed)
    ]


def _original_id(fields: Block, found: Material, account: prose.Account, own: Own) -> str | None:
    """From the returned header, the report, the text, or what the bounce says that it answers."""
    for block in (found.returned, account.returned):
        for name, value in block:
            if name == "message-id" and (ids := message_ids(value.encode("utf-8", "replace"))):
                return ids[0]
    for part in found.reports:
        for group in report.groups_of(part)[:3]:
            for name in _IDS_OF_ORIGINAL:
                if ids := message_ids(group.get(name, "").encode("utf-8", "replace")):
                    return ids[0]
    if account.original_message_id:
        return clean_line(account.original_message_id, 998)
    for wanted in ("in-reply-to", "references"):
        for name, value in fields:
            if name == wanted and (ids := message_ids(value.encode("utf-8", "replace"))):
                return ids[-1]
    return None


def _addresses_in(fields: Block, names: tuple[str, ...]) -> set[str]:
    return {
        address.lower()
        for name, value in fields
        if name in names
        for match in list(ADDRESS.finditer(value))[:50]
        if (address := tidy(match[0]))
    }
