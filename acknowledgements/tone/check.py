"""The checker: all rules over one text, or over a file of wordings.

A text may be a finished letter, or hold the marks of a template: ``{{ … }}`` counts as a word, and
both sides of an ``{% else %}`` are read.
"""

import re

from acknowledgements.language import Language
from acknowledgements.situation import SITUATIONS
from acknowledgements.texts import FACTS, PARTS
from acknowledgements.tone.finding import Finding, Text
from acknowledgements.tone.rules.blame import blame
from acknowledgements.tone.rules.length import length
from acknowledgements.tone.rules.name import name
from acknowledgements.tone.rules.numbers import numbers
from acknowledgements.tone.rules.officialese import officialese
from acknowledgements.tone.rules.promises import promises
from acknowledgements.tone.rules.shouting import shouting
from acknowledgements.tone.rules.thanks import thanks

RULES = (officialese, blame, promises, numbers, shouting, length, thanks, name)
LONGEST = 900  # characters: a telephone's first screen
LONGEST_ANSWER = 1500  # steps take more room

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)

_CHOICE = re.compile(r"\{%-?\s*(?:else|elif)\b[^%]{0,200}%\}")
_STATEMENT = re.compile(r"\{%[^%]{0,200}%\}|\{#[^#]{0,1000}#\}")
_VALUE = re.compile(r"\{\{[^{}]{0,200}\}\}|\{\w{1,40}\}")
_BETWEEN = re.compile(r"^---[ \t]*$", re.MULTILINE)


def check(
    text: str, language: Language, *, whole: bool = True, longest: int = LONGEST
) -> list[Finding]:
    """What the text should say otherwise, line by line; nothing when it reads well.

    A part of a letter (``whole=False``) needs neither thanks nor a name.
    """
    words = _STATEMENT.sub(_kept, _CHOICE.sub(lambda one: " ¶ " + _kept(one), text))
    words = _VALUE.sub(lambda one: "…" + _kept(one), words)
    read = Text(text, words, language, whole, longest)
    found = {finding for rule in RULES for finding in rule(read)}
    return sorted(found, key=lambda one: (one.line, one.rule, one.found))


def check_file(
    source: str, language: Language, *, whole: bool = True, longest: int = LONGEST
) -> list[Finding]:
    """The same for a file that holds several wordings, a line ``---`` between two of them."""
    found = []
    at = 0
    for between in [*_BETWEEN.finditer(source), None]:
        wording = source[at : between.start() if between else len(source)]
        above = source.count("\n", 0, at)
        if wording.strip():
            found += [
                Finding(one.rule, one.line + above, one.found, one.better)
                for one in check(wording, language, whole=whole, longest=longest)
            ]
        at = between.end() if between else len(source)
    return found


def check_named(name: str, source: str) -> list[Finding]:
    """The same for a file as it comes, its language and kind found out.

    A part of the acknowledgement or its questions are known by their name; everything else is read
    as a whole letter, such as a prepared answer.
    """
    cyrillic = len(_CYRILLIC.findall(source))
    language: Language = "ru" if cyrillic > len(_LATIN.findall(source)) / 2 else "en"
    stem = name.removesuffix(".j2")
    if name == FACTS:
        return check_file(source, language, whole=False, longest=len(source))
    if stem in PARTS:
        return check_file(source, language, whole=stem in SITUATIONS)
    return check_file(source, language, longest=LONGEST_ANSWER)


def _kept(mark: re.Match[str]) -> str:
    """A mark leaves its line breaks behind, so that lines keep their number."""
    return "\n" * mark.group().count("\n")
