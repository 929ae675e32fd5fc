"""`postdesk route`, `train` and `evaluate`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gateway.errors import PostdeskError
from gateway.learning import corrections
from gateway.ops.printable import json_text
from gateway.ops.stored import stored
from gateway.routing import commands
from gateway.routing.model import ModelError
from gateway.routing.route import Router
from gateway.settings import load_settings


def route_letters(config: Path | None, file: Path) -> None:
    """Print what the router makes of each row of a JSONL file."""
    try:
        for value in commands.route_file(file, _router(config)):
            print(json_text(value))
    except (commands.RoutingError, ModelError) as error:
        raise PostdeskError(str(error)) from None


def train_model(config: Path) -> None:
    """Learn from the shipped letters and the agents' corrections, and print how well."""
    settings = load_settings(config)
    with stored(settings) as database, database.read() as connection:
        corrected = corrections(connection)
    try:
        report = commands.train(settings.gateway.state_dir, corrected)
    except (commands.RoutingError, ModelError) as error:
        raise PostdeskError(str(error)) from None
    print(f"{report.letters} letters, {report.corrections} of them corrected by agents")
    for question, figure in report.figures.items():
        before = report.before.get(question)
        was = f", before {before:.3f}" if before is not None else ""
        print(f"  {question}: {figure:.3f} in cross-validation{was}")
    if report.taken:
        became = "is in use, and a running gateway takes it up"
        print(f"model {report.version} {became} ({report.seconds:.0f} s)")
    else:
        print(f"model {report.version} is worse and not taken into use ({report.seconds:.0f} s)")


def evaluate_router(config: Path | None, file: Path, *, as_json: bool) -> None:
    """Print how the router does on labelled letters."""
    try:
        found = commands.evaluate(file, _router(config))
    except (commands.RoutingError, ModelError) as error:
        raise PostdeskError(str(error)) from None
    if as_json:
        print(json_text(_value(found), indent=2))
        return
    print(f"{found.letters} letters")
    for question, quality in found.questions.items():
        print(f"{question}: accuracy {quality.accuracy:.3f}, macro-F1 {quality.macro_f1:.3f}")
        for one in quality.calibration:
            print(f"    said {one.confidence:.2f}, right {one.right:.2f}, letters {one.count}")
        for (label, said), count in sorted(
            quality.confusion.items(), key=lambda item: (-item[1], item[0])
        ):
            print(f"    {count} x {label} taken for {said}")
    print(f"facts: F1 {found.facts_f1:.3f}; several questions: F1 {found.several_f1:.3f}")
    print(f"language: {found.language:.3f}; wrong names: {found.wrong_names}")


def _router(config: Path | None) -> Router | None:
    """With the hoster's own model and rules; without a configuration the shipped one is used."""
    return commands.load_router(load_settings(config)) if config else None


def _value(found: commands.Evaluation) -> Mapping[str, Any]:
    return {
        "letters": found.letters,
        "questions": {
            question: {
                "accuracy": quality.accuracy,
                "macro_f1": quality.macro_f1,
                "confusion": [
                    {"label": label, "decision": said, "letters": count}
                    for (label, said), count in quality.confusion.items()
                ],
                "calibration": [
                    {"confidence": one.confidence, "right": one.right, "letters": one.count}
                    for one in quality.calibration
                ],
            }
            for question, quality in found.questions.items()
        },
        "facts_f1": found.facts_f1,
        "several_questions_f1": found.several_f1,
        "language": found.language,
        "names_right_or_empty": found.names_right_or_empty,
        "wrong_names": found.wrong_names,
    }
