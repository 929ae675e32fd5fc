"""Which parts of a letter are its text, and which are files (RFC 2046 section 5.1, RFC 2183).

A part is text when a reader sees it without opening anything: text/plain, text/html or
text/enriched that is not marked as an attachment. In multipart/alternative the plain form is read
as text and the HTML form is kept to be shown.
"""

from dataclasses import dataclass

from parsers import (
    armor,
    charsets,
    enriched,
    flowed,
    headers,
    markup,
    sanitise,
    tagsoup,
    unpack,
    uuencoded,
)
from parsers.mime import Part

MAX_TEXT = 2 * 1024 * 1024  # characters of text that are read
_TEXT_CUT = f"text cut at {MAX_TEXT // 2**20} Mi characters"
_READABLE = frozenset(["text/plain", "text/html", "text/enriched", "text/richtext"])
_MAX_HTML_PARTS = 20
_MAX_EXCUSE = 200


@dataclass(frozen=True, slots=True)
class Bodies:
    """The text of a letter and its HTML, with the parts that are left as files."""

    text: str
    html: str  # sanitised
    raw_html: str  # as the letter had it, decoded: for finding quotations only
    files: tuple[Part, ...]
    defects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    part: Part
    is_html: bool
    source: str  # decoded


def read(parts: tuple[Part, ...]) -> Bodies:
    """Split the leaves of a letter into text and files. Never raises."""
    defects: dict[str, None] = {}
    readable = [part for part in parts if _is_shown(part)]
    if not readable:
        readable = [part for part in parts if _could_be_shown(part)][:1]
    numbers = {part.number for part in readable}
    files = [part for part in parts if part.number not in numbers]
    forms = [_decoded(part, defects, files) for part in readable]
    shown = _chosen([form for form in forms if not _is_excuse(form, forms)])
    text = _text(shown, defects)
    sources = [form.source for form in shown if form.is_html][:_MAX_HTML_PARTS]
    raw_html = tagsoup.bounded("\n".join(sources))[0]
    return Bodies(
        text=text,
        html=sanitise.sanitise(raw_html) if raw_html else "",
        raw_html=raw_html,
        files=tuple(files),
        defects=tuple(defects),
    )


def _is_shown(part: Part) -> bool:
    if part.content_type not in _READABLE or part.is_attachment:
        return False
    return not part.filename or _in_alternative(part)


def _could_be_shown(part: Part) -> bool:
    """A named text that is all the letter has: some programs name the body."""
    return part.content_type in _READABLE and not part.is_attachment


def _in_alternative(part: Part) -> bool:
    return bool(part.containers) and part.containers[-1].subtype == "alternative"


def _decoded(part: Part, defects: dict[str, None], files: list[Part]) -> _Shown:
    data = part.data()
    if len(data) > MAX_TEXT * 4:
        data = data[: MAX_TEXT * 4]
    is_html = part.content_type == "text/html"
    charset = part.charset or (_meta_charset(data) if is_html else "")
    decoded = charsets.decode(data, charset)
    if decoded.guessed:
        defects[decoded.guessed] = None
    text = headers.clean_text(decoded.text)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        defects[_TEXT_CUT] = None
    if part.content_type == "text/plain" and "begin " in text:
        found = uuencoded.extract(text)
        text = found.text
        files += [
            unpack.inner(part, index, "application/octet-stream", name, content)
            for index, (name, content) in enumerate(found.files)
        ]
    return _Shown(part, is_html, text)


def _meta_charset(data: bytes) -> str:
    head = data[:2_000].lower()
    at = head.find(b"charset=")
    if at < 0:
        return ""
    value = head[at + 8 : at + 60].lstrip(b" \"'")
    length = next((i for i, byte in enumerate(value) if byte in b" \"'>/;"), len(value))
    return value[:length].decode("ascii", "ignore")


def _chosen(shown: list[_Shown]) -> list[_Shown]:
    """Of several plain forms in one multipart/alternative, the first that says something."""
    taken: dict[int, int] = {}  # multipart/alternative -> its child that is the text
    for form in shown:
        if not form.is_html and form.source.strip():
            for around in form.part.containers:
                if around.subtype == "alternative":
                    taken.setdefault(around.number, around.child)
    return [
        form
        for form in shown
        if form.is_html
        or all(
            around.subtype != "alternative"
            or taken.get(around.number, around.child) == around.child
            for around in form.part.containers
        )
    ]


def _is_excuse(form: _Shown, forms: list[_Shown]) -> bool:
    """«Your program does not show HTML»: a plain form that says nothing beside the HTML one."""
    text = form.source.strip()
    if form.is_html or len(text) > _MAX_EXCUSE or "html" not in text.lower():
        return False
    if not _in_alternative(form.part):
        return False
    number = form.part.containers[-1].number
    return any(
        other.is_html and any(around.number == number for around in other.part.containers)
        for other in forms
    )


def _text(shown: list[_Shown], defects: dict[str, None]) -> str:
    plain = {
        around.number
        for form in shown
        if not form.is_html and form.source.strip()
        for around in form.part.containers
        if around.subtype == "alternative"
    }
    pieces: list[str] = []
    left = tagsoup.MAX_MARKUP
    for form in shown:
        if not form.is_html:
            pieces.append(_plain(form))
        elif not any(
            around.subtype == "alternative" and around.number in plain
            for around in form.part.containers
        ):
            readable = markup.to_text(form.source[:left])
            left = max(0, left - len(form.source))
            pieces.append(readable.text)
            if readable.defect:
                defects[readable.defect] = None
    text = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        defects[_TEXT_CUT] = None
    if armor.is_encrypted(text):
        defects["encrypted (OpenPGP): the text cannot be read"] = None
    return text


def _plain(form: _Shown) -> str:
    if form.part.content_type != "text/plain":
        return enriched.to_text(form.source)
    parameters = form.part.type_parameters
    if "format" in parameters.raw and parameters.text("format", 20).lower() == "flowed":
        return flowed.unwrap(
            form.source, delete_space=parameters.text("delsp", 20).lower() == "yes"
        )
    return armor.without(form.source)
