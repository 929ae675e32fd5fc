"""The checker: all rules over one text, or over a file of wordings.

A text may be a finished letter, or hold the marks of a template: ``{{ … }}`` counts as a word, and
both sides of an ``{% else %}`` are read.
"""

import re

from acknowledgements.language import Language
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


def _kept(mark: re.Match[str]) -> str:
    """A mark leaves its line breaks behind, so that lines keep their number."""
    return "\n" * mark.group().count("\n")
