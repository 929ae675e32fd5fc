"""Parts that only wrap others: opaquely signed S/MIME and Outlook's winmail.dat, taken apart.

And what cannot be taken apart is said: encrypted letters and pieces of a split one.
"""

from dataclasses import dataclass, replace

from parsers import charsets, cms, headers, limits, mime, parameters, tnef
from parsers.mime import Part

_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_MAX_INNER = 1_000  # more parts than the limits allow: numbers of inner parts stay apart


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The leaves of a letter after unwrapping, and what was found in words."""

    parts: tuple[Part, ...]
    defects: tuple[str, ...]


def unpack(parts: tuple[Part, ...], types: tuple[str, ...]) -> Unpacked:
    """Replace wrapping parts by what they wrap; one layer, never more. Never raises."""
    defects: dict[str, None] = {}
    if "multipart/encrypted" in types:
        defects["encrypted (OpenPGP): the text cannot be read"] = None
    found: list[Part] = []
    for part in parts:
        if part.content_type in _SMIME:
            found += _signed(part, defects)
        elif part.content_type in _TNEF:
            found += _outlook(part, parts, defects)
        else:
            if part.content_type == "message/partial":
                defects["one piece of a letter that was sent in several"] = None
            found.append(part)
    return Unpacked(tuple(found), tuple(defects))


def inner(outer: Part, index: int, content_type: str, name: str, content: bytes) -> Part:
    """A part found inside of ``outer``."""
    return Part(
        number=(outer.number + 1) * _MAX_INNER + index,
        content_type=content_type,
        type_parameters=parameters.Parametered(content_type, {}),
        disposition=parameters.Parametered(
            "attachment" if name else "",
            {"filename": name.encode("utf-8", "replace")} if name else {},
        ),
        content_id="",
        encoding="",
        containers=outer.containers,
        source=content,
        start=0,
        end=len(content),
    )


def _signed(part: Part, defects: dict[str, None]) -> list[Part]:
    data = part.data()
    if cms.is_encrypted(data) or "enveloped" in part.type_parameters.text("smime-type", 40):
        defects["encrypted (S/MIME): the text cannot be read"] = None
        return [part]
    content = cms.signed_content(data)
    if content is None:
        return [part]
    view = limits.view(content)
    first = (part.number + 1) * _MAX_INNER
    return [
        replace(each, number=first + each.number, containers=part.containers + each.containers)
        for each in mime.read(view.fields, view.body).parts
    ]


def _outlook(part: Part, beside: tuple[Part, ...], defects: dict[str, None]) -> list[Part]:
    contents = tnef.read(part.data())
    found: list[Part] = []
    if not any(other.content_type in ("text/plain", "text/html") for other in beside):
        if contents.html:
            found.append(inner(part, 0, "text/html", "", contents.html))
        elif contents.text:
            found.append(inner(part, 1, "text/plain", "", contents.text))
    for index, file in enumerate(contents.files, start=2):
        name = _decoded(file.name, file.charset or contents.charset)
        each = inner(part, index, "application/octet-stream", name or "file", file.content)
        found.append(replace(each, content_id=headers.clean_line(file.content_id, 250)))
    if not contents.whole:
        defects["winmail.dat is damaged"] = None
    return found if found and contents.whole else [*found, part]


def _decoded(name: bytes, charset: str) -> str:
    codec = charsets.codec_name(charset) if charset else ""
    return headers.clean_line(name.decode(codec, "replace")) if codec else headers.decode(name)
