"""The model that knows how notices read: made from its corpus, total, and with reasons."""

import json
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.kinds import verdict
from parsers.kinds.evidence import Evidence
from parsers.kinds.learn import Example, digest, fit
from parsers.kinds.phrases import Phrases
from parsers.kinds.style import features, model, score, style, telling
from parsers.message import Address, Kind, Own
from tests.cost import grows_linearly

NOTICES = ["Меня нет до понедельника", "Вернусь 5 мая и отвечу", "Office closed until Monday"]
LETTERS = ["Сайт не открывается", "Пришлите счёт за март", "The server does not answer"]


def test_the_model_is_that_of_the_corpus() -> None:
    text = resources.files("parsers.kinds").joinpath("style.json").read_text("utf-8")
    assert json.loads(text)["corpus"] == digest()


def test_it_learns_what_it_is_shown() -> None:
    shown = [Example(one.lower(), "", at < 3) for at, one in enumerate([*NOTICES, *LETTERS])]
    made = fit(shown * 5)
    for one in shown:
        assert (score(made, features(one.text, "")) > 0) is one.automatic


@given(text=st.text(max_size=300), title=st.text(max_size=60))
def test_the_quick_score_is_that_of_all_features(text: str, title: str) -> None:
    by, found = model(), features(text, title)
    slow = by.bias + by.scale * sum(by.weights[at] * value for at, value in found.valued())
    assert score(by, found) == pytest.approx(slow, abs=1e-6)


def test_no_sign_and_no_phrase_is_needed() -> None:
    text = "Мастерская закрыта до девятого января, на письма ответим после праздников."
    found = verdict(Evidence(subject="Re: счёт", text=text))
    assert (found.kind, found.rule) == (Kind.AUTO_REPLY, "automatic_style")
    assert all(word in text.lower() for word in telling(text.lower()))


def test_who_asks_is_a_person_however_it_reads() -> None:
    text = "Мастерская закрыта до девятого января. Подскажите, как продлить хостинг?"
    assert verdict(Evidence(subject="Re: счёт", text=text)).kind is Kind.PERSON


def test_an_agent_answers_as_notices_do() -> None:
    text = "Мастерская закрыта до девятого января, на письма ответим после праздников."
    agent = Address("Петя", "Petya@hoster.example")
    evidence = Evidence(subject="Re: сайт", text=text, header_from=agent)
    assert verdict(evidence).kind is Kind.AUTO_REPLY
    own = Own(staff=frozenset({"petya@hoster.example"}))
    assert verdict(replace(evidence, own=own)).kind is Kind.PERSON


def test_the_cost_is_linear_in_the_text() -> None:
    assert grows_linearly(lambda size: style("слово за словом " * size), 200)


@given(
    phrases=st.lists(
        st.sampled_from(["в отпуске", "out of office", "休暇中", "ooo", "не в офисе", "i'm away"])
    ),
    text=st.text(st.sampled_from("вотпуске неофис outofic'mawy休暇中"), max_size=60),
    before=st.sampled_from(["", "я ", "(", "сейчас "]),
)
def test_phrases_are_found_where_they_stand(phrases: list[str], text: str, before: str) -> None:
    for phrase in phrases:
        assert phrase in Phrases(phrases).within(f"{text} {before}{phrase}, {text}")
