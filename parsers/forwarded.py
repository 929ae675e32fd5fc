"""The text of a letter that only encloses another one (RFC 2046 section 5.2.1)."""

from parsers import bodies, headers, limits, mime, unpack
from parsers.mime import Part

_MAX_LETTERS = 5
_MAX_DEPTH = 3
_SHOWN = ("from", "to", "date", "subject")
LETTER_TYPES = ("message/rfc822", "message/global")


def readable(files: tuple[Part, ...]) -> str:
    """The enclosed letters as text, "" when there are none. Never raises."""
    letters = [part for part in files if part.content_type in LETTER_TYPES]
    return "\n\n".join(_letter(part.data()) for part in letters[:_MAX_LETTERS])


def _letter(raw: bytes) -> str:
    pieces: list[str] = []
    for _ in range(_MAX_DEPTH):
        view = limits.view(raw)
        pieces += ["---------- Forwarded message ----------", *_head(view.fields), ""]
        tree = mime.read(view.fields, view.body)
        content = bodies.read(unpack.unpack(tree.parts, tree.types).parts)
        if content.text:
            pieces.append(content.text)
            break
        enclosed = [part for part in content.files if part.content_type in LETTER_TYPES]
        if not enclosed:
            break
        raw = enclosed[0].data()
    return "\n".join(pieces)


def _head(fields: limits.Fields) -> list[str]:
    first: dict[str, bytes] = {}
    for name, value in fields:
        first.setdefault(name, value)
    return [
        f"{name.capitalize()}: {headers.decode(first[name], 500)}"
        for name in _SHOWN
        if name in first
    ]
