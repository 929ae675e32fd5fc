"""The statistical model: a linear one, read from a file of numbers, scored without a library.

The file is JSON: names of features, one row of 16-bit weights for each (little-endian, base64), and
what makes scores into probabilities. Nothing in it is run, so a file from elsewhere can at worst
decide badly.
"""

import base64
import binascii
import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp
from pathlib import Path
from typing import Any

from gateway.routing.features import Features

FORMAT = 1
CATEGORIES = ("technical", "finance", "sysadmin")
URGENCIES = ("outage", "technical", "diagnostics", "general", "finance")
TOPICS = (
    "site_down",
    "server_unreachable",
    "login",
    "software",
    "mail",
    "network",
    "site_feature",
    "install",
    "virus",
    "domain",
    "backup",
    "other",
)
CLASSES: Mapping[str, tuple[str, ...]] = {
    "category": CATEGORIES,
    "urgency": URGENCIES,
    "topic": TOPICS,
}
WIDTH = sum(len(names) for names in CLASSES.values())
OFFSETS = {"category": 0, "urgency": len(CATEGORIES), "topic": len(CATEGORIES) + len(URGENCIES)}
_LARGEST_FILE = 32 * 2**20
_MOST_FEATURES = 400_000


class ModelError(Exception):
    """The file is no model of ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, for all classes of the three questions side by side."""

    version: str
    rows: Mapping[str, int]
    weights: Sequence[int]
    scale: float  # of one step of a weight
    bias: Sequence[float]
    affinity: Sequence[float]  # log: how much more often three classes meet than by chance
    sharpness: Mapping[str, float]  # makes the confidences honest; 1 leaves them as they are
    figures: Mapping[str, float]  # of the cross-validation, to compare the next model with

    def scores(self, features: Features) -> list[float]:
        """One number for each class: the higher, the likelier."""
        sums = [0.0] * WIDTH
        rows, weights = self.rows, self.weights
        for name, value in features.values.items():
            row = rows.get(name)
            if row is None:
                continue
            at = row * WIDTH
            sums = [
                total + value * weight
                for total, weight in zip(sums, weights[at : at + WIDTH], strict=True)
            ]
        return [bias + self.scale * total for bias, total in zip(self.bias, sums, strict=True)]

    def weight(self, name: str, column: int) -> float:
        """What one unit of the feature adds to the class of that column."""
        row = self.rows.get(name)
        return 0.0 if row is None else self.scale * self.weights[row * WIDTH + column]


def probabilities(scores: Sequence[float]) -> list[float]:
    """Softmax."""
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]


def to_json(model: Model) -> str:
    """The file's text."""
    weights = array("h", model.weights)
    if sys.byteorder == "big":
        weights.byteswap()
    return json.dumps(
        {
            "format": FORMAT,
            "version": model.version,
            "classes": CLASSES,
            "scale": model.scale,
            "bias": [round(one, 5) for one in model.bias],
            "affinity": [round(one, 3) for one in model.affinity],
            "sharpness": model.sharpness,
            "figures": model.figures,
            "features": "\n".join(sorted(model.rows, key=lambda name: model.rows[name])),
            "weights": base64.b64encode(weights.tobytes()).decode("ascii"),
        },
        ensure_ascii=False,
    )


def from_json(text: str) -> Model:
    """Read a model; raises ModelError for anything that is not one of this version."""
    if len(text) > _LARGEST_FILE:
        raise ModelError("the model is too large")
    try:
        data: Any = json.loads(text)
        if data["format"] != FORMAT:
            raise ModelError(f"format {data['format']} is not {FORMAT}: train the model again")
        if {name: tuple(one) for name, one in data["classes"].items()} != dict(CLASSES):
            raise ModelError("the model has other classes: train it again")
        names = data["features"].split("\n")
        weights = array("h", base64.b64decode(data["weights"], validate=True))
        if sys.byteorder == "big":
            weights.byteswap()
        model = Model(
            version=str(data["version"])[:100],
            rows={name: row for row, name in enumerate(names)},
            weights=weights,
            scale=float(data["scale"]),
            bias=[float(one) for one in data["bias"]],
            affinity=[float(one) for one in data["affinity"]],
            sharpness={name: float(data["sharpness"][name]) for name in CLASSES},
            figures={str(name): float(one) for name, one in data["figures"].items()},
        )
    except ModelError:
        raise
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        binascii.Error,
        RecursionError,
    ) as error:
        raise ModelError(f"not a model: {error!r}"[:200]) from error
    if (
        len(names) > _MOST_FEATURES
        or len(model.rows) != len(names)
        or len(weights) != len(names) * WIDTH
        or len(model.bias) != WIDTH
        or len(model.affinity) != len(CATEGORIES) * len(URGENCIES) * len(TOPICS)
    ):
        raise ModelError("not a model: its parts don't fit each other")
    return model


def load(path: Path) -> Model:
    """Read the model in that file."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ModelError("the model is too large")
        return from_json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"cannot read {path.name}: {error}") from error


def shipped() -> Model:
    """The model that comes with the product."""
    return from_json(files("gateway.routing").joinpath("model.json").read_text("utf-8"))
