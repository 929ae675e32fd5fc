"""Names of attachments, made safe to show (RFC 2183 section 2.3: a name is never to be trusted).

The order matters: a check that runs before the cleaning is passed by a name that cleaning changes
into something else. So everything is normalised first and checked second.
"""

import unicodedata

MAX_NAME = 200
_MAX_EXTENSION = 20
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"]
)
_FORBIDDEN = dict.fromkeys(map(ord, '<>:"|?*'), "_")
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def clean(raw: str) -> str:
    """A file name without path, controls, bidi marks or device names; "" when nothing is left."""
    name = raw[: MAX_NAME * 20]
    if not (name.isascii() and name.isprintable()):
        name = _visible(unicodedata.normalize("NFKC", _visible(name)))
    name = name.replace("\\", "/")
    name = next((part for part in reversed(name.split("/")) if part.strip(" .")), "")
    name = " ".join(name.translate(_FORBIDDEN).split()).strip(" .")
    if name.split(".", 1)[0].rstrip(" ").lower() in _DEVICES:
        name = "_" + name
    return _shortened(name)


def storable(text: str, limit: int = 4_000) -> str:
    """The text as it was, but for what no database takes: NUL and half characters."""
    text = text[:limit]
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _visible(text: str) -> str:
    return "".join(
        " " if char in "\t\n\r" else char
        for char in text
        if char in "\t\n\r" or unicodedata.category(char) not in _HIDDEN_CATEGORIES
    )


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _MAX_EXTENSION:
        return name[:MAX_NAME].rstrip(" .")
    return stem[: MAX_NAME - len(extension) - 1].rstrip(" .") + "." + extension
