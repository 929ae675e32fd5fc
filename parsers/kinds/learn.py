"""Make the model of ``style.py`` from labelled texts, and say how well it does on unseen ones.

    python -m parsers.kinds.learn [--write] LETTERS.jsonl…

``corpus.jsonl`` beside this file holds notices and letters: ``{"subject", "text", "automatic"}``.
Further files are letters of persons alone (``subject``, ``body``), such as the router's. Logistic
regression, fitted by AdaGrad (Duchi, Hazan and Singer, 2011), needs no library for so few letters.
"""

import argparse
import base64
import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import exp, sqrt
from pathlib import Path
from random import Random

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.kinds.style import BUCKETS, MODEL, Model, features, score

THRESHOLD = 2.2  # of letters that look like notices, one in two hundred is above it
_FOLDS = 6
_EPOCHS = 12
_STEP = 0.2
_DECAY = 2e-5  # of the weights, at each step
_NOTICES_COUNT = 2.0  # times as much as letters, of which there are many more
_SEED = 7
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """What was said, and whether a program said it."""

    text: str
    title: str
    automatic: bool


def example(subject: str, text: str, *, automatic: bool) -> Example:
    """As the rule sees a letter: its own words, and the subject when it is no reply's."""
    evidence = Evidence(subject=subject, text=text)
    return Example(*words.own_words(evidence), automatic)


def corpus() -> list[Example]:
    """The texts that are shipped."""
    rows = map(json.loads, (_HERE / "corpus.jsonl").read_text("utf-8").splitlines())
    return [example(row["subject"], row["text"], automatic=row["automatic"]) for row in rows]


def fit(examples: Sequence[Example]) -> Model:
    """The same model from the same examples."""
    weights = [0.0] * BUCKETS
    squares = [1e-6] * BUCKETS
    bias, bias_square = 0.0, 1e-6
    rows = [(list(features(one.text, one.title).valued()), one.automatic) for one in examples]
    chance = Random(_SEED)  # noqa: S311 (the same order each time)
    for _ in range(_EPOCHS):
        chance.shuffle(rows)
        for row, automatic in rows:
            odds = bias + sum(weights[bucket] * value for bucket, value in row)
            wrong = 1 / (1 + exp(-max(min(odds, 30.0), -30.0))) - automatic
            wrong *= _NOTICES_COUNT if automatic else 1.0
            bias_square += wrong * wrong
            bias -= _STEP * wrong / sqrt(bias_square)
            for bucket, value in row:
                slope = wrong * value + _DECAY * weights[bucket]
                squares[bucket] += slope * slope
                weights[bucket] -= _STEP * slope / sqrt(squares[bucket])
    scale = max(map(abs, weights)) / 127
    return Model(array("b", (round(one / scale) for one in weights)), scale, bias, THRESHOLD)


def cross_validated(examples: Sequence[Example]) -> Iterator[tuple[Example, float]]:
    """Each example with its score by a model that has not seen it, nor its neighbours."""
    for fold in range(_FOLDS):
        held = [at for at in range(len(examples)) if at // 4 % _FOLDS == fold]
        out = set(held)
        made = fit([one for at, one in enumerate(examples) if at not in out])
        for at in held:
            yield examples[at], score(made, features(examples[at].text, examples[at].title))


def to_json(model: Model, digest: str) -> str:
    """The file's text. ``digest`` says from which corpus it was made."""
    packed = base64.b64encode(zlib.compress(model.weights.tobytes(), 9)).decode()
    return json.dumps(
        {
            "corpus": digest,
            "scale": model.scale,
            "bias": model.bias,
            "threshold": model.threshold,
            "weights": packed,
        }
    )


def digest() -> str:
    """Of the corpus that is shipped."""
    return sha256((_HERE / "corpus.jsonl").read_bytes()).hexdigest()


def _report(checked: Iterable[tuple[Example, float]]) -> Iterator[str]:
    told = [(one, odds, bool(signs.asks(one.text))) for one, odds in checked]
    for threshold in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0):
        taken = [one for one, odds, asks in told if odds > threshold and not asks]
        notices = sum(one.automatic for one in taken)
        yield (
            f"above {threshold}: {notices} of {sum(one.automatic for one, _, _ in told)} notices,"
            f" {len(taken) - notices} of {sum(not one.automatic for one, _, _ in told)} letters"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("letters", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true", help=f"replace {MODEL}")
    arguments = parser.parse_args()
    examples = corpus()
    for path in arguments.letters:
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            examples.append(example(row["subject"], row["body"], automatic=False))
    for line in _report(cross_validated(examples)):
        sys.stdout.write(line + "\n")
    if arguments.write:
        (_HERE / MODEL).write_text(to_json(fit(examples), digest()), "utf-8")


if __name__ == "__main__":
    main()
