"""List-Unsubscribe (RFC 2369, RFC 8058) where another sign of bulk mail stands beside it.

Some company gateways add the field to every letter that leaves them, so alone it says little.
"""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_BESIDE = (
    "list-unsubscribe-post", "feedback-id", "x-csa-complaints", "list-help", "list-subscribe",
    "list-archive", "x-mailgun-tag", "x-sg-eid", "x-sg-id", "x-mandrill-user", "x-ses-outgoing",
    "x-report-abuse", "x-unsubscribe-web", "x-mailer-recptid", "x-mailer-sid", "x-bulkmail",
    "x-mailid", "x-job", "x-sendsay-jobid", "x-unisender", "x-mru-bulk", "x-complaints-to",
    "x-abuse-reports-to",
)  # fmt: skip
_SENDERS = ("x-sendsay", "x-unisender", "x-sendpulse", "x-mailchimp", "x-mc-", "x-campaign",
            "x-getresponse", "x-esputnik", "x-mindbox", "x-dashamail", "x-mj-", "x-sp-",
            "x-feedback-id", "x-mailing", "x-newsletter", "x-ses-", "x-mailganer")  # fmt: skip
_OPENING = 700


def newsletter(evidence: Evidence) -> KindVerdict | None:
    field = evidence.value("list-unsubscribe") or evidence.value("x-list-unsubscribe")
    if not field or evidence.in_reply_to or words.is_reply(evidence):
        return None
    beside = next((name for name in _BESIDE if evidence.value(name)), "")
    beside = beside or next((name for name in evidence.fields if name.startswith(_SENDERS)), "")
    if not beside and words.is_robot(evidence.header_from):
        beside = evidence.header_from.address
    beside = beside or next(iter(mentions(evidence)), "")
    if not beside:
        return None
    return KindVerdict(Kind.BULK, "newsletter", f"List-Unsubscribe, and beside it {beside[:60]}")


def mentions(evidence: Evidence) -> list[str]:
    """The words by which a newsletter offers to end it; none when somebody asks for something."""
    text = words.plain(f"{evidence.text[: words.MAX_TEXT]} {evidence.text[-words.MAX_TEXT :]}")
    found = [phrase for phrase in words.words().unsubscribe if phrase in text]
    said = words.in_one(words.said(evidence))
    return [] if found and signs.pleads(said[:_OPENING]) else found
