"""Replies of many programs, languages and habits: each line goes where a reader would put it."""

import pytest

from parsers.quoting import split
from tests.parsers.quoting.cases import Case, cases, without_context

CASES = tuple(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.language}")
def test_sender_s_words_are_found(case: Case) -> None:
    parts = split(case.text)
    marked_is_own = any(row.startswith("> ") for row in case.new.split("\n"))
    found = parts.new_text.split() if marked_is_own else without_context(parts.new_text)
    assert found == case.new.split()
    assert parts.signature.split() == case.signature.split()


_HANDED_ON = """Пришло такое письмо, это от вас?

От: Служба безопасности <notice@check.example>
Отправлено: вторник, 28 января 2025 г. 10:09
Кому: Ирина Жданова <zhdanova@optika.example>
Тема: Уведомление

Ящик будет заблокирован через 24 часа."""


@pytest.mark.parametrize("forwards", [True, False])
def test_what_the_subject_calls_a_forward_is_the_sender_s(forwards: bool) -> None:
    parts = split(_HANDED_ON, forwards=forwards)
    assert ("заблокирован" in parts.new_text) is forwards
    assert ("заблокирован" in parts.quoted_text) is not forwards


@pytest.mark.parametrize("said", ["See my answers in between.", "Ответила по тексту."])
def test_a_text_that_points_into_the_older_letter_keeps_it(said: str) -> None:
    older = "-----Original Message-----\nFrom: Support\nSent: Thursday, June 15, 2023 3:22 PM\n"
    text = f"{said}\n\n{older}To: Diane\nSubject: Form\n\nNumber of licences\n25 now"
    assert "25 now" in split(text).new_text
