"""Build the model from labelled letters, and measure it on letters that it has not seen.

scikit-learn does the fitting (the ``train`` extra); the running gateway never loads it. The letters
are few and their features many, so the fit works on the letters' inner products: the result is the
same as on the features, in seconds.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp, log
from typing import Any

from gateway.routing.features import extract
from gateway.routing.judge import Verdict, allowed, judge
from gateway.routing.model import (
    CATEGORIES,
    CLASSES,
    OFFSETS,
    TOPICS,
    URGENCIES,
    WIDTH,
    Model,
    probabilities,
)
from gateway.routing.text import Letter, read

FOLDS = 8
_STRENGTH = {"category": 2.0, "urgency": 2.0, "topic": 2.0}  # inverse of the regularisation
_SEED = 7
_FEWEST = 2  # letters that must share a feature
_COUNTED_BARE = ("c:", "cs:", "l:", "p:", "h:")  # groups without a weight by rarity
_SMALLEST_WEIGHT = 2e-3


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

    def label(self, question: str) -> str:
        """The label for one of the three questions."""
        return {"category": self.category, "urgency": self.urgency, "topic": self.topic}[question]


def shipped_examples() -> list[Example]:
    """The letters that come with the product."""
    folder = files("gateway.routing").joinpath("corpus")
    found: list[Example] = []
    for name, measured in (("requests.jsonl", True), ("lessons.jsonl", False)):
        rows = folder.joinpath(name).read_text("utf-8").splitlines()
        found += examples((json.loads(row) for row in rows), measured=measured)
    return found


def examples(rows: Iterable[Mapping[str, Any]], *, measured: bool) -> Iterator[Example]:
    """Labelled letters from rows as in the shipped corpus."""
    for row in rows:
        yield Example(
            id=str(row.get("id", "")),
            letter=read(str(row["subject"]), str(row["body"]), str(row.get("from", ""))),
            category=str(row.get("category", "")),
            urgency=str(row.get("urgency", "")),
            topic=str(row.get("topic", "")),
            measured=measured,
        )


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what it decided on each measured letter when it had not seen it."""

    model: Model
    unseen: Sequence[tuple[Example, Verdict]]


def train(given: Sequence[Example], version: str) -> Trained:
    """Fit and cross-validate. Raises TrainingError when the extra is missing or letters are few."""
    try:
        import numpy as np
        from scipy import sparse
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold
    except ImportError as error:
        raise TrainingError("training needs the extra: pip install 'postdesk[train]'") from error
    extracted = [extract(one.letter).values for one in given]
    counts = Counter(name for values in extracted for name in values)
    names = sorted(name for name, count in counts.items() if count >= _FEWEST)
    rarity = {
        name: 1.0
        if name.startswith(_COUNTED_BARE)
        else (log((1 + len(given)) / (1 + counts[name])) + 1) / 3
        for name in names
    }
    column = {name: at for at, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, found in enumerate(extracted):
        for name, value in found.items():
            if name in column:
                rows.append(row)
                columns.append(column[name])
                values.append(value * rarity[name])
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(given), len(names)))
    power, directions = np.linalg.eigh((matrix @ matrix.T).toarray())
    kept = power > 1e-9
    power, directions = power[kept], directions[:, kept]
    reduced = directions * np.sqrt(power)

    def fitted(question: str, members: Sequence[int]) -> tuple[Any, Any]:
        """Weights (classes by reduced dimensions) and biases."""
        members = [one for one in members if given[one].label(question)]
        labels = [given[one].label(question) for one in members]
        classes = CLASSES[question]
        if missing := set(classes) - set(labels):
            raise TrainingError(f"no letter with {question} {', '.join(sorted(missing))}")
        fit = LogisticRegression(C=_STRENGTH[question], max_iter=300, tol=1e-3)
        fit.fit(reduced[members], labels)
        order = [list(fit.classes_).index(name) for name in classes]
        return fit.coef_[order], fit.intercept_[order]

    measured = [at for at, one in enumerate(given) if one.measured]
    unseen: list[tuple[Example, list[float], list[float]]] = []
    strata = [given[at].category + given[at].urgency for at in measured]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=_SEED)
    for _, held in folds.split(measured, strata):
        out = {measured[at] for at in held}
        members = [at for at in range(len(given)) if at not in out]
        fits = {question: fitted(question, members) for question in CLASSES}
        affinity = _affinity([given[at] for at in members])
        for at in sorted(out):
            scores = np.concatenate(
                [coefficients @ reduced[at] + bias for coefficients, bias in fits.values()]
            )
            unseen.append((given[at], [float(one) for one in scores], affinity))
    sharpness = _sharpness(unseen)
    verdicts = [
        (one, judge(_only_judging(affinity, sharpness), scores)) for one, scores, affinity in unseen
    ]
    everybody = list(range(len(given)))
    fits = {question: fitted(question, everybody) for question in CLASSES}
    back = matrix.T @ (directions / np.sqrt(power))  # from reduced dimensions to features
    weights = np.concatenate([back @ coefficients.T for coefficients, _ in fits.values()], axis=1)
    # adding a constant to all classes of a question changes nothing; centred, weights can be read
    for question, at in OFFSETS.items():
        end = at + len(CLASSES[question])
        weights[:, at:end] -= weights[:, at:end].mean(axis=1, keepdims=True)
    weights *= np.array([rarity[name] for name in names])[:, None]
    telling = np.abs(weights).max(axis=1) > _SMALLEST_WEIGHT
    weights = weights[telling]
    step = float(np.abs(weights).max()) / 32_000
    model = Model(
        version=version,
        rows={
            name: row
            for row, name in enumerate(n for n, t in zip(names, telling, strict=True) if t)
        },
        weights=array("h", np.rint(weights / step).astype(int).ravel().tolist()),
        scale=step,
        bias=[float(one) for _, bias in fits.values() for one in bias],
        affinity=_affinity(given),
        sharpness=sharpness,
        figures=figures(verdicts),
    )
    return Trained(model, verdicts)


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


def _only_judging(affinity: Sequence[float], sharpness: Mapping[str, float]) -> Model:
    return Model("", {}, array("h"), 1.0, [0.0] * WIDTH, affinity, sharpness, {})


def _sharpness(unseen: Sequence[tuple[Example, list[float], list[float]]]) -> dict[str, float]:
    """The power to which chances are raised so that they come true as often as they say."""
    best: dict[str, float] = {}
    for question in CLASSES:
        losses = []
        for step in range(6, 41):
            tried = step / 20
            loss = 0.0
            for one, scores, affinity in unseen:
                verdict = judge(_only_judging(affinity, dict.fromkeys(CLASSES, tried)), scores)
                loss -= log(max(1e-6, verdict.chances[question][one.label(question)]))
            losses.append((loss, tried))
        best[question] = min(losses)[1]
    return best
