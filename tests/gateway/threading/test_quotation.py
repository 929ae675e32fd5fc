"""A quotation gives the pieces of what was quoted, however a program marks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.threading import keys
from gateway.threading.quotation import quoted_words

TEXT = "Здравствуйте! Мы перезапустили веб-сервер, проверьте, пожалуйста, ещё раз."
QUOTED = {
    "marks": "> Здравствуйте! Мы перезапустили веб-сервер,\n> проверьте, пожалуйста, ещё раз.",
    "deep": ">> > Здравствуйте! Мы перезапустили\n>> > веб-сервер, проверьте, пожалуйста, ещё раз.",
    "initials": "ПИ> Здравствуйте! Мы\n"
    "ПИ> перезапустили веб-сервер, проверьте, пожалуйста, ещё раз.",
    "attribution": f"27.11.2026 12:00, Петя Иванов пишет:\n> {TEXT}",
    "header block": "________________________________\nОт: Петя Иванов <support@hoster.example>\n"
    "Отправлено: 27 ноября 2026 г. 12:00\nКому: anna@client.example\nТема: Re: Сайт\n\n" + TEXT,
    "original": f"-----Original Message-----\nFrom: Petya\nSent: today\n\n{TEXT}",
}


@pytest.mark.parametrize("form", QUOTED)
def test_the_pieces_are_those_of_the_text(form: str) -> None:
    assert keys.fingerprints(quoted_words(QUOTED[form])) == keys.fingerprints(TEXT)


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    quoted_words(text)
