"""MIME parameters: RFC 2045 section 5.1, with the continuations and charsets of RFC 2231.

Our own, because the usual readers prefer ``filename`` to ``filename*``, lose raw 8-bit names and
are quadratic in the number of semicolons.
"""

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from parsers import charsets, headers


@dataclass(frozen=True, slots=True)
class Parametered:
    """A value such as ``text/plain; charset=utf-8``: token in lower case, raw parameters."""

    token: str
    raw: dict[str, bytes]

    def text(self, name: str, limit: int = headers.MAX_LINE) -> str:
        """The parameter decoded, "" when absent; the RFC 2231 form wins over the plain one."""
        extended = self._extended(name)
        if extended is not None:
            return headers.clean_line(extended, limit)
        return headers.decode(self.raw.get(name, b""), limit)

    def undecoded(self, name: str) -> str:
        """The parameter with its encoded words replaced and nothing cleaned away."""
        extended = self._extended(name)
        if extended is not None:
            return extended
        value = self.raw.get(name, b"")
        return headers.decode_words(charsets.decode(value).text)

    def _extended(self, name: str) -> str | None:
        pieces: list[bytes] = []
        charset = ""
        if (whole := self.raw.get(name + "*")) is not None:
            charset, value = _charset(whole)
            return charsets.decode(unquote_to_bytes(value), charset).text
        for number in range(len(self.raw)):
            key = f"{name}*{number}"
            if (plain := self.raw.get(key)) is not None:
                pieces.append(plain)
            elif (coded := self.raw.get(key + "*")) is not None:
                if number == 0:
                    charset, coded = _charset(coded)
                pieces.append(unquote_to_bytes(coded))
            else:
                break
        return charsets.decode(b"".join(pieces), charset).text if pieces else None


def _charset(value: bytes) -> tuple[str, bytes]:
    parts = value.split(b"'", 2)
    if len(parts) < 3:
        return "", value
    return parts[0].decode("ascii", "ignore"), parts[2]


def read(value: bytes) -> Parametered:
    """Read a Content-Type, Content-Disposition or similar. The first of equal names counts."""
    pieces = _split(value)
    found: dict[str, bytes] = {}
    for piece in pieces[1:]:
        label, equals, text = piece.partition(b"=")
        if not equals:
            continue
        name = label.strip().lower().decode("ascii", "ignore")
        found.setdefault(name, _unquoted(text.strip()))
    token = pieces[0].split(b"(", 1)[0].strip().lower().decode("ascii", "ignore")
    return Parametered(headers.clean_line(token, 200), found)


def _split(value: bytes) -> list[bytes]:
    """Split at the semicolons that stand outside quotes."""
    if b'"' not in value:
        return value.split(b";")
    pieces: list[bytes] = []
    pending: list[bytes] = []
    quoted = False
    for chunk in value.split(b";"):
        pending.append(chunk)
        if (chunk.count(b'"') - chunk.count(b'\\"')) % 2:
            quoted = not quoted
        if not quoted:
            pieces.append(b";".join(pending))
            pending = []
    return [*pieces, b";".join(pending)] if pending else pieces


def _unquoted(text: bytes) -> bytes:
    if text[:1] == b'"':
        inner = text[1:].rpartition(b'"')[0] if text.rfind(b'"') > 0 else text[1:]
        return inner.replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    return text
