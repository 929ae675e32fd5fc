"""A letter of ours says thank you: for writing, not for patience."""

import re
from collections.abc import Iterator

from acknowledgements.tone.finding import Finding, Text

_SAID = re.compile(
    r"(?<!\w)(?:спасибо|благодар(?:ю|им|ны|ен|на)|thank(?:s|\s+you))(?!\w)", re.IGNORECASE
)
_BETTER = {"ru": "«Спасибо, что написали»", "en": "“Thank you for writing”"}


def thanks(text: Text) -> Iterator[Finding]:
    if text.whole and not _SAID.search(text.words):
        first = len(text.words) - len(text.words.lstrip())
        yield Finding(
            "thanks", text.line(first) if text.words.strip() else 1, "", _BETTER[text.language]
        )
