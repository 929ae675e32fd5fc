"""A quiet voice: no capitals for emphasis, no rows of exclamation marks, no capital «Вы»."""

import re
from collections.abc import Iterator

from acknowledgements.language import Language
from acknowledgements.tone.finding import Finding, Phrases, Text, phrases_in

_ROWS = re.compile(r"[!?]{2,}")
_CAPITALS = re.compile(
    r"(?<![\w.-])(?:[А-ЯЁ]{2,}(?:\s+[А-ЯЁ]{2,})+|[A-Z]{2,}(?:\s+[A-Z]{2,}){2,})(?!\w)"
)
_YOU = re.compile(
    r"(?<=[\w,;:»)-] )(?:Вы|Вас|Вам|Вами|Ваш(?:а|е|и|его|ей|ему|ем|им|их|ими|у)?)(?!\w)"
)

_PHRASES: dict[Language, Phrases] = {
    "ru": (
        (_ROWS, "один знак"),
        (_CAPITALS, "обычными буквами"),
        (_YOU, "«вы» с маленькой буквы, как в обычном письме"),
    ),
    "en": ((_ROWS, "one mark"), (_CAPITALS, "ordinary letters")),
}


def shouting(text: Text) -> Iterator[Finding]:
    return phrases_in(text, "shouting", _PHRASES[text.language])
