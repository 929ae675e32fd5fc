"""Files that old programs put into the text itself, between ``begin 644 name`` and ``end``."""

import binascii
from dataclasses import dataclass

MAX_FILES = 50


@dataclass(frozen=True, slots=True)
class Found:
    """The text without its files, and the files: name and bytes."""

    text: str
    files: tuple[tuple[str, bytes], ...]


def extract(text: str) -> Found:
    """Take uuencoded files out of a text. A block that does not decode stays text. Linear."""
    if "\nbegin " not in text and not text.startswith("begin "):
        return Found(text, ())
    lines = text.split("\n")
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    at = 0
    ends = _ends(lines)
    while at < len(lines):
        name = _opening(lines[at])
        end = ends[at]
        if name and end > at and len(files) < MAX_FILES:
            content = _decoded(lines[at + 1 : end])
            if content is not None:
                files.append((name, content))
                at = end + 1
                continue
        kept.append(lines[at])
        at += 1
    return Found("\n".join(kept), tuple(files))


def _ends(lines: list[str]) -> list[int]:
    """For each line where the next block ends: the next ``end`` before the next ``begin``."""
    ends = [0] * len(lines)
    nearest = 0
    for at in range(len(lines) - 1, -1, -1):
        ends[at] = nearest
        if lines[at].strip() == "end":
            nearest = at
        elif lines[at].startswith("begin "):
            nearest = 0
    return ends


def _opening(line: str) -> str:
    words = line.strip().split(" ", 2)
    if len(words) == 3 and words[0] == "begin" and len(words[1]) in (3, 4) and words[1].isdigit():
        return words[2]
    return ""


def _decoded(lines: list[str]) -> bytes | None:
    pieces: list[bytes] = []
    for line in lines:
        if not line.strip():
            continue
        try:
            pieces.append(decode_line(line.rstrip("\r").encode("ascii")))
        except (binascii.Error, UnicodeEncodeError):
            return None
    return b"".join(pieces)


def decode_line(line: bytes) -> bytes:
    """The bytes of one line; what some encoders leave behind its announced length is passed over.

    Raises binascii.Error.
    """
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        announced = (line[0] - 0x20) & 0x3F if line else 0
        return binascii.a2b_uu(line[: (announced * 4 + 5) // 3])
