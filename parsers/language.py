"""The language of what a sender wrote, by script, letters and frequent words; ISO 639-1.

Client letters are short and full of English names, logs and error text. So a letter that begins in
Cyrillic, or has a real share of it, is in a Cyrillic language, and log lines are not counted at
all.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files

_SAMPLE = 1_500  # characters looked at
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)?")
_NOISY = re.compile(r"[/\\<>{}=|@]|\.\w\w")  # of one token: a path, a link, a host name, code
_LOG = re.compile(
    r"\d\d:\d\d:\d\d|\[\w+\]"
    r"|^\s*(?:at |#\d|Traceback|File \"|\w+(?:Error|Exception)\b|Received:|\$ |> )"
)
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),  # before zh: Japanese has Chinese characters too
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("fa", re.compile("[\u067e\u0686\u0698\u06af\u06cc]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_LETTERS = {
    "uk": "іїєґ",
    "kk": "әғқңөұүһі",
    "be": "ўі",
    "sr": "јљњћђџ",
    "tt": "әҗңөүһ",
}
_FOREIGN = {
    "ru": "іїєґәғқңөұүһўјљњћђџҗ",
    "uk": "ыэъёәғқңұүһўј",
    "kk": "їєґўјљњ",
    "be": "їєґищъә",
    "bg": "ыэё",
    "sr": "щъыьэюяйё",
    "tt": "іїєґғқұ",
}
_HANDICAP = {"ru": 0.5, "be": -1.0, "bg": -1.0, "sr": -1.0, "tt": -1.0}  # who writes to us
_LATIN_LETTERS = {
    "de": "äöüß",
    "fr": "éèêàçùœ",
    "es": "ñ¿¡áíóú",
    "pt": "ãõçâêá",
    "pl": "ąęłńśźż",
    "tr": "ğışçö",
    "cs": "ěřůčšž",
    "ro": "șțăîâ",
    "sv": "å",
    "hu": "őű",
}
_TRANSLITERATED = re.compile(
    r"(?:zh|shch|sch|kh|aet|ayet|yut|jut|ites?|ogo|ego|iya|ija|nyj|niy|ogda|lsya|tsya|aetsya|oval|yvat)$"
)


def detect(text: str, subject: str = "") -> str:
    """ISO 639-1 code, "" when it cannot be told. The subject speaks when the text does not."""
    return _of(text) or _of(subject)


def _of(text: str) -> str:
    lines = [line for line in text[:_SAMPLE].split("\n") if line.strip() and not _LOG.search(line)]
    words = _WORD.findall("\n".join(map(_without_noise, lines)).lower())
    cyrillic = [word for word in words if _is_letter(word[0])]
    if cyrillic and _wins(cyrillic, words, lines[0].lower()):
        return _cyrillic(cyrillic)
    sample = "".join(words)
    if not sample.isascii():
        for name, script in _SCRIPTS:
            if len(script.findall(sample)) * 4 > len(sample):
                return name
    return _latin([word for word in words if not _is_letter(word[0])])


def _without_noise(line: str) -> str:
    if not _NOISY.search(line):
        return line
    return " ".join(token for token in line.split() if not _NOISY.search(token))


def _is_letter(char: str) -> bool:
    return "\u0400" <= char <= "\u052f"


def _wins(cyrillic: list[str], words: list[str], opening: str) -> bool:
    """Names and quoted errors make some words of the other script; a letter opens in its own."""
    if len(cyrillic) * 4 >= len(words):
        return True
    first = _WORD.findall(opening)
    if len(first) > 1 and sum(_is_letter(word[0]) for word in first) * 2 > len(first):
        return True
    return len(cyrillic) > sum("en" in _LATIN.get(word, ()) for word in words)


def _cyrillic(words: list[str]) -> str:
    letters = "".join(words)
    present = set(letters)
    scores = _scores(words, _CYRILLIC, _DATA["cyrillic"])
    weight = 2.0 / (1 + len(words) / 20)
    for letter in present & _TELLING:
        telling = weight * letters.count(letter)
        for name in scores:
            scores[name] += telling * _tells(letter, name)
    for name, head_start in _HANDICAP.items():
        scores[name] += head_start
    return max(scores, key=lambda name: scores[name])


def _tells(letter: str, name: str) -> int:
    """Whether the letter speaks for a language or against it."""
    return (letter in _LETTERS.get(name, "")) - (letter in _FOREIGN.get(name, ""))


def _latin(words: list[str]) -> str:
    if not words:
        return ""
    scores = _scores(words, _LATIN, _DATA["latin"])
    letters = "".join(words)
    if not letters.isascii():
        for name, own in _LATIN_LETTERS.items():
            scores[name] += 0.7 * sum(map(letters.count, own))
    if scores["en"] * 4 < len(words):
        scores["ru-latin"] += 0.5 * sum(
            word not in _LATIN and _TRANSLITERATED.search(word) is not None for word in words
        )
    scores["en"] += 0.1
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 1 or scores[best] * 12 < len(words):
        return ""
    return "ru" if best == "ru-latin" else best


def _scores(
    words: list[str], known: Mapping[str, tuple[str, ...]], names: Iterable[str]
) -> dict[str, float]:
    scores = dict.fromkeys(names, 0.0)
    for word in words:
        for name in known.get(word, ()):
            scores[name] += 1.0
    return scores


def _table(words_of: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Word to the languages that have it."""
    table: dict[str, tuple[str, ...]] = {}
    for name, words in words_of.items():
        for word in dict.fromkeys(words.split()):
            table[word] = (*table.get(word, ()), name)
    return table


_TELLING = frozenset("".join((*_LETTERS.values(), *_FOREIGN.values())))
_DATA = tomllib.loads(files("parsers").joinpath("language.toml").read_text("utf-8"))
_CYRILLIC, _LATIN = _table(_DATA["cyrillic"]), _table(_DATA["latin"])
