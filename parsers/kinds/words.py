"""The words of automatic mail, read once from ``words.toml``, and the text held against them."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from parsers.kinds.evidence import Evidence
from parsers.message import Address

MAX_TEXT = 6_000  # characters of the text that are looked at
MAX_LINES = 60

_ATTRIBUTION = re.compile(
    r"(?:^(?:on|am|le|el|em|il|op|den|w dniu|dne|от|from|von|de|da|van|кому"
    r"|пн|вт|ср|чт|пт|сб|вс|\d)"
    r".{0,300}(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|napisał|schreef|skrev"
    r"|kirjoitti|napsal|írta|пишет|писал|написала?|пише)(?:\([аa]\))?\s?:?\s*$)"
    r"|^(?:from|от|от кого|von|de|da|van)\s?:.{0,200}@|^вы писали"
)
_REPLY = re.compile(
    r"(?:re|aw|sv|vs|antw|rif|ref|odp|отв|на|ha|ответ|回复|答复|回覆|답장|ynt|απ)"
    r"(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s?[:：]\s*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Lower-case phrases; ``words.toml`` says what each table is for."""

    auto_reply_subjects: frozenset[str]
    receipt_subjects: tuple[str, ...]
    monitoring_subjects: tuple[str, ...]
    robots: frozenset[str]
    machines: frozenset[str]
    quoted: tuple[str, ...]
    forwards: tuple[str, ...]
    programs: tuple[str, ...]
    harmless: frozenset[str]
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
        monitoring_subjects=tuple(data["subjects"]["monitoring"]),
        robots=frozenset(data["senders"]["robots"]),
        machines=frozenset(data["senders"]["machines"]),
        quoted=tuple(data["letters"]["quoted"]),
        forwards=tuple(data["letters"]["forwards"]),
        programs=tuple(data["letters"]["programs"]),
        harmless=frozenset(data["harmless"]["imperatives"]),
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
    return subject_of(evidence).startswith(words().forwards)


def said(evidence: Evidence) -> list[str]:
    """What the sender seems to have written: the lines up to the first quotation, in lower case."""
    return list(_said((evidence.new_text or evidence.text)[:MAX_TEXT]))


@lru_cache(maxsize=2)  # several rules ask about the same letter
def _said(letter: str) -> tuple[str, ...]:
    found: list[str] = []
    quoted = words().quoted
    for line in letter.split("\n")[: MAX_LINES * 3]:
        text = plain(line[:1000])
        if not text:
            continue
        if text.startswith(quoted) or _ATTRIBUTION.search(text):
            break
        found.append(text)
        if len(found) >= MAX_LINES:
            break
    return tuple(found)


def in_one(lines: list[str]) -> str:
    """These lines in own words as one, since a quotation may run over several."""
    return _QUOTATION.sub(" ", " ".join(in_own_words(lines)))


def own_words(evidence: Evidence) -> tuple[str, str]:
    """The sender's own words in one line, and the subject when it is no reply's."""
    title = "" if is_reply(evidence) else subject_of(evidence)
    return in_one(said(evidence)), title


_QUOTATION = re.compile('«[^»]{0,400}»|“[^”]{0,400}”|„[^“”]{0,400}[“”]|"[^"]{0,400}"')
_LINK = re.compile(r"(?:https?://|www\.)\S{1,500}|\S{1,100}@\S{1,200}")


def in_own_words(lines: list[str]) -> list[str]:
    """The lines without what they put in quotation marks, without links and addresses."""
    return list(_in_own_words(tuple(lines)))


@lru_cache(maxsize=2)
def _in_own_words(lines: tuple[str, ...]) -> tuple[str, ...]:
    found = (_LINK.sub(" ", _QUOTATION.sub(" ", line)) for line in lines)
    return tuple(line for line in found if line.strip())


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


def is_robot_alone(evidence: Evidence) -> bool:
    """A form on a website writes from a robot's address for a person, whom it names in Reply-To."""
    return is_robot(evidence.header_from) and not any(
        is_somebody(address, evidence) for address in evidence.reply_to
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
    return named.lower().startswith(words().programs)
