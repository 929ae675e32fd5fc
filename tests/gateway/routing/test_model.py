"""The model's file: read back as it was written, and nothing else is taken for one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routing.features import extract
from gateway.routing.model import WIDTH, ModelError, from_json, load, pack, shipped, to_json
from tests.gateway.routing.letters import own

MODEL = shipped()


def test_a_model_is_read_back_as_it_was_written() -> None:
    again = from_json(to_json(MODEL))
    features = extract(own("Сайт не открывается, ошибка 502", "Сайт"))
    assert again.rows == MODEL.rows
    assert again.scores(features) == MODEL.scores(features)


@given(st.lists(st.integers(-32_000, 32_000), min_size=WIDTH, max_size=WIDTH))
def test_a_row_holds_its_weights(weights: list[int]) -> None:
    model = replace(MODEL, rows={"w:x": pack(weights)}, scale=1.0)
    assert [model.weight("w:x", at) for at in range(WIDTH)] == weights


def test_scores_are_the_sum_of_the_weights() -> None:
    features = extract(own("Не приходят письма на ящик, Outlook молчит", "Почта"))
    for column, score in enumerate(MODEL.scores(features)):
        by_hand = MODEL.bias[column] + sum(
            MODEL.weight(name, column) * value for name, value in features.values.items()
        )
        assert score == pytest.approx(by_hand)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 99},
        {"classes": {}},
        {"weights": "AAAA"},
        {"weights": "?"},
        {"features": "a\nb"},
        {"bias": [1]},
        {"bias": "x"},
        {"affinity": []},
        {"sharpness": {}},
        {"scale": None},
        {"figures": 7},
    ],
)
def test_a_damaged_file_is_refused(change: dict[str, object]) -> None:
    data = json.loads(to_json(MODEL))
    with pytest.raises(ModelError):
        from_json(json.dumps(data | change))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "7", '"x"', "not json", "[" * 100_000])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError):
        from_json(text)


def test_a_file_that_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"router\.json"):
        load(tmp_path / "router.json")
