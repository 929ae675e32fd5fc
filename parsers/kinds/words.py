"""The word tables of automatic mail, read once from ``words.toml``, and the text that they are held against."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from parsers.kinds.evidence import Evidence
from parsers.message import Address

MAX_TEXT = 6_000  # characters of the text that are looked at
MAX_LINES = 60
_OPENING = 700

_QUOTED = (">", "|", "----- original", "-----original", "----original", "-------- original", "________________________", "---------- forwarded", "-----исходное", "----- исходное", "-------- пересыл", "-------- исходное", "-----ursprüngliche", "-----message d'origine", "-----mensaje original", "begin forwarded", "--- forwarded", "начало переадресован")  # fmt: skip
_ATTRIBUTION = re.compile(
    r"(?:^(?:on|am|le|el|em|il|op|den|w dniu|dne|от|from|von|de|da|van|кому|пн|вт|ср|чт|пт|сб|вс|\d).{0,300}"
    r"(?:wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|napisał\(a\)|napisał|schreef|skrev|kirjoitti|napsal|írta"
    r"|пишет|писал|писал\(а\)|написал|написала|написал\(а\)|пише)\s?:?\s*$)|^(?:from|от|от кого|von|de|da|van)\s?:.{0,200}@"
    r"|^вы писали"
)
_FORWARDS = (
    "fwd:",
    "fw:",
    "wg:",
    "tr:",
    "rv:",
    "пересл:",
    "i:",
    "vs:",
    "doorst:",
    "enc:",
    "转发:",
    "fwd ",
)
_REPLY = re.compile(
    r"(?:(?:re|aw|sv|vs|antw|rif|ref|odp|отв|на|ha|ответ|回复|答复|回覆|답장|ynt|απ)(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s?[:：]\s*)"
)

_PROGRAMS = ("mozilla", "thunderbird", "microsoft outlook", "microsoft-macoutlook", "microsoft windows live mail", "microsoft office outlook", "apple mail", "iphone mail", "ipad mail", "the bat!", "roundcube", "evolution", "kmail", "mutt", "neomutt", "claws", "sylpheed", "alpine", "k-9", "fairemail", "zimbra", "yamail", "mail.ru mailer", "horde", "squirrelmail", "rainloop", "snappymail", "sogo", "postbox", "em client", "emclient", "mailbird", "spark", "airmail", "betterbird", "seamonkey", "foxmail", "opera mail", "gnus", "trojita", "geary", "webmail", "open-xchange", "aquamail", "samsung")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Lower-case phrases; ``words.toml`` says what each table is for."""

    auto_reply_subjects: frozenset[str]
    receipt_subjects: tuple[str, ...]
    calendar_subjects: tuple[str, ...]
    monitoring_subjects: tuple[str, ...]
    robots: frozenset[str]
    machines: frozenset[str]
    absence: tuple[str, ...]
    absence_starts: tuple[str, ...]
    absence_beside: tuple[str, ...]
    machine: tuple[str, ...]
    courtesy: tuple[str, ...]
    courtesy_beside: tuple[str, ...]
    plea: tuple[str, ...]
    topics: tuple[str, ...]
    receipt: tuple[str, ...]
    unsubscribe: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> Words:
    """The tables."""
    text = resources.files("parsers.kinds").joinpath("words.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return Words(
        auto_reply_subjects=frozenset(data["subjects"]["auto_reply"]),
        receipt_subjects=tuple(data["subjects"]["receipt"]),
        calendar_subjects=tuple(data["subjects"]["calendar"]),
        monitoring_subjects=tuple(data["subjects"]["monitoring"]),
        robots=frozenset(data["senders"]["robots"]),
        machines=frozenset(data["senders"]["machines"]),
        absence=tuple(data["absence"]["phrases"]),
        absence_starts=tuple(data["absence"]["starts"]),
        absence_beside=tuple(data["absence"]["beside"]),
        machine=tuple(data["machine"]["phrases"]),
        courtesy=tuple(data["machine"]["courtesy"]),
        courtesy_beside=tuple(data["machine"]["courtesy_beside"]),
        plea=tuple(data["plea"]["phrases"]),
        topics=tuple(data["plea"]["topics"]),
        receipt=tuple(data["receipt"]["phrases"]),
        unsubscribe=tuple(data["bulk"]["unsubscribe"]),
    )


def plain(text: str) -> str:
    """One lower-case line with typographic marks made plain."""
    return " ".join(text.lower().replace("ё", "е").replace("’", "'").replace("\u00a0", " ").split())


def subject_of(evidence: Evidence) -> str:
    """The subject, for comparing."""
    return plain(evidence.subject[:500])


def is_reply(evidence: Evidence) -> bool:
    """Whether the subject is marked as that of a reply."""
    return _REPLY.match(subject_of(evidence)) is not None


def is_forward(evidence: Evidence) -> bool:
    """Whether the subject is marked as that of a forwarded letter."""
    return subject_of(evidence).startswith(_FORWARDS)


def without_reply_marks(subject: str) -> str:
    """The subject behind its ``Re:`` marks."""
    at = 0
    while at < 200 and (match := _REPLY.match(subject, at)):
        at = match.end()
    return subject[at:]


def said(evidence: Evidence) -> list[str]:
    """The lines that the sender seems to have written: up to the first quotation, compared in lower case."""
    found: list[str] = []
    for line in evidence.text[:MAX_TEXT].split("\n")[: MAX_LINES * 3]:
        text = plain(line[:1000])
        if not text:
            continue
        if text.startswith(_QUOTED) or _ATTRIBUTION.search(text):
            break
        found.append(text)
        if len(found) >= MAX_LINES:
            break
    return found


def opening(lines: list[str]) -> str:
    """The first sentences."""
    return " ".join(lines)[:_OPENING]


def first_of(phrases: tuple[str, ...], text: str) -> str:
    """The first phrase that ``text`` holds, "" when it holds none."""
    return next((phrase for phrase in phrases if phrase in text), "")


def is_robot(author: Address) -> bool:
    """Whether no person writes from this address."""
    local = author.key.partition("@")[0].partition("+")[0]
    robots = words().robots
    if local in robots:
        return True
    for mark in "-._":
        head, found, tail = local.partition(mark)
        if found and (
            head in ("noreply", "donotreply", "bounce", "bounces")
            or tail in ("noreply", "donotreply")
        ):
            return True
    return local.endswith(("noreply", "no-reply", "no_reply", "donotreply")) or local.startswith(
        ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply")
    )


def is_somebody(address: Address, evidence: Evidence) -> bool:
    """Whether this Reply-To names one who is neither the author, nor a robot, nor us."""
    return (
        "@" in address.address
        and address.key != evidence.header_from.key
        and address.key not in evidence.own.addresses
        and not is_robot(address)
    )


def mail_program(evidence: Evidence) -> str:
    """The mail program that people use and that wrote this letter, "" when none is named."""
    named = evidence.value("user-agent") or evidence.value("x-mailer")
    return named if is_mail_program(named) else ""


def is_mail_program(named: str) -> bool:
    """Whether User-Agent or X-Mailer names a program in which people write."""
    return named.lower().startswith(_PROGRAMS)
