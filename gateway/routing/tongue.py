"""The language of a letter for the queue: an ISO 639-1 code, or ``mixed`` for two languages.

Error texts, logs and quoted messages of programs are no language of the sender's.
"""

import re
from collections import Counter

from gateway.routing.lexicon import words
from gateway.routing.text import Letter
from parsers.language import detect

MIXED = "mixed"
_SENTENCE = re.compile(r"(?<=[.!?…:])\s+|\n+| / ")
_QUOTED = re.compile('«[^«»]{0,300}»|“[^“”]{0,300}”|„[^„“”]{0,300}[“”]|"[^"\n]{0,300}"')
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_UKRAINIAN = re.compile(r"[іїєґ]")
_RUSSIAN = re.compile(r"[ыэёъ]")
_KAZAKH = re.compile(r"[әғқңөұүһ]")
_ENGLISH = words("english")
_SPEAKING = words("english_speaking")
_ASKING = re.compile(r"\b(?:can|could|would|will|do|did|are) you\b")
_RUSSIAN_WORDS = words("russian")
_FEWEST = 4
_FEWEST_KAZAKH = 4  # letters that no other language has
_FEWEST_FOREIGN = 6


def language(letter: Letter) -> str:
    """The sender's language; "" when it cannot be told."""
    text = letter.own.text[:4_000]
    main = detect(text, letter.subject.text)
    spoken = _spoken(letter.subject.text + "\n" + text)
    strong = {name for name, words in spoken.items() if words >= _FEWEST}
    if len(strong - {"cyrillic"}) > 1 or {"en", "cyrillic"} <= strong:
        return MIXED
    return main


def _spoken(text: str) -> Counter[str]:
    """Words in sentences that are surely of one language; what is quoted is somebody else's."""
    counts: Counter[str] = Counter()
    text = _QUOTED.sub("\n", text)
    among_kazakh = len(_KAZAKH.findall(text.lower())) >= _FEWEST_KAZAKH
    for sentence in _SENTENCE.split(text):
        words = [word.lower() for word in _WORD.findall(sentence)]
        cyrillic = [word for word in words if _CYRILLIC.search(word)]
        latin = [word for word in words if not _CYRILLIC.search(word)]
        if len(cyrillic) >= 3 and len(cyrillic) >= len(latin):
            counts[_cyrillic(cyrillic, among_kazakh)] += len(cyrillic)
        if len(latin) >= 5 and _is_english(latin):
            counts["en"] += len(latin)
        elif len(latin) >= _FEWEST_FOREIGN and (name := _foreign(latin)):
            counts[name] += len(latin)
    return counts


def _foreign(words: list[str]) -> str:
    """Another language in Latin letters; those beyond ASCII tell prose from a program's output."""
    text = " ".join(words)
    name = "" if text.isascii() else detect(text)
    return "" if name in ("en", "ru") else name


def _is_english(words: list[str]) -> bool:
    common = sum(word in _ENGLISH for word in words)
    asks = _ASKING.search(" ".join(words)) is not None
    return common * 4 >= len(words) and (asks or not _SPEAKING.isdisjoint(words))


def _cyrillic(words: list[str], among_kazakh: bool) -> str:
    joined = " ".join(words)
    kazakh = len(_KAZAKH.findall(joined))
    ukrainian = len(_UKRAINIAN.findall(joined)) - kazakh  # і is Kazakh as well
    russian = len(_RUSSIAN.findall(joined))
    if kazakh >= 2 or (among_kazakh and russian == 0 and ukrainian > 0):
        return "kk"
    if ukrainian > 0 and russian == 0:
        return "uk"
    if ukrainian <= 0 and kazakh == 0 and (russian > 0 or not _RUSSIAN_WORDS.isdisjoint(words)):
        return "ru"
    return "cyrillic"
