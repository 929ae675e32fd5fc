"""Bytes of a letter to text, whatever charset they claim (RFC 2046 section 4.1.2).

The order is: valid UTF-8, the declared charset, and then a guess by letter frequency. A rightly
declared charset must never lose, so the shortcut for UTF-8 stands back where the bytes make as good
a text in the declared charset.
"""

import codecs
import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

from parsers import east_asian

_ALIASES = {
    "ansi_x3.4-1968": "ascii",
    "cp-1251": "cp1251",
    "cp-866": "cp866",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "iso8859-1": "cp1252",
    "koi8": "koi8-r",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "ks_c_5601-1987": "cp949",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "us-ascii": "ascii",
    "win-1251": "cp1251",
    "win1251": "cp1251",
    "windows-874": "cp874",
    "windows1251": "cp1251",
    "x-cp1251": "cp1251",
    "x-koi8-r": "koi8-r",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-sjis": "cp932",
}
# Python also has codecs that are no charsets: base64, zip, rot13, idna, unicode_escape.
_CHARSET_FAMILIES = (
    "ascii", "big5", "cp", "euc", "gb", "hz", "iso2022", "iso8859", "johab", "koi8", "kz1048",
    "mac-", "ptcp154", "shift", "tis-620", "utf-16", "utf-32", "utf-7", "utf-8",
)  # fmt: skip
_STATEFUL = ("iso2022", "hz", "utf-7")  # 7-bit codings: pure ASCII bytes still need them
_MULTIBYTE = ("big5", "cp932", "cp936", "cp949", "cp950", "euc", "gb", "johab", "shift")
_CYRILLIC = (
    "cp1251",
    "koi8-r",
    "koi8-u",
    "cp866",
    "iso8859-5",
    "mac-cyrillic",
    "cp855",
    "kz1048",
    "ptcp154",
)
_GUESSES = ("cp1251", "koi8-r", "cp866", "iso8859-5")
_SAMPLE = 4096
_SURELY_RUSSIAN = 1.3  # score of a letter; no Russian word is below, hardly any Chinese above
_ASCII = bytes(range(128))
_LETTERS_IN_BYTES = re.compile(rb"[A-Za-z\xc0-\xff]+")

_FREQUENT = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_WEIGHT = {letter: 3.0 - 0.1 * rank for rank, letter in enumerate(_FREQUENT)} | {"ъ": -1.0}
_PAIRS = frozenset((
    "ст", "но", "то", "на", "ен", "ов", "ни", "ра", "во", "ко", "ро", "по", "пр", "ре", "ос",
    "го", "от", "ал", "ер", "ли", "ом", "ка", "ти", "та", "од", "до", "не", "за", "ла", "ло",
    "те", "ес", "ва", "ет", "де", "ан", "ль", "ог", "ат", "ин", "ть", "ел", "ак", "ру", "ри",
    "ки", "ме", "са", "ле", "да", "ол", "ам", "ит", "ма", "об", "ем", "мо", "ас", "из", "ор",
    "ие", "ой", "ый", "ые", "оп", "пл", "ая", "че", "шо", "чт", "см", "бр", "кт", "он", "се",
    "ис", "ве", "ед", "ви", "си", "ци", "ия", "ию", "ду", "жн", "жа", "уж", "ош", "иб", "оч",
    "вс", "ус", "уп",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the charset that gave it; ``guessed`` is a defect in words, or empty."""

    text: str
    charset: str
    guessed: str = ""


@lru_cache(maxsize=256)
def codec_name(declared: str) -> str:
    """The canonical codec for a charset name, or "" when it is none that Python knows."""
    name = declared.strip(" \t\"'<>;,").lower().partition("*")[0]
    name = _ALIASES.get(name, name)
    if not name or not name.isascii() or len(name) > 40:
        return ""
    try:
        canonical = codecs.lookup(name).name.replace("_", "-")
    except (LookupError, ValueError):
        return ""
    return canonical if canonical.startswith(_CHARSET_FAMILIES) else ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """Text of ``data``; every byte string has one. ``declared`` may be empty, wrong or junk."""
    codec = codec_name(declared) if declared else ""
    if b"\x1b$" in data[:_SAMPLE] and not codec.startswith(_STATEFUL):
        text = _strict(data, "iso2022_jp_2")
        if text is not None:
            return Decoded(text, "iso-2022-jp", "charset iso-2022-jp recognised by its marks")
    if (
        data.isascii()
        and not codec.startswith(_STATEFUL)
        and not codec.startswith(("utf-16", "utf-32"))
    ):
        return Decoded(data.decode("ascii"), "ascii")
    if (
        codec.startswith(("utf-16", "utf-32", *_STATEFUL))
        and (text := _strict(data, codec)) is not None
    ):
        return Decoded(text, codec)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and (
        (text := _strict(data, "utf-16")) is not None
    ):
        return Decoded(text, "utf-16", "charset utf-16 recognised by its mark")
    as_utf8 = _strict(data, "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8")
    if as_utf8 is not None and not _declared_is_as_good(data, as_utf8, codec):
        wrong = declared and codec not in ("utf-8", "ascii", "utf-8-sig")
        return Decoded(
            as_utf8, "utf-8", f"declared {declared[:40]}, read as utf-8" if wrong else ""
        )
    if codec and codec not in ("utf-8", "ascii"):
        found = _declared(data, codec, declared)
        if found is not None:
            return found
    if codec == "utf-8" and (found := _damaged(data, codec, declared)) is not None:
        return found
    charset = guess(data)
    text = data.decode(charset, "replace")
    return Decoded(text, charset, f"declared {declared[:40] or 'no charset'}, read as {charset}")


def guess(data: bytes) -> str:
    """The most likely charset of bytes that are not UTF-8."""
    sample = data[:_SAMPLE] if not data[:_SAMPLE].isascii() else _around_high(data)
    scores = {charset: _russian_score(sample, charset) for charset in _GUESSES}
    best = max(_GUESSES, key=lambda charset: scores[charset])
    high = len(sample.translate(None, _ASCII))
    if scores[best] < high * _SURELY_RUSSIAN and (eastern := east_asian.guess(sample)):
        return eastern
    return "cp1252" if _looks_western(sample) else best


def _is_surely_russian(data: bytes, charset: str) -> bool:
    """Whether it reads so well in that charset that another declared one must be wrong."""
    sample = data[:_SAMPLE] if not data[:_SAMPLE].isascii() else _around_high(data)
    high = len(sample.translate(None, _ASCII))
    return _russian_score(sample, charset) >= high * _SURELY_RUSSIAN


def _around_high(data: bytes) -> bytes:
    rest = data.lstrip(_ASCII)
    return rest[:_SAMPLE]


def _strict(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None
    # utf-7 can make lone surrogates, which no UTF-8 output takes
    return text if codec != "utf-7" or text.isprintable() or _encodable(text) else None


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _declared(data: bytes, codec: str, declared: str) -> Decoded | None:
    if codec in ("cp1252", "iso8859-1", "iso8859-15") and _mostly_high(data):
        charset = guess(data)
        if charset != "cp1252" and (charset not in _GUESSES or _is_surely_russian(data, charset)):
            return Decoded(
                data.decode(charset, "replace"),
                charset,
                f"declared {declared[:40]}, read as {charset}",
            )
    text = _strict(data, codec)
    if text is not None:
        return Decoded(text, codec)
    return _damaged(data, codec, declared)


def _damaged(data: bytes, codec: str, declared: str) -> Decoded | None:
    """The declared charset after all when only a few bytes do not fit (cut or corrupted text)."""
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        return None
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if text.count("\ufffd") * 10 > max(high, 10):
        return None
    text = text if _encodable(text) else text.encode("utf-8", "replace").decode("utf-8")
    return Decoded(text, codec, f"broken {declared[:40]}")


def _declared_is_as_good(data: bytes, as_utf8: str, codec: str) -> bool:
    """Whether bytes that happen to be valid UTF-8 read better in their declared charset."""
    if not codec or codec in ("utf-8", "utf-8-sig", "ascii"):
        return False
    high = [char for char in as_utf8[:_SAMPLE] if char > "\x7f"]
    if codec.startswith(_MULTIBYTE):
        # Three-byte sequences in a row are no accident; two-byte ones are common in GB text.
        return (
            sum(char > "\u07ff" for char in high) * 2 < len(high)
            and _strict(data, codec) is not None
        )
    if len(high) > 3:
        return False
    if codec in _CYRILLIC:
        return not any("\u0400" <= char <= "\u04ff" or char > "\u07ff" for char in high)
    return any("\u0180" <= char <= "\u03ff" or "\u0500" <= char <= "\u07ff" for char in high)


def _mostly_high(data: bytes) -> bool:
    """Western text has some accents among ASCII letters, Cyrillic is nothing but high bytes."""
    sample = data[:_SAMPLE] if not data[:_SAMPLE].isascii() else _around_high(data)
    high = sum(byte >= 0x80 for byte in sample)
    runs = sum(a >= 0x80 and b >= 0x80 for a, b in itertools.pairwise(sample))
    return high >= 4 and runs * 2 > high


def _looks_western(sample: bytes) -> bool:
    """Western words mix ASCII letters and others, Cyrillic ones do not."""
    mixed = pure = 0
    for word in _LETTERS_IN_BYTES.findall(sample):
        if not word.isascii():
            high = len(word.translate(None, _ASCII))
            mixed += high < len(word)
            pure += high == len(word) > 1
    return mixed > pure


def _russian_score(sample: bytes, charset: str) -> float:
    text = sample.decode(charset, "replace")
    score = 0.0
    previous = " "
    for char in text:
        if char <= "\x7f":
            previous = char
            continue
        lower = char.lower()
        weight = _WEIGHT.get(lower)
        if weight is None:
            score -= 0.0 if char in "«»№—–“”…\u00a0„’" else 3.0
        else:
            score += weight + (2.0 if previous.lower() + lower in _PAIRS else 0.0)
            capital_inside = char != lower and previous.islower() and previous > "\x7f"
            if capital_inside or (lower in "ъьы" and not previous.isalpha()):
                score -= 4.0
            if char == lower:
                score += 0.1
        previous = char
    return score
