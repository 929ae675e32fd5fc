"""Whether a letter holds two or more unrelated matters, and where the next one begins.

Several questions about one matter are one. What announces another matter is how people do it: "и
ещё вопрос, на другую тему", "unrelated:", a postscript. Weak announcements count only when what
follows is of another kind than what stood before.
"""

import re
from dataclasses import dataclass

from gateway.routing.lexicon import lexicon
from gateway.routing.text import Letter, Zone

_SURE = re.compile(
    r"(?:^|(?<=[.!?…)\n]))[ \t\n]*(?:\d[.)] )?"
    r"(?:(?:и|а|да|ну) )?(?:"
    r"(?:ещё|еще) (?:один |1 )?(?:вопрос|момент|просьба|дело|тема|проблема)\w{0,2}\b"
    r"|(?:ещё|еще) (?:одно|одна|один)\b|(?:отдельн|друг)\w+ (?:вопрос|тем|просьб|проблем|дел)\w*"
    r"|(?:отдельно|параллельно)[,:—– -]+(?=\w)|отдельно (?:прошу|хочу|хотел|просим|вопрос)\w*"
    r"|(?:ещё|еще) отдельно\b|вопрос (?:номер )?(?:два|2)\b|по друг\w+ (?:вопросу|теме|услуге"
    r"|поводу)"
    r"|(?:ну |да |и )?(?:ещё|еще) (?:хотел\w*|хочу|просьба) (?:спросить|узнать|уточнить|вопрос)"
    r"|второ[ейм]\w? (?:вопрос|момент|тема|просьба|проблема)\w*|второе[,:. ]|во-вторых"
    r"|(?:ещё|еще)[,:] |(?:уже )?не по (?:теме|этому)\b|(?:теперь )?(?:о|про) друго[мйе]"
    r"|не связан\w* с (?:этим|первым)|на другую тему|совсем другой вопрос|заодно (?:вопрос|уточн)"
    r"|и (?:ещё|еще) (?=\w+ (?:просит|спрашивает|хочет|интересуется))"
    r"|(?:also|and),? (?:a |one )?(?:second|another|separate|unrelated|different) (?:thing"
    r"|question|matter|issue|point)"
    r"|(?:a |one )?(?:second|another|separate|unrelated"
    r"|different)(?: and unrelated)? (?:question|matter|issue|thing|topic)"
    r"|unrelated(?:ly)?\b|separately[,:]|one (?:more|other|last) (?:thing|question)|secondly\b"
    r"|on (?:a|another) (?:different |separate |unrelated )?(?:note|subject|matter)"
    r"|something else entirely"
    r"|(?:also|and),? (?:nothing|not) to do with|while i(?:'m| am) (?:here|at it|writing)"
    r"|(?:і |та )?(?:ще (?:одне )?питання|окреме питання|друге питання|інше питання)"
    r"|тағы (?:бір )?сұрақ|тағы бір"
    r")",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"(?:^|(?<=[.!?…)\n]))[ \t\n]*"
    r"(?:p\.?\s?p?\.?s\.?[:. ]|з\.ы\.?|п\.?\s?с\.?[:. ]|пс[:. ]|постскриптум|кстати\b|и кстати\b"
    r"|заодно\b|и (?:ещё|еще)\b"
    r"|а (?:ещё|еще)\b|также\b|плюс\b|попутно\b|и последнее\b|by the way\b|btw\b|also\b|oh,? and\b"
    r"|and (?:also|finally|last)\b|finally,|та ще\b|і ще\b|до речі\b)",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
_KINDS: dict[str, frozenset[str]] = {
    "money": frozenset(
        [
            "money",
            "not_credited",
            "pay_trouble",
            "refund",
            "documents",
            "give_document",
            "price",
            "price_plan",
        ]
    ),
    "mail": frozenset(["email", "mail_out", "mail_in", "spam", "mail_setup"]),
    "domain": frozenset(["domain", "domain_renew", "domain_transfer"]),
    "backup": frozenset(["backup", "restore"]),
    "access": frozenset(["login", "password", "forgot", "account"]),
    "trouble": frozenset(["down", "http5xx", "slow", "virus", "crash", "network", "loss"]),
    "plan": frozenset(["plan_change", "which_plan", "disk"]),
    "wish": frozenset(["wish"]),
    "work": frozenset(["install", "migrate", "order_work"]),
    "certificate": frozenset(["ssl", "cert_expired"]),
}
_CONCEPTS = frozenset().union(*_KINDS.values()) - {"wish"}
_POSTSCRIPT = re.compile(r"p\.?\s?p?\.?s|з\.ы|п\.?\s?с", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matters:
    """``points`` are places in the sender's words where another matter begins."""

    several: bool
    points: tuple[int, ...]
    reason: str


def matters(letter: Letter) -> Matters:
    """Look for another matter in the letter."""
    text = letter.own.text
    points: list[int] = []
    reason = ""
    for match in _SURE.finditer(text):
        if _goes_on(text, match) and _begins(match) > 20:
            points.append(_begins(match))
            reason = reason or text[_begins(match) : match.end()].strip()[:80]
    for match in _WEAK.finditer(text):
        at = _begins(match)
        if at <= 20 or any(abs(at - point) < 40 for point in points):
            continue
        judged = _is_new if _POSTSCRIPT.match(match.group(0).strip()) else _is_another
        if _goes_on(text, match) and judged(text[:at], text[at:]):
            points.append(at)
            reason = reason or text[at : match.end()].strip()[:80]
    return Matters(bool(points), tuple(sorted(points)[:5]), reason)


def _begins(match: re.Match[str]) -> int:
    found = match.group(0)
    return match.start() + len(found) - len(found.lstrip())


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Something is said behind the announcement, not merely a closing line."""
    return len(text[match.end() : match.end() + 400].split()) >= _FEWEST_WORDS


def _is_another(before: str, after: str) -> bool:
    """The two parts are of different kinds: none of the later ones stood before."""
    then = _kinds(after.split("\n\n")[0][:300])
    return bool(then - {"wish"}) and then.isdisjoint(_kinds(before) | {"wish"})


def _is_new(before: str, after: str) -> bool:
    """A postscript brings something that was not spoken of: that is what it is for."""
    matter = _CONCEPTS & _concepts(after[:300])
    return bool(matter) and not matter <= _concepts(before)


def _concepts(text: str) -> set[str]:
    return {hit.concept for hit in lexicon("concepts").find(Zone(text).words)}


def _kinds(text: str) -> set[str]:
    concepts = _concepts(text)
    return {kind for kind, members in _KINDS.items() if members & concepts}
