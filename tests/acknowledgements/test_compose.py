"""Every shipped wording obeys the rules of an acknowledgement, whatever the values are."""

import random
import re
from datetime import datetime
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.compose import Composed, compose
from acknowledgements.names import first_name
from tests.acknowledgements.values import every_wording, letter

OFFICIALESE = (
    "запрос|корреспонденц|обращени|обращаем ваше внимание|приносим извинения|неудобств|уважаем"
    "|тикет|заявк|заявлени|зарегистр|регистрац|номер|рассмотр|уведомл|информируем|сообщаем"
    "|данн(?:ое|ый|ая)|является|осуществ|надлежащ|настоящим|в порядке|специалист|не отвечайте"
    "|inconvenience|dear|do not reply|ticket|request|enquir|inquir|query|hereby|kindly|valued"
    "|regards|submitted|regarding|apologi|reference|case|representative"
)
PROMISES = (
    "скоро|ближайш|кратчайш|в течение|минут|час[а-я]*\\b|сегодня|завтра|сразу|немедленно"
    "|постараемся|soon|shortly|within|minute|hour|today|tomorrow|as soon"
    "|immediately|business day|we read every"
)
HOSTILE = (
    "<script>alert(1)</script>\"'><img src=//x.example/a.png onerror=x> {{ 7*7 }} {% raw %} &amp; "
    "\r\nBcc: b@x.example\n\n\x00\u2028\u202e</p></body>"
)
STYLE = re.compile(r'style="([^"]*)"')


class Reader(HTMLParser):
    """What a mail client shows, and the tags that it meets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.shown = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.shown += data


def assert_sound(composed: Composed) -> None:
    """Text and HTML say the same, in one screen, and the HTML holds our own tags only."""
    read = Reader(composed.html)
    assert read.shown.split() == composed.text.split()
    assert set(read.tags) == {"html", "head", "meta", "body", "p", "br"}
    assert read.tags.count("p") == 4
    assert read.attributes == {"lang", "charset", "name", "content", "style"}
    assert len(composed.text) <= 900
    assert composed.subject.isprintable()


def wordings() -> list[Composed]:
    return every_wording() + every_wording(first_name="", company="", proven=False)


def test_every_template_is_reached() -> None:
    templates = files("acknowledgements").joinpath("templates")
    shipped = [one for language in ("ru", "en") for one in templates.joinpath(language).iterdir()]
    assert len(every_wording()) == len(shipped) == 6


@pytest.mark.parametrize("composed", wordings())
class TestEveryWording:
    def test_1_thanks_is_automatic_and_has_arrived(self, composed: Composed) -> None:
        assert re.search("спасибо|thank you", composed.text, re.IGNORECASE)
        assert re.search("автоматическ|automatic", composed.text)
        assert re.search("дошло|получили|у нас|arrived|we have it", composed.text, re.IGNORECASE)

    def test_3_is_from_the_agent_who_will_answer(self, composed: Composed) -> None:
        assert re.search(
            "ответит вам|вам ответит|ответ напишет|answer you|answer will come", composed.text
        )
        assert composed.text.count("Петя Иванов") == 2
        assert composed.text.splitlines()[-1].startswith("Петя Иванов")
        assert composed.text.count("support@hoster.example") == 1

    def test_4_has_no_number_and_nothing_to_remember(self, composed: Composed) -> None:
        assert not re.search(r"[\d#№]", composed.subject + composed.text)
        assert re.search("просто ответьте на это письмо|just answer this letter", composed.text)
        assert re.search(
            "ничего не нужно|ничего помнить не нужно|nothing (?:else )?to remember", composed.text
        )

    def test_5_uses_plain_words(self, composed: Composed) -> None:
        said = composed.subject + composed.text
        assert not re.search(OFFICIALESE, said, re.IGNORECASE)
        assert not re.search(r"[\w,:] В(?:ы|ас|ам|ами|аш\w*)\b", said)
        sentences = re.split(r"[.!?]\s", composed.text.replace("\n", " "))
        assert max(len(sentence) for sentence in sentences) <= 140

    def test_6_promises_no_time(self, composed: Composed) -> None:
        assert not re.search(PROMISES, composed.text, re.IGNORECASE)

    def test_12_ends_on_the_day(self, composed: Composed) -> None:
        assert composed.text.splitlines()[-2] in {"Хорошей пятницы!", "Have a good Friday!"}

    def test_13_text_and_html_say_the_same(self, composed: Composed) -> None:
        assert_sound(composed)

    def test_html_is_plain_and_readable_in_the_dark(self, composed: Composed) -> None:
        assert not re.search(
            r"https?:|//|url\(|src=|href=|cid:|<style|<script|<link", composed.html
        )
        assert "color" not in "".join(STYLE.findall(composed.html))
        assert "background" not in composed.html

    def test_grammar_holds_for_either_gender(self, composed: Composed) -> None:
        """No past tense or participle that agrees with the agent or the client."""
        assert not re.search(
            r"\b(?:рад|рада|должен|должна|готов|готова|сам|сама|уверен|уверена)\b"
            r"|\b(?:написал|получил|прочитал|ответил|увидел)а?\b",
            composed.text,
        )


def test_2_greets_by_name_or_without_one() -> None:
    assert {c.text.splitlines()[0] for c in every_wording()} == {
        "Здравствуйте, Анна!",
        "Hello, Анна!",
    }
    assert {c.text.splitlines()[0] for c in every_wording(first_name="")} == {
        "Здравствуйте!",
        "Hello!",
    }


def test_15_an_unproven_sender_is_not_greeted_by_name() -> None:
    assert all("Анна" not in composed.text for composed in every_wording(proven=False))


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
    assert compose(letter(company="")).text.endswith("\nПетя Иванов\n")
    assert compose(letter()).text.endswith("\nПетя Иванов, Хостер\n")


@pytest.mark.parametrize("blank", ["agent_name", "support_address"])
def test_a_nameless_acknowledgement_is_refused(blank: str) -> None:
    with pytest.raises(ValueError, match="needs"):
        compose(letter(**{blank: " \u200b"}))


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        compose(letter(local_time=datetime(2026, 11, 27)))  # noqa: DTZ001


def test_hostile_settings_break_nothing() -> None:
    values = dict.fromkeys(("agent_name", "support_address", "company", "first_name"), HOSTILE)
    for composed in every_wording(**values):
        assert_sound(composed)
        assert "49" not in composed.text


def test_the_longest_values_still_fit_one_screen() -> None:
    values = dict.fromkeys(("agent_name", "support_address", "company", "first_name"), "щ" * 2000)
    for composed in every_wording(**values):
        assert_sound(composed)


@given(st.text(), st.text(), st.text(), st.text(), st.integers())
def test_no_value_breaks_the_html(
    agent: str, company: str, name: str, subject: str, key: int
) -> None:
    assert_sound(
        compose(
            letter(
                agent_name=f"П{agent}",
                company=company,
                first_name=name,
                subject_base=subject,
                variant_key=key,
            )
        )
    )


@given(st.text(), st.text())
def test_an_unproven_sender_changes_not_one_byte(subject: str, display_name: str) -> None:
    name = first_name(display_name, "ru")
    theirs = compose(letter(proven=False, subject_base=subject, first_name=name))
    assert theirs == compose(letter(proven=False, subject_base="", first_name=""))


def test_no_8_gram_of_an_unproven_letter_comes_back() -> None:
    chance = random.Random(28)
    letters = "абвгдежзиклмнопрстуфхцчшщыэюя abcdefghijklmnopqrstuvwxyz0123456789"
    for number in range(1000):
        subject = "".join(chance.choices(letters, k=40))
        display = chance.choice(["", "Александр ", "Иванов Константин "]) + subject[:12]
        composed = compose(
            letter(
                language=("ru", "en")[number % 2],
                proven=False,
                subject_base=subject,
                first_name=first_name(display, "ru"),
                variant_key=number,
            )
        )
        sent = composed.subject + composed.text + composed.html
        for theirs in (subject, display):
            assert not [
                theirs[at : at + 8] for at in range(len(theirs) - 7) if theirs[at : at + 8] in sent
            ]
