"""What ``postdesk route``, ``postdesk train`` and ``postdesk evaluate`` do."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.errors import ConfigError
from gateway.routing.configured import Rules
from gateway.routing.model import CLASSES, Model, ModelError, load, shipped, to_json
from gateway.routing.route import Known, Route, Router
from gateway.routing.text import read
from gateway.settings import Settings

MODEL_FILE = "router.json"
_KEPT = 5  # older models
_ADDRESSES = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
_LONGEST_TO = 10_000
_LARGEST_LINE = 4 * 2**20
_WORSE = 0.01  # by which a question may fall without the model being refused


class RoutingError(Exception):
    """A command cannot do what it is asked; the message is one line for the terminal."""


def current_model(state_dir: Path | None) -> Model:
    """The trained model in use, else the shipped one."""
    path = state_dir / MODEL_FILE if state_dir else None
    if path and path.exists():
        return load(path)
    return shipped()


def load_router(settings: Settings) -> Router:
    """The router as the gateway uses it. Raises ConfigError when its model cannot be used."""
    domains = {address.rpartition("@")[2] for address in settings.own_addresses}
    try:
        model = current_model(settings.gateway.state_dir)
    except ModelError as error:
        raise ConfigError(f"gateway.state_dir: {error}") from None
    rules = Rules(settings.routing.rules)
    return Router(model, frozenset({*domains, settings.gateway.hostname}), rules)


def route_file(path: Path, router: Router | None = None) -> Iterator[dict[str, Any]]:
    """Route every letter of a JSONL file (``id, from, to, subject, body``), in order."""
    router = router or Router(shipped())
    for row in _rows(path):
        yield as_json(str(row.get("id", "")), decide_row(router, row))


def decide_row(router: Router, row: Mapping[str, Any]) -> Route:
    """The route of one row of a file."""
    sender = _text(row, "from")
    name, _, address = sender.rpartition("<") if "<" in sender else ("", "", sender)
    letter = read(_text(row, "subject"), _text(row, "body"), address.strip(" >"))
    to = _text(row, "to")
    recipients = tuple(_ADDRESSES.findall(to[:_LONGEST_TO]))
    return router.decide(letter, name.strip(' "'), Known(recipients=recipients))


def as_json(identifier: str, route: Route) -> dict[str, Any]:
    """The object that ``route --jsonl`` prints."""
    return {
        "id": identifier,
        "category": route.category,
        "urgency": route.urgency,
        "topic": route.topic,
        "service": route.service,
        "service_state": str(route.held.state),
        "language": route.language,
        "greeting_name": route.greeting_name,
        "provided_facts": list(route.provided_facts),
        "missing_facts": list(route.missing_facts),
        "several_questions": route.several_questions,
        "split_points": list(route.split_points),
        "asks_feature": route.asks_feature,
        "thanks_only": route.thanks_only,
        "complaint": route.complaint,
        "unsure": route.unsure,
        "confidence": dict(route.confidence),
        "reasons": list(route.reasons),
        "evidence": [
            {
                "question": one.question,
                "decision": one.decision,
                "words": list(one.words),
                "confidence": round(one.confidence, 3),
                "without": round(one.without, 3),
            }
            for one in route.evidence
        ],
    }


# -- learning -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What a training came to. ``taken`` is False when the model before it was better."""

    version: str
    letters: int
    corrections: int
    figures: Mapping[str, float]
    before: Mapping[str, float]
    taken: bool
    seconds: float


def train(state_dir: Path, corrections: Iterable[Mapping[str, Any]] = ()) -> TrainReport:
    """Build a model from the shipped letters and the agents' corrections, and take it into use.

    A correction is a row with ``id, subject, body`` and the labels that an agent gave
    (``category``, ``urgency``, ``topic``; "" for one that he left). A model that is worse in
    cross-validation than the one in use, or than the shipped one, is not taken.
    """
    from gateway.routing.training import TrainingError, examples, shipped_examples
    from gateway.routing.training import train as fit

    started = time.monotonic()
    own = list(examples(corrections, measured=False))
    given = [*shipped_examples(), *own]
    try:
        before = current_model(state_dir)
    except ModelError:
        before = shipped()
    version = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        trained = fit(given, version)
    except TrainingError as error:
        raise RoutingError(str(error)) from error
    figures = trained.model.figures
    # against the shipped one too, or each of many could be a little worse than the one before
    bars = (before.figures, shipped().figures)
    taken = all(
        figures[question] >= max(one.get(question, 0.0) for one in bars) - _WORSE
        for question in CLASSES
    )
    if taken:
        _take(state_dir, trained.model)
    return TrainReport(
        version=version,
        letters=len(given),
        corrections=len(own),
        figures=figures,
        before=before.figures,
        taken=taken,
        seconds=time.monotonic() - started,
    )


def _take(state_dir: Path, model: Model) -> None:
    """Keep the model under its version, and put it into use in one step."""
    folder = state_dir / "models"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"router-{model.version}.json"
    kept.write_text(to_json(model), "utf-8")
    new = state_dir / f"{MODEL_FILE}.new"
    new.write_text(kept.read_text("utf-8"), "utf-8")
    new.replace(state_dir / MODEL_FILE)
    for old in sorted(folder.glob("router-*.json"))[:-_KEPT]:
        with suppress(OSError):
            old.unlink()


# -- measuring ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """Decisions of about the same confidence, and how many of them were right."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How one question was answered."""

    accuracy: float
    macro_f1: float
    confusion: Mapping[tuple[str, str], int]  # (label, decision) -> letters, where they differ
    calibration: Sequence[Bin]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The router against labels."""

    letters: int
    questions: Mapping[str, Quality]
    facts_f1: float
    several_f1: float
    language: float
    names_right_or_empty: float
    wrong_names: int


def evaluate(path: Path, router: Router | None = None) -> Evaluation:
    """Route the letters of a labelled file (as the shipped corpus) and compare."""
    router = router or Router(shipped())
    rows = list(_rows(path))
    for number, row in enumerate(rows, start=1):
        for question, classes in CLASSES.items():
            label = row.get(question)
            if label and label not in classes:
                raise RoutingError(
                    f"{path}, letter {number}: {question} {str(label)[:40]!r} is none of"
                    f" {', '.join(classes)}"
                )
    if rows and not any(row.get(question) for row in rows for question in CLASSES):
        raise RoutingError(f"{path}: no letter has a label: {', '.join(CLASSES)}")
    return compare([(row, decide_row(router, row)) for row in rows])


def compare(pairs: Sequence[tuple[Mapping[str, Any], Route]]) -> Evaluation:
    """Figures over labelled rows and what the router decided on them."""
    if not pairs:
        raise RoutingError("no letters to evaluate")
    facts = [(set(row.get("provided", ())), set(route.provided_facts)) for row, route in pairs]
    wrong = sum(
        bool(route.greeting_name) and route.greeting_name != row.get("first_name", "")
        for row, route in pairs
    )
    several = [
        ({1} if row.get("several_questions") else set(), {1} if route.several_questions else set())
        for row, route in pairs
    ]
    return Evaluation(
        letters=len(pairs),
        questions={
            question: _quality(
                [
                    (str(row[question]), getattr(route, question), route.confidence[question])
                    for row, route in pairs
                    if row.get(question)
                ]
            )
            for question in CLASSES
        },
        facts_f1=_f1(facts),
        several_f1=_f1(several),
        language=sum(row.get("lang") == route.language for row, route in pairs) / len(pairs),
        names_right_or_empty=1 - wrong / len(pairs),
        wrong_names=wrong,
    )


def _quality(answers: Sequence[tuple[str, str, float]]) -> Quality:
    if not answers:
        return Quality(0.0, 0.0, {}, ())
    classes = sorted({label for label, _, _ in answers})
    per_class = [
        _f1(
            [
                ({1} if label == name else set(), {1} if said == name else set())
                for label, said, _ in answers
            ]
        )
        for name in classes
    ]
    bins: list[Bin] = []
    for low in range(0, 10, 2):
        inside = [one for one in answers if low / 10 <= one[2] < (low + 2) / 10 + (low == 8)]
        if inside:
            bins.append(
                Bin(
                    sum(chance for _, _, chance in inside) / len(inside),
                    sum(label == said for label, said, _ in inside) / len(inside),
                    len(inside),
                )
            )
    return Quality(
        accuracy=sum(label == said for label, said, _ in answers) / len(answers),
        macro_f1=sum(per_class) / len(per_class),
        confusion=Counter((label, said) for label, said, _ in answers if label != said),
        calibration=tuple(bins),
    )


def _f1(pairs: Sequence[tuple[set[Any], set[Any]]]) -> float:
    both = sum(len(label & said) for label, said in pairs)
    all_of = sum(len(label) + len(said) for label, said in pairs)
    return 2 * both / all_of if all_of else 1.0


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                if len(line) > _LARGEST_LINE:
                    raise RoutingError(f"{path}, line {number}: longer than a letter may be")
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise RoutingError(f"{path}, line {number}: not JSON ({error})") from error
                if not isinstance(row, dict):
                    raise RoutingError(f"{path}, line {number}: not a JSON object")
                yield row
    except (OSError, UnicodeDecodeError) as error:
        raise RoutingError(f"cannot read {path}: {error}") from error


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""
