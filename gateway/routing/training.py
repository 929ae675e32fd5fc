"""Build the model from labelled letters, and measure it on letters that it has not seen.

    python -m gateway.routing.training    # makes the shipped model anew

scikit-learn does the fitting (the ``train`` extra); the running gateway never loads it. The letters
are few and their features many, so the fit works on the letters' inner products: the result is the
same as on the features, in seconds.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import log
from pathlib import Path
from random import Random
from typing import Any

from gateway.routing.classes import CATEGORIES, TOPICS, URGENCIES
from gateway.routing.features import COUNTED_BARE, extract
from gateway.routing.judge import Verdict, judge
from gateway.routing.model import (
    CLASSES,
    Habits,
    Model,
    pack,
    shipped,
    to_json,
)
from gateway.routing.rules import applied
from gateway.routing.text import Letter, read

FOLDS = 8
_STRENGTH = {"category": 4.0, "urgency": 3.0, "topic": 4.0}  # inverse of the regularisation
_SEED = 7
_MOST_ASIDES = 5
_LATIN = re.compile("[a-zA-Z]")
_FEWEST = 2  # letters that must share a feature
_TOPIC_BY_CONCEPTS = 1.5  # what a letter is about shows in its concepts more than in its words
_SMALLEST_WEIGHT = 2e-3


_Fits = dict[str, tuple[Any, Any]]


class TrainingError(Exception):
    """No model can be built; the message says why, for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled letter. A label of "" says nothing on that question."""

    id: str
    letter: Letter
    category: str
    urgency: str
    topic: str
    measured: bool  # the cross-validation counts it; the others only teach
    copied: bool = False  # says again, with remarks, what another says

    def label(self, question: str) -> str:
        """The label for one of the three questions."""
        return {"category": self.category, "urgency": self.urgency, "topic": self.topic}[question]


def shipped_examples() -> list[Example]:
    """The letters that come with the product."""
    folder = files("gateway.routing").joinpath("corpus")
    found: list[Example] = []
    requests, lessons = (
        [json.loads(row) for row in folder.joinpath(name).read_text("utf-8").splitlines()]
        for name in ("requests.jsonl", "lessons.jsonl")
    )
    asides = folder.joinpath("asides.txt").read_text("utf-8").splitlines()
    found += examples(requests, measured=True)
    found += examples(lessons, measured=False)
    found += examples(_talkative(lessons, asides), measured=False, copied=True)
    return found


def _talkative(
    rows: Iterable[Mapping[str, Any]], asides: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """The lessons once more, with remarks that say nothing of the matter.

    Clients tell much beside: what the site runs on, that the bill is paid, that mail works. The
    model learns from these copies that such remarks decide neither category nor urgency. They do
    name topics in passing, so that question learns nothing from them.
    """
    chance = Random(_SEED)  # noqa: S311 (the same copies each time)
    scripts = {
        name: [one for one in asides if bool(_LATIN.match(one)) is (name == "latin")]
        for name in ("latin", "cyrillic")
    }
    for row in rows:
        text = str(row["body"])
        fitting = scripts["latin" if _LATIN.match(text) else "cyrillic"]
        remarks = chance.sample(fitting, chance.randint(2, _MOST_ASIDES))
        before = chance.randint(0, len(remarks) // 2)
        body = " ".join([*remarks[:before], text, *remarks[before:]])
        yield {**row, "id": f"{row['id']}+", "body": body, "topic": ""}


def examples(
    rows: Iterable[Mapping[str, Any]], *, measured: bool, copied: bool = False
) -> Iterator[Example]:
    """Labelled letters from rows as in the shipped corpus."""
    for row in rows:
        yield Example(
            id=str(row.get("id", "")),
            letter=read(str(row["subject"]), str(row["body"]), str(row.get("from", ""))),
            category=str(row.get("category", "")),
            urgency=str(row.get("urgency", "")),
            topic=str(row.get("topic", "")),
            measured=measured,
            copied=copied,
        )


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what it decided on each measured letter when it had not seen it."""

    model: Model
    unseen: Sequence[tuple[Example, Verdict]]


def train(given: Sequence[Example], version: str) -> Trained:
    """Fit and cross-validate. Raises TrainingError when the extra is missing or letters are few."""
    fitter = _Fitter(given)
    measured = [at for at, one in enumerate(given) if one.measured]
    strata = [given[at].category + given[at].urgency for at in measured]
    unseen: list[tuple[Example, list[float], list[float]]] = []
    for held in fitter.folds(strata):
        out = {measured[at] for at in held}
        members = [at for at in range(len(given)) if at not in out]
        fits = fitter.fit(members)
        affinity = _affinity([given[at] for at in members])
        unseen += [(given[at], fitter.scores(fits, at), affinity) for at in sorted(out)]
    sharpness = _sharpness(unseen)
    verdicts = [
        (one, judge(Habits(affinity, sharpness), scores)) for one, scores, affinity in unseen
    ]
    rows, scale, bias = fitter.weights(fitter.fit(range(len(given))))
    model = Model(
        version=version,
        rows=rows,
        scale=scale,
        bias=bias,
        habits=Habits(_affinity(given), sharpness),
        figures=figures(verdicts),
    )
    return Trained(model, verdicts)


class _Fitter:
    """The letters in few dimensions, one space for each question, and the way back to features."""

    def __init__(self, given: Sequence[Example]) -> None:
        try:
            import numpy as np
            from scipy import sparse
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import StratifiedKFold
        except ImportError as error:
            message = "training needs the extra: pip install 'postdesk[train]'"
            raise TrainingError(message) from error
        self._np, self._regression, self._folds = np, LogisticRegression, StratifiedKFold
        self._given = given
        self._features = [extract(one.letter) for one in given]
        extracted = [one.values for one in self._features]
        counts = Counter(
            name
            for one, values in zip(given, extracted, strict=True)
            if not one.copied
            for name in values
        )
        self._names = sorted(name for name, count in counts.items() if count >= _FEWEST)
        column = {name: at for at, name in enumerate(self._names)}
        cells = [
            (value, row, column[name])
            for row, values in enumerate(extracted)
            for name, value in values.items()
            if name in column
        ]
        if not cells:
            raise TrainingError("too few letters to learn from")
        values, rows, columns = zip(*cells, strict=True)
        bare = sparse.csr_matrix((values, (rows, columns)), shape=(len(given), len(self._names)))
        self._stretch: dict[str, Any] = {}
        self._space: dict[str, Any] = {}  # letters by dimensions
        self._back: dict[str, Any] = {}  # dimensions by letters, and letters by features
        for question in CLASSES:
            stretch = np.array(
                [_stretch(name, counts[name], len(given), question) for name in self._names]
            )
            matrix = bare.multiply(stretch).tocsr()
            power, directions = np.linalg.eigh((matrix @ matrix.T).toarray())
            kept = power > 1e-9
            root = np.sqrt(power[kept])
            self._stretch[question] = stretch
            self._space[question] = directions[:, kept] * root
            self._back[question] = matrix.T, directions[:, kept] / root

    def folds(self, strata: Sequence[str]) -> Iterator[Sequence[int]]:
        """Positions that are held out, once each, every class spread over all parts."""
        common = Counter(strata)
        kinds = [name if common[name] >= FOLDS else "rare" for name in strata]
        parts = self._folds(FOLDS, shuffle=True, random_state=_SEED)
        for _, held in parts.split(kinds, kinds):
            yield [int(at) for at in held]

    def fit(self, members: Iterable[int]) -> _Fits:
        """Weights (classes by dimensions) and biases for each question."""
        members = list(members)
        fits: _Fits = {}
        for question, classes in CLASSES.items():
            labelled = [one for one in members if self._given[one].label(question)]
            labels = [self._given[one].label(question) for one in labelled]
            if strange := set(labels) ^ set(classes):
                raise TrainingError(f"{question}: unknown or without a letter: {sorted(strange)}")
            fit = self._regression(C=_STRENGTH[question], max_iter=300, tol=1e-3)
            fit.fit(self._space[question][labelled], labels)
            order = [list(fit.classes_).index(name) for name in classes]
            fits[question] = fit.coef_[order], fit.intercept_[order]
        return fits

    def scores(self, fits: _Fits, at: int) -> list[float]:
        """What the fit and the rules say of one letter."""
        learnt = [
            float(one)
            for question, (weights, bias) in fits.items()
            for one in weights @ self._space[question][at] + bias
        ]
        return applied(learnt, self._features[at])[0]

    def weights(self, fits: _Fits) -> tuple[dict[str, int], float, list[float]]:
        """The model's rows, the step of a weight, and the biases."""
        np = self._np
        parts = []
        for question, (weights, _) in fits.items():
            features, letters = self._back[question]
            part = (features @ (letters @ weights.T)) * self._stretch[question][:, None]
            # a constant on all classes of a question changes nothing: centred, it can be read
            parts.append(part - part.mean(axis=1, keepdims=True))
        whole = np.concatenate(parts, axis=1)
        telling = np.abs(whole).max(axis=1) > _SMALLEST_WEIGHT
        step = float(np.abs(whole).max()) / 32_000
        names = [name for name, kept in zip(self._names, telling, strict=True) if kept]
        numbers = np.rint(whole[telling] / step).astype(int).tolist()
        rows = {name: pack(row) for name, row in zip(names, numbers, strict=True)}
        return rows, step, [float(one) for _, bias in fits.values() for one in bias]


def _stretch(name: str, count: int, letters: int, question: str) -> float:
    """Rare words tell more than frequent ones; concepts are few and chosen."""
    kind = name.partition(":")[0]
    if kind not in COUNTED_BARE:
        return (log((1 + letters) / (1 + count)) + 1) / 3
    return _TOPIC_BY_CONCEPTS if question == "topic" and kind in ("c", "cs", "h") else 1.0


def figures(verdicts: Sequence[tuple[Example, Verdict]]) -> dict[str, float]:
    """Accuracy of each question."""
    return {
        question: round(
            sum(one.label(question) == verdict.of(question) for one, verdict in verdicts)
            / max(1, len(verdicts)),
            4,
        )
        for question in CLASSES
    }


def _affinity(given: Sequence[Example]) -> list[float]:
    """Log of how much more often classes meet than they would by chance, smoothed."""
    met = Counter(
        (one.category, one.urgency, one.topic)
        for one in given
        if one.category and one.urgency and one.topic
    )
    total = sum(met.values()) + 0.05 * len(CATEGORIES) * len(URGENCIES) * len(TOPICS)
    share = {
        (category, urgency, topic): (met[category, urgency, topic] + 0.05) / total
        for category in CATEGORIES
        for urgency in URGENCIES
        for topic in TOPICS
    }
    alone: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for names, part in share.items():
        for counter, name in zip(alone, names, strict=True):
            counter[name] += part  # type: ignore[assignment]
    return [
        log(part / (alone[0][names[0]] * alone[1][names[1]] * alone[2][names[2]]))
        for names, part in share.items()
    ]


def _sharpness(unseen: Sequence[tuple[Example, list[float], list[float]]]) -> dict[str, float]:
    """The power to which chances are raised so that they come true as often as they say."""
    best: dict[str, float] = {}
    for question in CLASSES:
        losses = []
        for step in range(6, 41):
            tried = step / 20
            loss = 0.0
            for one, scores, affinity in unseen:
                verdict = judge(Habits(affinity, dict.fromkeys(CLASSES, tried)), scores)
                loss -= log(max(1e-6, verdict.chances[question][one.label(question)]))
            losses.append((loss, tried))
        best[question] = min(losses)[1]
    return best


def main() -> None:
    """Replace the model that is shipped."""
    trained = train(shipped_examples(), shipped().version)
    path = Path(str(files("gateway.routing"))) / "model.json"
    path.write_text(to_json(trained.model), "utf-8")
    sys.stdout.write(f"{path}: {trained.model.figures}\n")


if __name__ == "__main__":
    main()
