"""Does a text read like a notice that a program sent? A linear model over its words.

Phrases (``signs.toml``) know what notices usually say; there are as many wordings as firms. The
model has learnt from notices and letters (``corpus.jsonl``, see ``learn.py``): its features are
words, pairs of words and pieces of words, hashed into a table of small weights, so that an ending
or a language more costs no room. Every score can be told apart again by the words that made it.
"""

import base64
import json
import re
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import pairwise

BUCKETS = 1 << 16
MODEL = "style.json"
_HEAD, _TAIL = 450, 200  # characters that are looked at, from the start and the end
_PIECES = (3, 4)  # lengths of pieces of words
_WORD = re.compile(r"\w+|[!?:]")
_NUMBER = re.compile(r"\d+")
_TITLE, _LENGTH = 0.25, 0.3  # how much the subject and the length say
_LONG = 8  # steps of the length, of 60 characters each
_TOLD = 3  # words that are named
_MOST_KNOWN = 20_000  # words whose weights are kept at hand


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` by bucket; a score is ``bias`` plus the weights of the features, in ``scale``."""

    weights: "array[int]"
    scale: float
    bias: float
    threshold: float  # scores above are notices
    _known: dict[str, tuple[int, int]] = field(default_factory=dict)

    def of_word(self, word: str) -> tuple[int, int]:
        """The weight of a word, and that of all its pieces."""
        found = self._known.get(word)
        if found is None:
            pieces = sum(self.weights[bucket] for bucket in _pieces(word))
            found = self.weights[_bucket(f"w{word}")], pieces
            if len(self._known) < _MOST_KNOWN:
                self._known[word] = found
        return found


@dataclass(frozen=True, slots=True)
class Features:
    """Buckets of each kind; a kind weighs the less for each, the more there are of them."""

    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    title: tuple[str, ...]
    length: int

    def valued(self) -> Iterator[tuple[int, float]]:
        """(bucket, value) of all features, a bucket perhaps several times."""
        value = (len(self.words) + len(self.pairs)) ** -0.5 if self.words else 0.0
        for word in self.words:
            yield _bucket(f"w{word}"), value
        for one, other in self.pairs:
            yield _bucket(f"w{one} {other}"), value
        pieces = [bucket for word in self.words for bucket in _pieces(word)]
        for bucket in pieces:
            yield bucket, len(pieces) ** -0.5
        for word in self.title:
            yield _bucket(f"s{word}"), _TITLE
        yield _bucket(f"l{self.length}"), _LENGTH


def features(text: str, title: str) -> Features:
    """Of the sender's own words and of the subject, both in lower case."""
    text = _NUMBER.sub("0", text)
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]} {text[-_TAIL:]}"
    found = _WORD.findall(text)
    return Features(
        words=tuple(dict.fromkeys(found)),
        pairs=tuple(dict.fromkeys(pairwise(found))),
        title=tuple(dict.fromkeys(_WORD.findall(_NUMBER.sub("0", title)))),
        length=min(len(text) // 60, _LONG),
    )


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[int, ...]:
    if len(word) < _PIECES[0]:
        return ()
    marked = f" {word} "
    return tuple(
        _bucket(f"g{marked[at : at + size]}")
        for size in _PIECES
        for at in range(len(marked) - size + 1)
    )


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "replace")) % BUCKETS


def score(by: Model, found: Features) -> float:
    """How far a text reads like a notice: the log of the odds. The same as over ``valued``."""
    told = [by.of_word(word) for word in found.words]
    words = sum(word for word, _ in told)
    words += sum(by.weights[_bucket(f"w{one} {other}")] for one, other in found.pairs)
    pieces = sum(len(_pieces(word)) for word in found.words)
    total = _TITLE * sum(by.weights[_bucket(f"s{word}")] for word in found.title)
    total += _LENGTH * by.weights[_bucket(f"l{found.length}")]
    if told:
        total += words * (len(found.words) + len(found.pairs)) ** -0.5
    if pieces:
        total += sum(share for _, share in told) * pieces**-0.5
    return by.bias + by.scale * total


def style(text: str, title: str = "") -> float:
    """The score by the model that is shipped."""
    return score(model(), features(text, title))


def telling(text: str) -> tuple[str, ...]:
    """The words of a text that say most for a notice."""
    by = model()
    told = {word: by.of_word(word) for word in features(text, "").words if len(word) > 2}
    shares = {word: whole + pieces / len(word) for word, (whole, pieces) in told.items()}
    loud = sorted(shares, key=lambda word: -shares[word])
    return tuple(word for word in loud[:_TOLD] if shares[word] > 0)


@lru_cache(maxsize=1)
def model() -> Model:
    """The one that is shipped."""
    text = resources.files("parsers.kinds").joinpath(MODEL).read_text("utf-8")
    data = json.loads(text)
    weights = array("b", zlib.decompress(base64.b64decode(data["weights"])))
    return Model(weights, data["scale"], data["bias"], data["threshold"])
