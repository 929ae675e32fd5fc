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

from gateway.routing.classes import CATEGORIES, TOPICS, URGENCIES
from gateway.routing.features import Features

FORMAT = 1
CLASSES: Mapping[str, tuple[str, ...]] = {
    "category": CATEGORIES,
    "urgency": URGENCIES,
    "topic": TOPICS,
}
WIDTH = sum(len(names) for names in CLASSES.values())
OFFSETS = {"category": 0, "urgency": len(CATEGORIES), "topic": len(CATEGORIES) + len(URGENCIES)}
_LARGEST_FILE = 32 * 2**20
_MOST_FEATURES = 400_000


class ModelError(ValueError):
    """The file is no model of ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of the classes beside any letter."""

    affinity: Sequence[float]  # log: how much more often three classes meet than by chance
    sharpness: Mapping[str, float]  # makes the confidences honest; 1 leaves them as they are


_LANE = 32  # bits for one class in a packed row
_OFFSET = 1 << 15  # makes a weight positive while it is packed


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, for all classes of the three questions side by side.

    A row is one large integer with a lane for each class, so that a letter's thousand rows are
    added by the interpreter's own arithmetic: a millisecond's work is a tenth of one.
    """

    version: str
    rows: Mapping[str, int]
    scale: float  # of one step of a weight
    bias: Sequence[float]
    habits: Habits
    figures: Mapping[str, float]  # of the cross-validation, to compare the next model with

    def scores(self, features: Features) -> list[float]:
        """One number for each class: the higher, the likelier."""
        totals = list(self.bias)
        for group in features.groups:
            known = [row for name in group.names if (row := self.rows.get(name)) is not None]
            if not known:
                continue
            sums = _unpacked(sum(known))
            step = self.scale * group.value
            less = _OFFSET * len(known)
            totals = [total + step * (one - less) for total, one in zip(totals, sums, strict=True)]
        return totals

    def weight(self, name: str, column: int) -> float:
        """What one unit of the feature adds to the class of that column."""
        row = self.rows.get(name)
        return 0.0 if row is None else self.scale * (_unpacked(row)[column] - _OFFSET)


def pack(weights: Sequence[int]) -> int:
    """A row of 16-bit weights as one integer."""
    lanes = array("I", (weight + _OFFSET for weight in weights))
    if sys.byteorder == "big":
        lanes.byteswap()
    return int.from_bytes(lanes.tobytes(), "little")


def _unpacked(row: int) -> Sequence[int]:
    lanes = array("I", row.to_bytes(WIDTH * _LANE // 8, "little"))
    if sys.byteorder == "big":
        lanes.byteswap()
    return lanes


def probabilities(scores: Sequence[float]) -> list[float]:
    """Softmax."""
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]


def to_json(model: Model) -> str:
    """The file's text."""
    names = list(model.rows)
    weights = array("h")
    for name in names:
        weights.extend(lane - _OFFSET for lane in _unpacked(model.rows[name]))
    if sys.byteorder == "big":
        weights.byteswap()
    return json.dumps(
        {
            "format": FORMAT,
            "version": model.version,
            "classes": CLASSES,
            "scale": model.scale,
            "bias": [round(one, 5) for one in model.bias],
            "affinity": [round(one, 3) for one in model.habits.affinity],
            "sharpness": model.habits.sharpness,
            "figures": model.figures,
            "features": "\n".join(names),
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
        if len(names) > _MOST_FEATURES or len(weights) != len(names) * WIDTH:
            raise ModelError("not a model: its parts don't fit each other")
        model = Model(
            version=str(data["version"])[:100],
            rows={
                name: pack(weights[at * WIDTH : (at + 1) * WIDTH]) for at, name in enumerate(names)
            },
            scale=float(data["scale"]),
            bias=[float(one) for one in data["bias"]],
            habits=Habits(
                [float(one) for one in data["affinity"]],
                {name: float(data["sharpness"][name]) for name in CLASSES},
            ),
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
        len(model.rows) != len(names)
        or len(model.bias) != WIDTH
        or len(model.habits.affinity) != len(CATEGORIES) * len(URGENCIES) * len(TOPICS)
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
