"""Prepared answers: ten situations, two languages, and a tone that a client is glad of."""

import re
from pathlib import Path

import pytest

from acknowledgements.language import LANGUAGES, Language
from acknowledgements.tone import check, check_file
from acknowledgements.tone.check import LONGEST_ANSWER
from gateway.answers import Answer, AnswerFault, Values, listed, load, names

ALL = (
    "browser-extension",
    "browser-too-old",
    "browser-trouble",
    "feature-in-progress",
    "feature-not-planned",
    "mail-blocked-by-firewall",
    "online-only",
    "thanks-received",
    "unhappy-client",
    "use-the-panel",
)
VALUES = Values(
    agent_name="Петя Иванов",
    first_name="Анна",
    company="Хостер",
    ending="Хорошей пятницы!",
    panel_link="https://panel.hoster.example/new",
    sending_domain="mail.hoster.example",
    sending_addresses=("192.0.2.17", "192.0.2.18"),
)
shipped = pytest.mark.parametrize(
    "answer", [one for language in LANGUAGES for one in listed(language)], ids=lambda one: one.name
)


def test_there_are_ten_in_each_language() -> None:
    assert names() == ALL
    for language in LANGUAGES:
        assert {(one.name, one.language) for one in listed(language)} == {
            (name, language) for name in ALL
        }


@shipped
class TestEveryAnswer:
    def test_it_passes_the_tone_checker(self, answer: Answer) -> None:
        assert check_file(answer.source, answer.language, longest=LONGEST_ANSWER) == []
        assert check(answer.text(VALUES), answer.language, longest=LONGEST_ANSWER) == []

    def test_it_greets_and_is_signed(self, answer: Answer) -> None:
        lines = answer.text(VALUES).splitlines()
        assert lines[0] in {"Здравствуйте, Анна!", "Hello, Анна!"}
        assert lines[-2:] == ["Хорошей пятницы!", "Петя Иванов, Хостер"]
        bare = answer.text(
            Values(
                agent_name="Петя",
                panel_link=VALUES.panel_link,
                sending_domain=VALUES.sending_domain,
                sending_addresses=VALUES.sending_addresses,
            )
        ).splitlines()
        assert bare[0] in {"Здравствуйте!", "Hello!"}
        assert bare[-1] == "Петя"

    def test_it_says_how_to_go_on(self, answer: Answer) -> None:
        text = answer.text(VALUES)
        going = "просто ответьте на это письмо|just answer this letter|Письмом тоже|letter is fine"
        assert re.search(going, text, re.IGNORECASE)

    def test_it_has_no_mark_of_a_template_and_no_gap(self, answer: Answer) -> None:
        text = answer.text(VALUES)
        assert not re.search(r"[{}]|\n\n\n| \n|\bNone\b", text)
        assert answer.title
        assert answer.title not in text


@pytest.mark.parametrize("language", LANGUAGES)
class TestLessons:
    def test_the_unhappy_hear_sorry_first_and_are_asked_both_ways(self, language: Language) -> None:
        text = load("unhappy-client", language).text(VALUES).split("\n\n")
        assert re.match("Мне жаль|I am sorry", text[1])
        assert re.search("расстроило.*понравилось|troubled.*did like", text[2])

    def test_the_filter_s_keeper_gets_our_domain_and_addresses(self, language: Language) -> None:
        text = load("mail-blocked-by-firewall", language).text(VALUES)
        for needed in ("mail.hoster.example", "192.0.2.17", "192.0.2.18"):
            assert needed in text

    def test_the_panel_has_its_link(self, language: Language) -> None:
        assert VALUES.panel_link in load("use-the-panel", language).text(VALUES)

    @pytest.mark.parametrize("name", ["feature-not-planned", "feature-in-progress"])
    def test_a_wish_is_answered_honestly(self, language: Language, name: str) -> None:
        text = load(name, language).text(VALUES)
        assert re.search("честно|honest", text)
        assert re.search("Спасибо, что пользуетесь|Thank you for using", text)


def test_russian_forms_follow_the_agent() -> None:
    said = {
        gender: load("thanks-received", "ru").text(Values(agent_name="А", agent_gender=gender))
        for gender in ("m", "f", "")
    }
    assert "Рад, что" in said["m"]
    assert "Рада, что" in said["f"]
    assert "Приятно знать, что" in said[""]


def test_what_is_not_configured_is_named() -> None:
    with pytest.raises(AnswerFault, match="needs sending_addresses, sending_domain"):
        load("mail-blocked-by-firewall", "ru").text(Values(agent_name="Петя"))


@pytest.mark.parametrize("name", ["sorry", "", "../secret", "ru/use-the-panel", "a" * 10_000])
def test_an_unknown_name_lists_the_known(name: str) -> None:
    with pytest.raises(AnswerFault, match="there are browser-extension, "):
        load(name, "ru")


class TestOwnFolder:
    def write(self, folder: Path, name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def test_his_own_answers_come_first_and_add_to_ours(self, tmp_path: Path) -> None:
        self.write(tmp_path, "ru/thanks-received.j2", "{# Своё #}\nСпасибо!\n{{ agent_name }}\n")
        self.write(tmp_path, "ru/our-own.j2", "Свой ответ.\n")
        assert load("thanks-received", "ru", tmp_path).text(VALUES) == "Спасибо!\nПетя Иванов"
        assert load("thanks-received", "ru", tmp_path).title == "Своё"
        assert load("our-own", "en", tmp_path).language == "ru"
        assert {*names(tmp_path)} == {*ALL, "our-own"}

    def test_a_broken_one_is_told(self, tmp_path: Path) -> None:
        self.write(tmp_path, "ru/broken.j2", "{{ agent_name")
        with pytest.raises(AnswerFault, match=r"broken\.j2"):
            load("broken", "ru", tmp_path)

    def test_a_word_that_nothing_fills_in_is_told(self, tmp_path: Path) -> None:
        self.write(tmp_path, "ru/wrong.j2", "{{ balance }}")
        with pytest.raises(AnswerFault, match="needs balance"):
            load("wrong", "ru", tmp_path).text(VALUES)

    def test_it_runs_nothing(self, tmp_path: Path) -> None:
        self.write(tmp_path, "ru/bad.j2", "{{ agent_name.__class__.__mro__ }}")
        with pytest.raises(AnswerFault, match="unsafe"):
            load("bad", "ru", tmp_path).text(VALUES)
