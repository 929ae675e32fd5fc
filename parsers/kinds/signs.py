"""What words weigh for a notice that a program sent, and against it: ``signs.toml``."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from parsers.kinds import words
from parsers.kinds.phrases import Phrases

ENOUGH = 4  # weight of a notice
_MOST = 4_000  # characters; no program explains itself at such length
_OPENING = 700
_CLOSING = 600
_FIRST_LINES = 4

# what may stand between these words and an absence makes it a story, not a notice
_PAST = re.compile(
    r"\b(?:был|была|были|пока|когда|хотя|если|was|were|while|when|because|although|if|since|war"
    r"|waren|während|wenn|étais|était|si|estaba|cuando|estava|quando|ero|mentre)\s(?:\S{1,20}\s){0,3}$"
)
_IMPERATIVE = re.compile(r"\b[а-я]{2,20}(?:йте|ите|ьте|йтесь|итесь|ьтесь)\b")
_ABSENCES = ("absence", "perhaps absence")
# without one of these there is no notice; most letters have none
_CORE = (*_ABSENCES, "machine", "received", "desk", "after hours", "thanks")
_BESIDE = ("handover", "promise", "unread", "hours", "number")
_TITLES = ("received", "machine")
_TITLED = 1  # what the subject says too weighs more
_AGAINST = ("asks", "command", "form")


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of one meaning; it weighs once, however often it is said."""

    name: str
    weight: int
    phrases: Phrases
    starts: tuple[str, ...]
    needs: tuple[str, ...]  # without one of these no pattern can match
    patterns: tuple[re.Pattern[str], ...]

    def found(self, text: str, lines: list[str]) -> str:
        """The words by which ``text`` has this sign, "" when it has not."""
        tells_past = self.name in _ABSENCES
        for phrase in self.phrases.within(text):
            at = text.find(phrase)
            if not (tells_past and _PAST.search(text[max(0, at - 60) : at])):
                return phrase
        hopeless = bool(self.needs) and not words.first_of(self.needs, text)
        for pattern in () if hopeless else self.patterns:
            match = pattern.search(text)
            if match and not (
                tells_past and _PAST.search(text[max(0, match.start() - 60) : match.start()])
            ):
                return match[0].strip(" .!?:;")
        for line in lines[:_FIRST_LINES] if self.starts else ():
            for start in self.starts:
                if line.startswith(start):
                    return start
        return ""


@dataclass(frozen=True, slots=True)
class Weight:
    """The sum, and the words that weighed most."""

    sum: int
    words: str

    @property
    def enough(self) -> bool:
        """Whether this is a notice."""
        return self.sum >= ENOUGH


_NOTHING = Weight(0, "")


@lru_cache(maxsize=1)
def _table() -> dict[str, Sign]:
    data = tomllib.loads(resources.files("parsers.kinds").joinpath("signs.toml").read_text("utf-8"))
    return {
        row["name"]: Sign(
            row["name"],
            row["weight"],
            Phrases(row.get("phrases", ())),
            tuple(row.get("starts", ())),
            tuple(row.get("needs", ())),
            tuple(re.compile(pattern) for pattern in row.get("patterns", ())),
        )
        for row in data["sign"]
    }


def asks(text: str) -> str:
    """The words by which somebody asks for something or tells us to do it, "" when nobody does."""
    table = _table()
    plea = next((found for name in _AGAINST if (found := table[name].found(text, []))), "")
    if plea:
        return plea
    harmless = words.words().harmless
    told = (match[0] for match in _IMPERATIVE.finditer(text))
    return next((word for word in told if word not in harmless), "")


def pleads(text: str) -> bool:
    """Whether somebody asks in so many words; a question mark alone may be a program's."""
    return _table()["asks"].found(text, []) not in ("", "?", "？")


def doubtful(text: str) -> bool:
    """Whether the text speaks of what a client of a hosting company speaks of."""
    return bool(_table()["topic"].found(text, []))


def by_program(text: str) -> bool:
    """Whether the text says that a program wrote it."""
    return bool(_table()["machine"].found(text, []))


def writes_a_person(lines: list[str]) -> bool:
    """Whether these lines ask for help in so many words, and name no program as their author."""
    text = words.in_one(lines)[:_MOST]
    table = _table()
    if table["form"].found(text, []):
        return True
    speaks = bool(table["human"].found(text, [])) and bool(asks(text))
    return (pleads(text) or speaks) and not by_program(text)


def weigh(lines: list[str], title: str = "") -> Weight:
    """Of the lines that the sender wrote himself, and of the subject when it is no reply's."""
    said = words.in_one(lines)
    lines = words.in_own_words(lines)
    if not said or len(said) > _MOST:
        return _NOTHING
    text = said if len(said) <= _OPENING + _CLOSING else f"{said[:_OPENING]} {said[-_CLOSING:]}"
    table = _table()
    found = _found(_CORE, text, lines)
    if not found:
        return _NOTHING
    found |= _found(_BESIDE, text, lines)
    chief = max(found, key=lambda name: table[name].weight)
    rest = said.replace(found[chief], " ", 1)
    if asks(rest):
        return _NOTHING
    titled = _TITLED if title and _found(_TITLES, title, []) else 0
    return Weight(_sum(found) + _against(found, rest) + titled, found[chief])


def _found(names: tuple[str, ...], text: str, lines: list[str]) -> dict[str, str]:
    table = _table()
    return {name: match for name in names if (match := table[name].found(text, lines))}


def _sum(found: dict[str, str]) -> int:
    table = _table()
    names = set(found) - ({"perhaps absence"} if "absence" in found else set())
    return sum(table[name].weight for name in names)


def _against(found: dict[str, str], rest: str) -> int:
    """A program may speak of servers and of what it will do; somebody who is away does not."""
    table = _table()
    away = any(name in found for name in _ABSENCES)
    dated = away and bool(table["date"].found(rest, []))
    if "machine" in found:
        return 0
    doubts = [table[name] for name in ("topic", "commitment")]
    return dated * table["date"].weight + sum(
        sign.weight for sign in doubts if sign.found(rest, [])
    )
