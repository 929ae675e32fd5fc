"""What holds for the parts of any text."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.quoting import Split, split
from tests.cost import grows_linearly

PIECES = st.sampled_from(
    [
        "> цитата", ">> старая", "ИИ> вопрос?", "ответ", "Не работает сайт.", "", " ", "-- ", "--",
        "С уважением,", "Best regards", "Thanks,", "Иван Петров", "тел. +7 900 000-00-00",
        "On Mon, Mar 12, 2026 at 2:05 PM John <john@client.example> wrote:", "Иван написал:",
        "пн, 28 сент. 2026 г. в 21:10, Имя <a@client.example>:", "Вы писали 5 мая 2026 г.:",
        "-----Original Message-----", "---------- Forwarded message ---------", "_" * 32,
        "От: Иван", "Отправлено: вчера", "Тема: сайт", "From: a@client.example", "Sent: today",
        "##- Please type your reply above this line -##", "Sent from my iPhone", "P.S. ещё",
        ">From the start", "This message may contain confidential information.", "Добрый день!",
        "Ответы ниже", "\x0b", "\x1c", "\u2028", "\r", "😀", "：", "wrote:", "@", "<", "*From:* x",
    ]
)  # fmt: skip


def words(text: str) -> Counter[str]:
    return Counter(text.split())


def loses_nothing(text: str, parts: Split) -> bool:
    """All words are there; those that are there twice are the context above an answer."""
    together = words(f"{parts.new_text}\n{parts.quoted_text}\n{parts.signature}")
    context = words("\n".join(x for x in parts.new_text.split("\n") if x.startswith("> ")))
    return not words(text) - together and not together - words(text) - context


@given(st.lists(PIECES, max_size=25).map("\n".join))
@settings(max_examples=400, deadline=None)
def test_no_word_of_a_reply_is_lost(text: str) -> None:
    assert loses_nothing(text, split(text))


@given(st.text(max_size=400), st.text(max_size=100))
@settings(max_examples=300, deadline=None)
def test_no_word_of_any_text_is_lost(text: str, html: str) -> None:
    assert loses_nothing(text, split(text, html))


@given(st.lists(PIECES, max_size=25).map("\n".join))
@settings(max_examples=300, deadline=None)
def test_a_text_is_never_left_empty(text: str) -> None:
    assert bool(split(text).new_text) == bool(text.strip())


def test_answers_in_place_keep_what_they_answer() -> None:
    wrapped = "> Какая ошибка появляется на экране при входе\n> в панель управления?"
    parts = split(f"> Какой домен?\nclient.example\n{wrapped}\n502")
    asked = wrapped.replace("\n>", "")
    assert parts.new_text == f"> Какой домен?\nclient.example\n\n{asked}\n502"
    assert parts.quoted_text == f"> Какой домен?\n{wrapped}"


def test_context_is_shortened() -> None:
    parts = split(f"> {'слово ' * 40}\nда\n> Что ещё?\nничего")
    assert parts.new_text.split("\n")[0].endswith("слово …")
    assert len(parts.new_text.split("\n")[0]) < 90


def test_answer_below_one_quotation_needs_no_context() -> None:
    assert (
        split("Здравствуйте!\n\n> Какой IP?\n\n192.0.2.1").new_text == "Здравствуйте!\n\n192.0.2.1"
    )


def test_forward_is_what_the_letter_is_about() -> None:
    text = "Что это?\n\n---------- Forwarded message ---------\nFrom: a@client.example\n\n> x\ny"
    assert split(text) == Split(text, "", "", ())


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("> Ваша заявка решена.", "nothing but a quotation: kept as the text"),
        ("-- \nИван", "nothing but a signature: kept as the text"),
        (
            "Добрый день!\n\nОт: П\nОтправлено: 14:22\nТема: x\n\nНужен ли Redis? Да.",
            "nothing but a greeting above the older letter: it is kept",
        ),
        (
            "Ответы ниже.\n\nОт: П\nОтправлено: 14:22\nТема: x\n\nНужен ли Redis? Да.",
            "the text points below itself: the older letter is kept",
        ),
        (
            "В логе вот такая ошибка:\n\n> Allowed memory size exhausted",
            "a quotation that the text announces: kept as the text",
        ),
    ],
)
def test_what_is_unsure_is_kept_and_said(text: str, defect: str) -> None:
    parts = split(text)
    assert (parts.new_text, parts.defects) == (text, (defect,))


WROTE = "On Mon, Mar 9, 2026 at 2:05 PM Bob <bob@client.example> wrote:\n"
MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "piece",
    [
        ">", ">\n", WROTE, f"> q\n{WROTE}", "> q\na\n", "a:\n", "wrote:\n", "From: x\n", "\n", "_",
        "To: a\nCc: b\nSubject: x\nDate: y\n", "-- \n", "--a\n", "С уважением\n", "ИИ> я\n",
        "http://a", "a@", ":", "| x\n", "-----Original Message-----\n", " ", "On 1 ", "x On 10:00 ",
    ],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    assert grows_linearly(lambda times: split(piece * times), MEGABYTE // 4 // len(piece))


def test_deep_nesting_takes_linear_time() -> None:
    def nested(times: int) -> None:
        split("".join(f"{'>' * (depth % 500)} a\n" for depth in range(times)))

    assert grows_linearly(nested, 2_000)


def test_hostile_html_takes_linear_time() -> None:
    def hostile(times: int) -> None:
        html = f'<div class="gmail_quote">{"a " * times}<div class="gmail_signature">a a'
        split("a\n" * times, html)

    assert grows_linearly(hostile, 75_000)
