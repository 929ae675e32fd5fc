"""Mail of a list (RFC 2919, RFC 2369 List-Post and the older fields)."""

from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict

_FIELDS = (
    "list-id", "list-post", "mailing-list", "x-mailing-list", "x-mailman-version", "x-beenthere",
    "x-listserver", "x-list-id", "x-listname", "x-ml-name", "list-owner", "list-archive",
    "list-subscribe", "x-campaign",
    "x-campaign-id", "x-campaignid", "x-mailchimp-campaign-id", "x-mc-user", "x-cmail-id",
    "x-newsletter",
)  # fmt: skip


def mailing_list(evidence: Evidence) -> KindVerdict | None:
    for name in _FIELDS:
        value = evidence.value(name)
        if value and not _is_ours(value, evidence):
            return KindVerdict(Kind.BULK, "mailing_list", f"{name.title()}: {value[:80]}")
    return None


def _is_ours(value: str, evidence: Evidence) -> bool:
    """A support address that is itself kept as a group marks every client's letter."""
    lower = value.lower()
    return any(
        address in lower or f"<{address.replace('@', '.')}>" in lower
        for address in evidence.own.addresses
    )
