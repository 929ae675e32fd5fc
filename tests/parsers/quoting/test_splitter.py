"""The sender's own words, in letters of the usual forms."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.quoting import Split, split

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
