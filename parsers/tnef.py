"""What Outlook wraps in winmail.dat: the files and the text of a TNEF stream (MS-OXTNEF).

Only the attributes that hold a name, a file or a text are looked at. Nothing is recursed into.
"""

from dataclasses import dataclass

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_FILES = 100
_MAX_ATTRIBUTES = 2_000
_MAX_VALUES = 2_000  # of one attribute
_BODY, _RENDERING, _FILE, _TITLE, _ATTACHMENT, _PROPERTIES = (
    0x0002800C, 0x00069002, 0x0006800F, 0x00018010, 0x00069005, 0x00069003,
)  # fmt: skip
_CODEPAGE = 0x00069007
_LONG_NAME, _CONTENT_ID, _HTML, _BODY_TEXT = 0x3707, 0x3712, 0x1013, 0x1000
_DATA = 0x3701
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
    charset: str = ""  # of names in 8 bits, such as "cp1251"; "" when the stream does not say


def read(data: bytes) -> Contents:
    """Read a stream as far as it goes. Never raises; linear."""
    text, html = b"", b""
    files: list[File] = []
    charset = ""
    at, whole = 6, data.startswith(SIGNATURE)
    for _ in range(_MAX_ATTRIBUTES if whole else 0):
        if at + 9 > len(data):
            whole = at >= len(data)
            break
        attribute = _number(data, at + 1, 4)
        start = at + 9
        end = start + _number(data, at + 5, 4)
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
        elif attribute == _CODEPAGE:
            charset = f"cp{_number(value, 0, 4)}"
        elif files:
            _into_file(files[-1], attribute, value)
    held = tuple(file for file in files if file.name or file.content)
    return Contents(text, html, held, whole, charset)


def _into_file(file: File, attribute: int, value: bytes) -> None:
    if attribute == _FILE:
        file.content = value
    elif attribute == _TITLE and not file.name:
        file.name = value.rstrip(b"\0")
    elif attribute == _ATTACHMENT:
        found = _properties(value)
        if _LONG_NAME in found:
            file.charset, file.name = found[_LONG_NAME]
        if _DATA in found and not file.content:
            file.content = found[_DATA][1]
        if _CONTENT_ID in found:
            charset, raw = found[_CONTENT_ID]
            file.content_id = raw.decode(charset or "ascii", "replace").strip("<> ")


def _properties(data: bytes) -> dict[int, tuple[str, bytes]]:
    """MAPI properties that hold text or bytes: id to (charset, value)."""
    found: dict[int, tuple[str, bytes]] = {}
    at, left = 4, _MAX_VALUES
    for _ in range(_number(data, 0, 4)):
        if at >= len(data) or left <= 0:
            break
        kind, identity = _number(data, at, 2), _number(data, at + 2, 2)
        at += 4
        if identity >= 0x8000:  # a named property: GUID, then a number or a name
            at += 20 if data[at + 16 : at + 20] == b"\0\0\0\0" else _named(data, at)
        several = bool(kind & 0x1000)
        kind &= ~0x1000
        fixed = _FIXED.get(kind)
        if fixed is not None and not several:
            at += fixed
            continue
        count = _number(data, at, 4)
        at += 4
        if fixed is not None:
            at += fixed * count
            continue
        for _ in range(min(count, left)):
            left -= 1
            size = _number(data, at, 4)
            value = data[at + 4 : at + 4 + size]
            if kind in (_TEXT8, _TEXT16):
                found.setdefault(identity, _text(value, wide=kind == _TEXT16))
            elif kind in (_BINARY, _OBJECT):
                # an object begins with the GUID of its interface
                found.setdefault(identity, ("", value[16:] if kind == _OBJECT else value))
            at += 4 + size + (-size % 4)
    return found


def _text(value: bytes, *, wide: bool) -> tuple[str, bytes]:
    """The charset, "" when it is not known, and the value without its closing NUL."""
    if wide:
        return "utf-16-le", value.removesuffix(b"\0\0")
    return "", value.rstrip(b"\0")


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _named(data: bytes, at: int) -> int:
    size = _number(data, at + 20, 4)
    return 24 + size + (-size % 4)
