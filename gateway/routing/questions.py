"""Whether a letter holds two or more unrelated matters, and where the next one begins.

Several questions about one matter are one. What announces another matter is how people do it: "и
ещё вопрос, на другую тему", "unrelated:", a postscript. Weak announcements count only when what
follows is of another kind than what stood before.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from gateway.routing.judge import Verdict
from gateway.routing.lexicon import expressed
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
    r"(?:p\.?\s?p?\.?s\.?[:. ]|з\.ы\.?|п\.?\s?с\.?[:. ]|пс[:. ]|постскриптум"
    r"|(?:и |а |да |ну )?(?:кстати|заодно|попутно|ещё|еще|также|тоже|плюс|напоследок)\b"
    r"|и последнее\b|к слову\b|вдогонку\b|ну и\b|да, и\b|и (?:можно|сколько|как|когда|где)\b"
    r"|а (?:можно|сколько|как|когда|где)\b|\d[.)] "
    r"|by the way\b|btw\b|also\b|oh,? and\b|plus,? |and,? (?:also|finally|last|while)\b"
    r"|finally,|additionally\b|in addition\b|besides,|on top of that\b|could you also\b"
    r"|та ще\b|і ще\b|ще\b|до речі\b|також\b|айтпақшы\b)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n\s*")
_REQUEST = re.compile(
    r"пришлите|вышлите|продублируйте|выставите|исправьте|верните|нужен акт|прошу|please"
    r"|need",
    re.IGNORECASE,
)
_PAPER = frozenset(["give_document", "not_credited", "refund", "double", "pay_trouble"])
_MOST_PARAGRAPHS = 3
_FEWEST_ALONE = 5
_SURELY = 0.85
_FEWEST_WORDS = 4
_SURE_ENOUGH = 0.75
_MOST_WEAK = 4  # announcements that are looked into
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
_STRONG = ("money", "domain", "backup", "mail", "access", "plan")
_NUMBERED = re.compile(r"\d[.)] ")
_ITEM_END = re.compile(r"\n\s*\n|\n\s*\d[.)] ")
_ASKS = re.compile(
    r"\?|пришлите|вышлите|продублируйте|выставите|подскажите|добавьте|проверьте|сделайте"
    r"|исправьте|прошу|просим"
    r"|нужен|нужна|нужно|хочу|хотим|верните|не приш[её]л|please|send|could|can you|need|would like",
    re.IGNORECASE,
)
_CONCEPTS = frozenset().union(*_KINDS.values()) - {"wish"}
_POSTSCRIPT = re.compile(r"p\.?\s?p?\.?s|з\.ы|п\.?\s?с", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matters:
    """``points`` are places in the sender's words where another matter begins."""

    several: bool
    points: tuple[int, ...]
    reason: str


def matters(letter: Letter, classify: Callable[[str], Verdict]) -> Matters:
    """Look for another matter in the letter; ``classify`` says what a part of it is about."""
    text = letter.own.text
    points: list[int] = []
    reason = ""
    for match in _SURE.finditer(text):
        if _goes_on(text, match) and _begins(match) > 20:
            points.append(_begins(match))
            reason = reason or text[_begins(match) : match.end()].strip()[:80]
    for match in islice(_WEAK.finditer(text), _MOST_WEAK):
        at = _begins(match)
        if at <= 20 or any(abs(at - point) < 40 for point in points):
            continue
        judged = _is_new if _POSTSCRIPT.match(match.group(0).strip()) else _is_another
        before, after = text[:at], text[at:]
        if _goes_on(text, match) and (
            judged(before, after) or _differ(match.group(0), before, after, classify)
        ):
            points.append(at)
            reason = reason or text[at : match.end()].strip()[:80]
    if not points and (at := _unannounced(text, classify)):
        points.append(at)
        reason = text[at : at + 60].strip()
    return Matters(bool(points), tuple(sorted(points)[:5]), reason)


def _unannounced(text: str, classify: Callable[[str], Verdict]) -> int:
    """Where a request for another department begins without a word of warning; 0 if nowhere."""
    starts = [match.end() for match in _PARAGRAPH.finditer(text)]
    for at in starts[-_MOST_PARAGRAPHS:]:
        before, after = text[:at], text[at:]
        long_enough = min(len(before.split()), len(after.split())) >= _FEWEST_ALONE
        if not long_enough or ("?" not in after and _REQUEST.search(after) is None):
            continue
        if _PAPER.isdisjoint(_concepts(after)) or not _PAPER.isdisjoint(_concepts(before)):
            continue  # documents and payments, which no trouble needs
        one, other = classify(before), classify(after)
        troubled = one.urgency in ("outage", "technical") and one.category == "technical"
        if (
            troubled
            and min(one.confidence("category"), other.chances["category"]["finance"]) > _SURELY
        ):
            return at
    return 0


def _begins(match: re.Match[str]) -> int:
    found = match.group(0)
    return match.start() + len(found) - len(found.lstrip())


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Something is said behind the announcement, not merely a closing line."""
    return len(text[match.end() : match.end() + 400].split()) >= _FEWEST_WORDS


def _is_another(before: str, after: str) -> bool:
    """What follows is of another kind than what the letter was about so far, and asks for it."""
    then = _kinds(_ITEM_END.split(after, maxsplit=1)[0][:300])
    now = _kinds(before)
    if not then or not now:
        return False
    kind, weight = then.most_common(1)[0]
    apart = now[kind] == 0 or now[kind] * 4 <= max(now.values())
    if _NUMBERED.match(after):  # the points of a plan are one matter, money beside work is two
        return apart and "money" in (kind, now.most_common(1)[0][0]) and "?" in after[:200]
    return apart and (kind in _STRONG or weight > 1) and _ASKS.search(after[:300]) is not None


def _differ(announced: str, before: str, after: str, classify: Callable[[str], Verdict]) -> bool:
    """The parts read alone would go to different people, surely."""
    part = _ITEM_END.split(after, maxsplit=1)[0][:600]
    if _NUMBERED.match(announced.strip() + " ") or not _ASKS.search(part):
        return False
    one, other = classify(before), classify(part)
    for question in ("category", "topic"):
        sure = min(one.confidence(question), other.confidence(question)) >= _SURE_ENOUGH
        vague = question == "topic" and "other" in (one.topic, other.topic)
        if one.of(question) != other.of(question) and sure and not vague:
            return True
    return False


def _is_new(before: str, after: str) -> bool:
    """A postscript brings something that was not spoken of: that is what it is for."""
    matter = _CONCEPTS & _concepts(after[:300])
    return bool(matter) and not matter <= _concepts(before)


def _concepts(text: str) -> set[str]:
    return {hit.concept for hit in expressed(Zone(text))}


def _kinds(text: str) -> Counter[str]:
    """How many phrases of each kind the text has."""
    found: Counter[str] = Counter()
    for hit in expressed(Zone(text)):
        found.update(kind for kind, members in _KINDS.items() if hit.concept in members)
    return found
