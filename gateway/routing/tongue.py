"""The language of a letter for the queue: an ISO 639-1 code, or ``mixed`` for two languages.

Error texts, logs and quoted messages of programs are no language of the sender's.
"""

import re

from gateway.routing.text import Letter
from parsers.language import detect

MIXED = "mixed"
_SENTENCE = re.compile(r"(?<=[.!?…:])\s+|\n+|[«»\"“”]| / ")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_UKRAINIAN = re.compile(r"[іїєґ]")
_RUSSIAN = re.compile(r"[ыэёъ]")
_KAZAKH = re.compile(r"[әғқңөұүһ]")
_ENGLISH = frozenset(
    """the is are was our we you i my your can could please would have has it this that to of and for with
    from in on not do does what when how if be will should hello hi thanks need want""".split()
)
_SPEAKING = frozenset(
    "please we our you i my your us me can could would hello hi thanks need want like let".split()
)
_UKRAINIAN_WORDS = frozenset(
    "що це як та або чи вже для не мій від потрібно будь ласка дякую".split()
)
_RUSSIAN_WORDS = frozenset(
    "что это как или если уже ещё еще мой от нужно пожалуйста спасибо и у вас не по для из нас".split()
)
_FEWEST = 4


def language(letter: Letter) -> str:
    """The sender's language; "" when it cannot be told."""
    text = letter.own.text[:4_000]
    main = detect(text, letter.subject.text)
    spoken = _spoken(letter.subject.text + "\n" + text)
    strong = {name for name, words in spoken.items() if words >= _FEWEST}
    if len(strong) > 1:
        return MIXED
    return main


def _spoken(text: str) -> dict[str, int]:
    """Words in sentences that are surely of one language."""
    counts = {"ru": 0, "uk": 0, "kk": 0, "en": 0}
    for sentence in _SENTENCE.split(text):
        words = [word.lower() for word in _WORD.findall(sentence)]
        cyrillic = [word for word in words if _CYRILLIC.search(word)]
        latin = [word for word in words if not _CYRILLIC.search(word)]
        if len(cyrillic) >= 3 and len(cyrillic) >= len(latin):
            if name := _cyrillic(cyrillic):
                counts[name] += len(cyrillic)
        if len(latin) >= 5 and _is_english(latin):
            counts["en"] += len(latin)
    return counts


def _is_english(words: list[str]) -> bool:
    common = sum(word in _ENGLISH for word in words)
    return common * 4 >= len(words) and not _SPEAKING.isdisjoint(words)


def _cyrillic(words: list[str]) -> str:
    joined = " ".join(words)
    kazakh = len(_KAZAKH.findall(joined))
    ukrainian = len(_UKRAINIAN.findall(joined)) - kazakh  # і is Kazakh as well
    russian = len(_RUSSIAN.findall(joined))
    if kazakh >= 2:
        return "kk"
    if ukrainian > 0 and russian == 0:
        return "uk"
    if ukrainian <= 0 and (russian > 0 or not _RUSSIAN_WORDS.isdisjoint(words)):
        return "ru" if kazakh == 0 else ""
    return ""
