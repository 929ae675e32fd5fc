"""Weaker evidence: not enough to attach a letter, enough to show an agent where it may belong."""

import re
from collections.abc import Iterable
from datetime import timedelta

from gateway.threading.evidence import Candidate, Evidence, Refusal

_NAMED = re.compile(
    r"(?<![\w.@-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"  # IPv4
    r"|(?<![\w.@-])(?:[^\W_][\w-]{0,62}\.){1,4}[^\W\d_]{2,24}(?![\w.-]\w)"  # domains, host names
    r"|(?:№|#|\b(?:сч[её]т\w*|заказ\w*|договор\w*|invoice|order|vds|vps|id))[ №#:-]{0,3}\d{3,12}\b"
    r"|(?<![\w.,-])\d{5,12}(?![\w.,-]\d)",  # invoices, orders, contracts; shorter ones are years
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{3,12}$")
_FILES = frozenset(
    {
        "php",
        "html",
        "htm",
        "txt",
        "log",
        "conf",
        "cfg",
        "ini",
        "js",
        "css",
        "py",
        "sh",
        "sql",
        "xml",
    }
    | {"json", "yml", "pdf", "doc", "docx", "xls", "xlsx", "csv", "zip", "rar", "gz", "tar", "jpg"}
    | {"jpeg", "png", "gif", "exe", "dll", "so"}
)
_GOES_ON = re.compile(
    r"\b(?:дополнени[ея]|в дополнение|вдогонку|забыл[аи]? (?:добавить|приложить|написать|сказать)"
    r"|к (?:моему )?(?:предыдущему|прошлому) письму"
    r"|по (?:моему|нашему) (?:вопросу|обращению|письму)"
    r"|(?:мо[её]|наше) (?:прошлое|предыдущее|вчерашнее) письмо|я (?:уже )?(?:вам )?писал"
    r"|in addition to my|forgot to (?:add|attach|mention)|my (?:previous|last|earlier) (?:e-?mail"
    r"|letter|message)|following up|follow-?up)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w{4,}")
_SIMILAR = 0.5  # of the words of two subjects
_SIMILAR_TEXT = 0.4  # of the words of two texts
_WORDS = 6  # in common
_LATELY = timedelta(days=7)
_LOOKED_AT = 5_000  # characters


def probably_belongs_to(
    evidence: Evidence, refusals: Iterable[Refusal]
) -> tuple[Candidate, str] | None:
    """The ticket, and why; None when nothing points to one."""
    for refusal in refusals:
        if refusal.hint and refusal.hint.ticket.state != "aside":
            return refusal.hint, refusal.reason
    message = evidence.message
    text = message.new_text[:_LOOKED_AT]
    named = _names(f"{message.subject}\n{text}")
    goes_on = _GOES_ON.search(f"{message.subject}\n{text}")
    for ticket_id in evidence.recent:
        candidate = evidence.by_id.get(ticket_id)
        if candidate is None or candidate.ticket.state not in ("open", "waiting"):
            continue
        subject, beginning = candidate.ticket.subject, evidence.beginnings.get(ticket_id, "")
        if common := sorted(named & _names(f"{subject}\n{beginning}")):
            return candidate, f"an open ticket of the sender names {common[0]} too"
        if _alike(message.subject_base, subject, _SIMILAR, 1):
            return candidate, "an open ticket of the sender has a similar subject"
        if _alike(text, beginning, _SIMILAR_TEXT, _WORDS):
            return candidate, "an open ticket of the sender has a similar text"
        if goes_on and evidence.now - candidate.ticket.updated_at <= _LATELY:
            return candidate, f"it says {goes_on[0].lower()!r}, and the sender has an open ticket"
    return None


def is_other_subject(one: str, other: str) -> bool:
    """Whether two base subjects have nothing to do with each other; an empty one says nothing."""
    left, right = one.casefold(), other.casefold()
    if not left or not right or left in right or right in left:
        return False
    return not _alike(left, right, _SIMILAR, 1)


def _names(text: str) -> set[str]:
    """Domains, hosts and numbers; of "счёт № 20391" the number alone."""
    found = set()
    for one in _NAMED.findall(text):
        number = _DIGITS.search(one)
        name = number[0] if number and "." not in one else one.lower()
        if name.rpartition(".")[2] not in _FILES or "." not in name:
            found.add(name.removeprefix("www."))
    return found


def _alike(one: str, other: str, share: float, least: int) -> bool:
    left, right = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    common = len(left & right)
    return common >= least and common >= share * len(left | right)
