"""Whose letter is it that an agent forwards? He wants its author as the client, not himself."""

import re
from collections.abc import Iterator

from parsers.message import Address
from parsers.parse import Reading, parse
from parsers.quoting.header_block import block_end, fields
from parsers.quoting.separators import Separator, separator

_LETTERS = ("message/rfc822", "message/global")
_MOST_LINES = 2_000
_MOST_LETTERS = 5
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"'*]{1,253}")
_MARKS = " \t\xa0*_>|\"'<[("
_TIME = re.compile(r".*\d:\d\d[,\s]*")  # Yandex puts the time before the name


def original_authors(reading: Reading) -> Iterator[Address]:
    """The authors of the letters that this one forwards, topmost first."""
    yield from _of_text(reading.message.text)
    files = [one for one in reading.message.attachments if one.content_type in _LETTERS]
    for one in files[:_MOST_LETTERS]:
        enclosed = parse(reading.file(one.part)).header_from
        if enclosed.address:
            yield enclosed


def own_words(text: str) -> str:
    """What stands above the first letter that it forwards."""
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    kinds = fields(lines)
    for at, line in enumerate(lines):
        begins = bool(kinds[at]) and block_end(lines, kinds, at) > at
        if begins or separator(line) is Separator.FORWARD:
            return "\n".join(lines[:at])
    return text


def _of_text(text: str) -> Iterator[Address]:
    """The senders that header blocks and the lines below "forwarded message" name."""
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    kinds = fields(lines)
    at = 0
    while at < len(lines):
        end = block_end(lines, kinds, at) if kinds[at] else -1
        if end > at:
            named = [line for line, kind in zip(lines[at:end], kinds[at:end], strict=True)
                     if "from" in kind]  # fmt: skip
            found = _address(named[0].replace("：", ":").partition(":")[2]) if named else None
        elif separator(lines[at]) is Separator.FORWARD:
            following = next((one for one in range(at + 1, min(at + 4, len(lines)))
                              if lines[one].strip(_MARKS)), at)  # fmt: skip
            plain = following > at and not kinds[following]
            found = _address(_TIME.sub("", lines[following])) if plain else None
            end = following
        else:
            found = None
        if found:
            yield found
        at = max(end, at + 1)


def _address(value: str) -> Address | None:
    """``Anna Korzh [mailto:anna@client.example]`` and the like."""
    found = _ADDRESS.search(value[:1_000].replace("mailto:", " "))
    if not found:
        return None
    name = value[: value.find(found[0])].replace("mailto:", "").strip(_MARKS)
    return Address("" if "@" in name else name[:200], found[0].strip(".-"))
