"""A letter of ours comes from a person: a name stands under it, or the template puts one in."""

import re
from collections.abc import Iterator

from acknowledgements.tone.finding import Finding, Text

_VALUE = re.compile(r"\{\{?\s*agent_name\b")
_NAME = re.compile(r"[^\W\d_a-zа-яё][^\W\d_]+(?: [^\W\d_a-zа-яё][^\W\d_]+){0,2}(?:, .{1,64})?")
_NOBODY = re.compile(
    r"(?<!\w)(?:отдел|служба|команда|администрация|поддержка|коллектив"
    r"|team|department|support|administration)(?!\w)",
    re.IGNORECASE,
)
_LAST = 3  # lines: the name, then perhaps an address
_BETTER = {"ru": "имя того, кто ответит, под письмом", "en": "under it the name of who will answer"}


def name(text: Text) -> Iterator[Finding]:
    if not text.whole or _VALUE.search(text.source):
        return
    lines = [line.strip() for line in text.words.split("\n")]
    last = [line for line in lines if line][-_LAST:]
    if any(_NAME.fullmatch(line) and not _NOBODY.search(line.split(",")[0]) for line in last):
        return
    line = max((number for number, one in enumerate(lines, start=1) if one), default=1)
    yield Finding("name", line, last[-1] if last else "", _BETTER[text.language])
