"""What an acknowledgement is made of, whatever the values are. Its rules: ``test_rules``."""

import random
import re
from datetime import datetime
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.compose import LONGEST, Letter, compose
from acknowledgements.names import first_name
from acknowledgements.situation import SITUATIONS, Situation
from acknowledgements.texts import FACTS, PARTS
from tests.acknowledgements.reading import assert_sound
from tests.acknowledgements.values import every_wording, letter

HOSTILE = (
    "<script>alert(1)</script>\"'><img src=//x.example/a.png onerror=x> {{ 7*7 }} {% raw %} &amp; "
    "\r\nBcc: b@x.example\n\n\x00\u2028\u202e</p></body>"
)
TEXTS = ("agent_name", "support_address", "company", "first_name", "expected_time", "phone")
HELP = dict[str, object](
    expected_time="завтра утром",
    topic="site_down",
    missing_facts=("since_when", "browser", "error_text"),
    several_questions=True,
    password_found=True,
    phone="+7 495 000-00-00",
    chat="https://hoster.example/chat",
    panel_link="https://panel.hoster.example/new?category=technical",
)


def test_every_part_has_a_file() -> None:
    templates = files("acknowledgements").joinpath("templates")
    wanted = {f"{part}.j2" for part in PARTS} | {FACTS}
    for language in ("ru", "en"):
        assert {one.name for one in templates.joinpath(language).iterdir()} == wanted


def test_what_existed_before_is_enough() -> None:
    """A caller who knows nothing about the letter gets the general words."""
    assert compose(letter()) == compose(letter(situation="general"))
    assert len(every_wording()) >= 6


def test_greets_by_name_or_without_one() -> None:
    assert {c.text.splitlines()[0] for c in every_wording()} == {
        "Здравствуйте, Анна!",
        "Hello, Анна!",
    }
    assert {c.text.splitlines()[0] for c in every_wording(first_name="")} == {
        "Здравствуйте!",
        "Hello!",
    }


def test_the_subject_is_repeated_to_a_proven_sender_only() -> None:
    assert compose(letter()).subject == "Re: Сайт не открывается"
    assert compose(letter(proven=False)).subject == "Мы получили ваше письмо"
    assert compose(letter(language="en", proven=False)).subject == "We have received your letter"
    assert compose(letter(subject_base=" \n")).subject == "Мы получили ваше письмо"


def test_the_subject_stays_one_line_of_bounded_length() -> None:
    subject = compose(letter(subject_base="a\r\nBcc: b@x.example" + "x" * 5000)).subject
    assert subject.startswith("Re: a Bcc: b@x.example")
    assert len(subject) <= 204


def test_other_languages_get_the_hoster_s() -> None:
    assert compose(letter(language="kk")) == compose(letter(language="ru"))
    assert compose(letter(language="", default_language="en")) == compose(letter(language="en"))


@pytest.mark.parametrize("key", [7, "7", "ticket"])
def test_the_wording_is_stable_for_a_ticket(key: int | str) -> None:
    assert compose(letter(variant_key=key)) == compose(letter(variant_key=str(key)))


def test_without_a_company_the_name_stands_alone() -> None:
    assert compose(letter(company="")).text.endswith("\nПетя Иванов\nsupport@hoster.example\n")
    assert compose(letter()).text.endswith("\nПетя Иванов, Хостер\nsupport@hoster.example\n")


class TestParts:
    """Which help a letter gets."""

    def test_no_help_without_a_reason(self) -> None:
        for one in every_wording("technical"):
            assert one.text.count("\n\n") <= 4
            assert "—" not in one.text

    def test_three_questions_at_the_most_and_only_those_we_know(self) -> None:
        facts = ("nonsense", "since_when", "since_when", "browser", "error_text", "other_sites")
        text = compose(letter(situation="technical", topic="site_down", missing_facts=facts)).text
        assert [line for line in text.splitlines() if line.startswith("—")] == [
            "— когда сайт перестал открываться, хотя бы примерно?",
            "— какой у вас браузер, и что видно в другом?",
            "— что видно вместо сайта: текст ошибки или код?",
        ]

    def test_unknown_facts_alone_ask_nothing(self) -> None:
        assert compose(letter(missing_facts=("nonsense",))) == compose(letter())

    def test_an_incident_is_told_as_the_operator_wrote_it(self) -> None:
        told = "С утра на node-seven меняем диск."
        for one in every_wording("technical", incident=told):
            assert told in one.text
            assert told in one.html
        assert all(told not in one.text for one in every_wording("thanks", incident=told))

    @pytest.mark.parametrize("situation", SITUATIONS)
    def test_phone_and_chat_are_for_what_is_down(self, situation: Situation) -> None:
        ways = {"phone": "+7 495 000-00-00", "chat": "https://hoster.example/chat"}
        for one in every_wording(situation, **ways):
            expected = situation in ("outage", "out_of_hours")
            assert (ways["phone"] in one.text) is expected
            assert (f'<a href="{ways["chat"]}">' in one.html) is expected

    @pytest.mark.parametrize("ways", [{"phone": "+7 495 000-00-00"}, {"chat": "chat.example"}])
    def test_one_way_alone_reads_well(self, ways: dict[str, str]) -> None:
        [way] = ways.values()
        for one in every_wording("outage", **ways):
            line = next(line for line in one.text.splitlines() if way in line)
            assert " или" not in line
            assert " or " not in line
            assert line.endswith(("+7 495 000-00-00.", "chat.example"))

    @pytest.mark.parametrize("situation", ["outage", "complaint", "thanks"])
    def test_no_advice_to_whoever_is_in_trouble_or_kind(self, situation: Situation) -> None:
        link = "https://panel.hoster.example/new"
        for one in every_wording(situation, panel_link=link, several_questions=True):
            assert link not in one.text
            assert "отдельно" not in one.text
            assert "letter for each" not in one.text

    def test_one_piece_of_advice_is_enough(self) -> None:
        link = "https://panel.hoster.example/new"
        assert link in compose(letter(panel_link=link)).text
        for more in ({"several_questions": True}, {"password_found": True}, {"incident": "x"}):
            assert link not in compose(letter(panel_link=link, **more)).text

    def test_the_panel_is_no_matter_of_an_unproven_sender(self) -> None:
        link = "https://panel.hoster.example/new"
        assert compose(letter(panel_link=link, proven=False)) == compose(letter(proven=False))

    def test_half_a_link_is_none(self) -> None:
        link = "https://panel.hoster.example/" + "x" * 400
        assert compose(letter(panel_link=link)) == compose(letter())

    def test_a_link_that_is_no_web_address_is_only_text(self) -> None:
        assert "<a " not in compose(letter(panel_link="javascript:alert(1)")).html

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_a_password_is_answered_with_one_kind_line(self, language: str) -> None:
        plain = compose(letter(language=language)).text
        warned = compose(letter(language=language, password_found=True)).text
        [line] = [one for one in warned.splitlines() if one not in plain.splitlines()]
        assert "нам не нужен" in line or "don't need it" in line

    def test_an_outage_is_told_whether_anybody_is_there(self) -> None:
        there, nobody = (
            re.compile("на месте|are on duty"),
            re.compile("никого нет|nobody is on duty"),
        )
        for one in every_wording("outage", on_duty=True):
            assert there.search(one.text)
        for one in every_wording("outage", on_duty=False):
            assert nobody.search(one.text)
        for one in every_wording("outage"):
            assert not there.search(one.text)
            assert not nobody.search(one.text)

    def test_an_outage_is_told_a_time_only_when_nobody_is_there(self) -> None:
        for on_duty in (True, False, None):
            for one in every_wording("outage", on_duty=on_duty, expected_time="утром"):
                assert ("утром" in one.text) is (on_duty is False)

    @pytest.mark.parametrize(
        ("gender", "said"), [("m", "буду я сам,"), ("f", "буду я сама,"), ("", "буду я лично,")]
    )
    def test_russian_forms_follow_the_agent(self, gender: str, said: str) -> None:
        texts = [one.text for one in every_wording("technical", agent_gender=gender)]
        assert any(said in text for text in texts)
        others = {"буду я сам,", "буду я сама,", "буду я лично,"} - {said}
        assert not any(other in text for text in texts for other in others)


class TestWhateverTheValues:
    @pytest.mark.parametrize("blank", ["agent_name", "support_address"])
    def test_a_nameless_acknowledgement_is_refused(self, blank: str) -> None:
        with pytest.raises(ValueError, match="needs"):
            compose(letter(**{blank: " \u200b"}))

    def test_a_naive_time_is_refused(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            compose(letter(local_time=datetime(2026, 11, 27)))  # noqa: DTZ001

    @pytest.mark.parametrize("situation", SITUATIONS)
    @pytest.mark.parametrize("value", [HOSTILE, "щ" * 2000, "https://x.example/" + "x" * 270])
    def test_hostile_and_endless_values_break_nothing(
        self, situation: Situation, value: str
    ) -> None:
        values = dict.fromkeys((*TEXTS, "chat", "panel_link", "incident"), value)
        for composed in every_wording(situation, **(HELP | values)):
            assert_sound(composed)
            assert "49" not in composed.text.replace("+7 495", "")

    @pytest.mark.parametrize("situation", SITUATIONS)
    def test_everything_at_once_still_fits(self, situation: Situation) -> None:
        told = "С половины девятого почта приходит с задержкой, письма не теряются."
        for composed in every_wording(situation, **HELP, incident=told):
            assert_sound(composed)
            if situation != "thanks":
                assert "support@hoster.example" in composed.text

    def test_what_does_not_fit_is_left_out_by_its_weight(self) -> None:
        composed = compose(
            letter(
                situation="out_of_hours",
                incident="и" * 300,
                phone="+7 495 000-00-00",
                chat="https://hoster.example/" + "x" * 260,
                expected_time="завтра утром",
                password_found=True,
                company="щ" * 64,
            )
        )
        assert len(composed.text) <= LONGEST
        assert "+7 495 000-00-00" in composed.text
        assert "иии" not in composed.text

    @given(st.text(), st.text(), st.text(), st.text(), st.integers(), st.sampled_from(SITUATIONS))
    def test_no_value_breaks_the_html(
        self, agent: str, company: str, name: str, told: str, key: int, situation: Situation
    ) -> None:
        assert_sound(
            compose(
                letter(
                    agent_name=f"П{agent}",
                    company=company,
                    first_name=name,
                    subject_base=told,
                    incident=told,
                    panel_link=f"https://{told}",
                    chat=told,
                    phone=told,
                    missing_facts=(told, "browser"),
                    topic=told,
                    variant_key=key,
                    situation=situation,
                )
            )
        )


class TestUnprovenSender:
    """He cannot have his words mailed, nor learn anything."""

    @given(st.text(), st.text(), st.sampled_from(SITUATIONS))
    def test_he_changes_not_one_byte(
        self, subject: str, display_name: str, situation: Situation
    ) -> None:
        name = first_name(display_name, "ru")
        theirs = letter(proven=False, subject_base=subject, first_name=name, situation=situation)
        nobody = letter(proven=False, subject_base="", first_name="", situation=situation)
        assert compose(theirs) == compose(nobody)

    def test_no_8_gram_of_his_letter_comes_back(self) -> None:
        chance = random.Random(28)
        letters = "абвгдежзиклмнопрстуфхцчшщыэюя abcdefghijklmnopqrstuvwxyz0123456789"
        for number in range(1000):
            subject = "".join(chance.choices(letters, k=40))
            display = chance.choice(["", "Александр ", "Иванов Константин "]) + subject[:12]
            composed = compose(
                letter(
                    **HELP,
                    language=("ru", "en")[number % 2],
                    situation=chance.choice(SITUATIONS),
                    proven=False,
                    subject_base=subject,
                    first_name=first_name(display, "ru"),
                    variant_key=number,
                )
            )
            sent = composed.subject + composed.text + composed.html
            for theirs in (subject, display):
                grams = {theirs[at : at + 8] for at in range(len(theirs) - 7)}
                assert not [gram for gram in grams if gram in sent]

    @pytest.mark.parametrize("situation", SITUATIONS)
    def test_known_and_unknown_get_the_same_bytes(self, situation: Situation) -> None:
        """What an account could add: a name, the panel, an older ticket."""
        known: Letter = letter(
            proven=False, situation=situation, panel_link="https://panel.hoster.example/"
        )
        unknown = letter(
            proven=False, situation=situation, first_name="", subject_base="", panel_link=""
        )
        assert compose(known) == compose(unknown)

    def test_he_is_not_told_that_there_was_a_ticket(self) -> None:
        told = compose(letter(proven=False, situation="reopened"))
        assert told == compose(letter(proven=False, situation="general"))
