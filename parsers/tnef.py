"""What Outlook wraps in winmail.dat: the files and the text of a TNEF stream (MS-OXTNEF).

Only the attributes that hold a name, a file or a text are looked at. Nothing is recursed into.
"""

from dataclasses import dataclass

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_FILES = 100
_MAX_ATTRIBUTES = 5_000
_BODY, _RENDERING, _FILE, _TITLE, _ATTACHMENT, _PROPERTIES = (
    0x0002800C, 0x00069002, 0x0006800F, 0x00018010, 0x00069005, 0x00069003,
)  # fmt: skip
_LONG_NAME, _CONTENT_ID, _HTML, _BODY_TEXT = 0x3707, 0x3712, 0x1013, 0x1000
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8,
          0x48: 16}  # fmt: skip
_TEXT8, _TEXT16, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x0102


@dataclass(slots=True)
class File:
    """One file of the stream."""

    name: bytes = b""
    charset: str = ""
    content: bytes = b""
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a stream holds; ``whole`` is False when it ends early or is damaged."""

    text: bytes
    html: bytes
    files: tuple[File, ...]
    whole: bool


def read(data: bytes) -> Contents:
    """Read a stream as far as it goes. Never raises; linear."""
    text, html = b"", b""
    files: list[File] = []
    at, whole = 6, data.startswith(SIGNATURE)
    for _ in range(_MAX_ATTRIBUTES if whole else 0):
        if at + 9 > len(data):
            whole = at >= len(data)
            break
        attribute = int.from_bytes(data[at + 1 : at + 5], "little")
        start = at + 9
        end = start + int.from_bytes(data[at + 5 : start], "little")
        if end > len(data):
            whole = False
            break
        value = data[start:end]
        at = end + 2  # a checksum
        if attribute == _BODY:
            text = value.rstrip(b"\0")
        elif attribute == _RENDERING and len(files) < MAX_FILES:
            files.append(File())
        elif attribute == _PROPERTIES:
            found = _properties(value)
            html = found.get(_HTML, ("", b""))[1] or html
            text = text or found.get(_BODY_TEXT, ("", b""))[1]
        elif files:
            _into_file(files[-1], attribute, value)
    return Contents(text, html, tuple(file for file in files if file.content), whole)


def _into_file(file: File, attribute: int, value: bytes) -> None:
    if attribute == _FILE:
        file.content = value
    elif attribute == _TITLE and not file.name:
        file.name = value.rstrip(b"\0")
    elif attribute == _ATTACHMENT:
        found = _properties(value)
        if _LONG_NAME in found:
            file.charset, file.name = found[_LONG_NAME]
        if _CONTENT_ID in found:
            charset, raw = found[_CONTENT_ID]
            file.content_id = raw.decode(charset or "ascii", "replace").strip("<> ")


def _properties(data: bytes) -> dict[int, tuple[str, bytes]]:
    """MAPI properties that hold text or bytes: id to (charset, value)."""
    found: dict[int, tuple[str, bytes]] = {}
    at = 4
    for _ in range(min(int.from_bytes(data[:4], "little"), _MAX_ATTRIBUTES)):
        kind = int.from_bytes(data[at : at + 2], "little")
        identity = int.from_bytes(data[at + 2 : at + 4], "little")
        at += 4
        if identity >= 0x8000:  # a named property: GUID, then a number or a name
            at += 20 if data[at + 16 : at + 20] == b"\0\0\0\0" else _named(data, at)
        several = bool(kind & 0x1000)
        kind &= ~0x1000
        if kind in _FIXED and not several:
            at += _FIXED[kind]
        else:
            count = int.from_bytes(data[at : at + 4], "little")
            at += 4
            if kind in _FIXED:
                at += _FIXED[kind] * count
                continue
            for _ in range(min(count, _MAX_ATTRIBUTES)):
                size = int.from_bytes(data[at : at + 4], "little")
                value = data[at + 4 : at + 4 + size]
                at += 4 + size + (-size % 4)
                charset = "utf-16-le" if kind == _TEXT16 else ""
                if kind in (_TEXT8, _TEXT16, _BINARY):
                    found.setdefault(
                        identity,
                        (
                            charset,
                            value.rstrip(b"\0")
                            + b"\0" * (bool(charset) and len(value.rstrip(b"\0")) % 2),
                        ),
                    )
        if at >= len(data):
            break
    return found


def _named(data: bytes, at: int) -> int:
    size = int.from_bytes(data[at + 20 : at + 24], "little")
    return 24 + size + (-size % 4)
