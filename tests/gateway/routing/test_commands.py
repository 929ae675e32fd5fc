"""The commands around the router: files in, objects out, failures in one line."""

import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from gateway.routing import commands, training
from gateway.routing.commands import RoutingError, current_model, evaluate, route_file, train
from gateway.routing.configured import Rules
from gateway.routing.model import CLASSES, ModelError, shipped, to_json
from gateway.routing.route import Router
from gateway.settings import RoutingRule
from tests.gateway.routing.letters import corpus

CONTRACT = {
    *("id", "category", "urgency", "topic", "service", "language", "greeting_name"),
    *("provided_facts", "missing_facts", "several_questions", "asks_feature"),
    *("confidence", "reasons"),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "letters.jsonl"
    rows = corpus()[:30]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_every_letter_gets_an_object_with_the_promised_keys(file: Path) -> None:
    found = list(route_file(file))
    assert [one["id"] for one in found] == [row["id"] for row in corpus()[:30]]
    for one in found:
        assert set(one) >= CONTRACT
        assert set(one["confidence"]) == set(CLASSES)
        json.dumps(one)


def test_a_row_without_texts_is_routed_too(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text('{"id": 7}\n\n{"id": "b", "subject": null, "body": 3, "from": []}\n', "utf-8")
    assert [one["id"] for one in route_file(path)] == ["7", "b"]


def test_a_hoster_s_rules_see_sender_and_recipients(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": "a", "from": "Анна <anna@partner.example>", "to": "x", "body": "Вопрос"},
        {"id": "b", "from": "b@b.example", "to": "Sales <Sales@hoster.example>, y@y.example"},
        {"id": "c", "from": "b@b.example", "to": "y@y.example", "body": "Вопрос"},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    rules = [
        RoutingRule(name="partner", senders=("partner.example",), urgency="outage"),
        RoutingRule(name="sales", recipients=("sales@hoster.example",), category="finance"),
    ]
    found = list(route_file(path, Router(shipped(), rules=Rules(rules))))
    assert [one["urgency"] == "outage" for one in found] == [True, False, False]
    assert found[1]["category"] == "finance"
    assert found[1]["reasons"][0].startswith("rule sales: recipient sales@hoster.example")
    assert found[2]["category"] == "technical"


@pytest.mark.parametrize("text", ["not json", "[1]", '{"a": '])
def test_a_bad_line_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a"}\n' + text, "utf-8")
    with pytest.raises(RoutingError, match="line 2"):
        list(route_file(path))


def test_a_file_that_is_missing_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(RoutingError, match="cannot read"):
        list(route_file(tmp_path / "none.jsonl"))


def test_labels_are_compared_with_decisions(file: Path) -> None:
    found = evaluate(file)
    assert found.letters == 30
    for quality in found.questions.values():
        assert 0.5 < quality.accuracy <= 1
        assert sum(one.count for one in quality.calibration) == 30
    assert found.wrong_names == 0


def test_the_trained_model_wins_over_the_shipped_one(tmp_path: Path) -> None:
    data = json.loads(to_json(shipped())) | {"version": "mine"}
    (tmp_path / "router.json").write_text(json.dumps(data), "utf-8")
    assert current_model(tmp_path).version == "mine"
    assert current_model(tmp_path / "empty").version == shipped().version


def test_a_damaged_model_is_not_used_in_silence(tmp_path: Path) -> None:
    (tmp_path / "router.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError):
        current_model(tmp_path)


def test_the_shipped_model_was_good_enough_when_it_was_built() -> None:
    figures = shipped().figures
    assert figures["category"] >= 0.93
    assert figures["urgency"] >= 0.85
    assert figures["topic"] >= 0.85


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ({}, "no letter has a label: category, urgency, topic"),
        ({"category": "nope"}, "letter 1: category 'nope' is none of"),
        ({"topic": 7}, "letter 1: topic '7' is none of"),
    ],
)
def test_labels_that_are_none_are_said(tmp_path: Path, label: dict[str, object], said: str) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_text(json.dumps({"subject": "a", "body": "b", **label}), "utf-8")
    with pytest.raises(RoutingError, match=said):
        evaluate(path)


@pytest.mark.skipif(find_spec("sklearn") is not None, reason="the extra is there")
def test_training_without_the_extra_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(RoutingError, match="train"):
        train(tmp_path)


@pytest.mark.timeout(600)  # it trains twice on all that is shipped
@pytest.mark.skipif(find_spec("sklearn") is None, reason="needs the extra: postdesk[train]")
def test_corrections_are_learnt_and_a_worse_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "FOLDS", 2)
    shipped_worse = commands._WORSE
    monkeypatch.setattr(commands, "_WORSE", 0.2)  # two folds are less sure than the shipped figures
    corrections = [
        {"id": f"c{at}", "subject": "брюква", "body": "брюква квакает", "category": "finance"}
        for at in range(12)
    ]
    report = train(tmp_path, corrections)
    assert report.taken
    assert report.corrections == 12
    assert current_model(tmp_path).version == report.version
    better = json.loads(to_json(current_model(tmp_path)))
    better["figures"] = dict.fromkeys(CLASSES, 1.0)
    (tmp_path / "router.json").write_text(json.dumps(better), "utf-8")
    monkeypatch.setattr(commands, "_WORSE", shipped_worse)
    assert not train(tmp_path).taken


def test_models_do_not_get_worse_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is compared with the shipped one too."""
    figures = {name: figure - 0.015 for name, figure in shipped().figures.items()}
    poor = replace(shipped(), version="poor", figures=figures)
    (tmp_path / "router.json").write_text(to_json(poor), "utf-8")
    monkeypatch.setattr(training, "train", lambda given, version: training.Trained(poor, ()))
    assert not train(tmp_path).taken
    good = replace(shipped(), version="good")
    monkeypatch.setattr(training, "train", lambda given, version: training.Trained(good, ()))
    assert train(tmp_path).taken
