"""What it costs to route a letter, beside a bare TF-IDF pipeline in the same run.

    python -m benchmarks.routing [--rounds 5]

The letters are the labelled ones that ship with the router. The bare pipeline (character n-grams
and one logistic regression for the category alone) needs the extra ``train``; without it, its row
is left out. Prints a table, and a JSON object of the same figures.
"""

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from gateway.routing.commands import current_model, decide_row
from gateway.routing.route import Router

Figures = dict[str, float]
Row = dict[str, Any]


def rows() -> list[Row]:
    """The labelled letters."""
    text = files("gateway.routing").joinpath("corpus", "requests.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _resident() -> float:
    """Peak of this process, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 1024)


def _timed(route: Callable[[Row], object], letters: Sequence[Row], rounds: int) -> list[float]:
    for row in letters:
        route(row)
    taken = []
    for _ in range(rounds):
        for row in letters:
            started = time.perf_counter()
            route(row)
            taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def _figures(taken: Sequence[float], load: float, memory: float) -> Figures:
    return {
        "median_ms": round(statistics.median(taken), 3),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 3),
        "max_ms": round(taken[-1], 3),
        "load_ms": round(load * 1000, 1),
        "memory_mb": round(memory, 1),
    }


def router(rounds: int) -> Figures:
    """The whole route: three questions, facts, services, languages, names, reasons."""
    letters = rows()
    before = _resident()
    started = time.perf_counter()
    loaded = Router(current_model(None))
    load = time.perf_counter() - started
    taken = _timed(lambda row: decide_row(loaded, row), letters, rounds)
    return _figures(taken, load, _resident() - before)


def bare(rounds: int) -> Figures:
    """TF-IDF of character n-grams and a logistic regression: the category and nothing else."""
    letters = rows()
    before = _resident()
    started = time.perf_counter()
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)), LogisticRegression(max_iter=300)
    )
    model.fit([_text(row) for row in letters], [row["category"] for row in letters])
    load = time.perf_counter() - started
    taken = _timed(lambda row: model.predict_proba([_text(row)]), letters, rounds)
    return _figures(taken, load, _resident() - before)


def _text(row: Row) -> str:
    return f"{row['subject']}\n{row['body']}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each in a process of its own; gives 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args(arguments).rounds
    measured = [("router", router)]
    if find_spec("sklearn") is not None:
        measured.append(("bare TF-IDF", bare))
    found: dict[str, Figures] = {}
    for name, function in measured:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found[name] = pool.apply(function, (rounds,))
    columns = ("median_ms", "p95_ms", "max_ms", "load_ms", "memory_mb")
    print(f"{'':14}" + "".join(f"{column:>12}" for column in columns))
    for name, figures in found.items():
        print(f"{name:14}" + "".join(f"{figures[column]:12}" for column in columns))
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
