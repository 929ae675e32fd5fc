"""Short enough for a telephone's first screen, in sentences that need one breath."""

import re
from collections.abc import Iterator

from acknowledgements.tone.finding import Finding, Text

LONGEST_SENTENCE = 160
_SENTENCE = re.compile(r"[^.!?¶\n]+(?:[.!?](?!\s|$)[^.!?¶\n]*)*")
_LINK = re.compile(r"https?://\S+")
_QUESTIONS = re.compile(r"^— .*$", re.MULTILINE)
_BETTER = {
    "ru": ("сократите: письмо читают с телефона", "разделите на два предложения"),
    "en": ("cut it: it is read on a telephone", "make two sentences of it"),
}


def length(text: Text) -> Iterator[Finding]:
    shorter, split = _BETTER[text.language]
    size = len(_QUESTIONS.sub("", text.words).strip())
    if size > text.longest:
        yield Finding("length", 1, f"{size} > {text.longest}", shorter)
    for match in _SENTENCE.finditer(_LINK.sub("…", text.words)):
        sentence = match.group().strip()
        if len(sentence) > LONGEST_SENTENCE:
            yield Finding("length", text.line(match.start()), f"{sentence[:40]}…", split)
