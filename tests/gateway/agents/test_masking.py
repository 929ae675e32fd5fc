import time

import pytest

from gateway.agents.masking import mask


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Пароль: qwerty", "Пароль: ****"),
        ("пароль=qwerty, логин root", "пароль=**** логин root"),
        ("пароль qwerty12 не работает", "пароль **** не работает"),
        ("Пароль от сервера: X9!a логин root", "Пароль от сервера: **** логин root"),
        ("логин/пароль: root/abc", "логин/пароль: ****"),
        ("my password is hunter2", "my password is ****"),
        ("Мой пароль это Sekret", "Мой пароль это ****"),
        ("pass - abc", "pass - ****"),
        ("PASS=abc pwd:def", "PASS=**** pwd:****"),
        ("root passwd hunTer", "root passwd ****"),
    ],
)
def test_a_password_that_is_named_as_one_is_masked(line: str, masked: str) -> None:
    assert mask(line) == masked


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Пароль не подходит",
        "Пароль не подходит: что делать",
        "Не приходит пароль",
        "password reset",
        "password:",
        "Паром: расписание",
        "compass: north",
        "Сайт не открывается",
    ],
)
def test_a_line_without_one_stays_as_it_is(line: str) -> None:
    assert mask(line) == line


@pytest.mark.parametrize(
    "part", ["пароль ", "pass", "pass: ", "pass" + " " * 50, "pass a b c ", "pass = ", "пароль x1 "]
)
def test_the_time_is_linear(part: str) -> None:
    def seconds(times: int) -> float:
        began = time.thread_time()  # of this thread alone: other tests run beside it
        mask(part * times)
        return time.thread_time() - began

    small, large = (min(seconds(times) for _ in range(3)) for times in (10_000, 40_000))
    assert large < 10 * max(small, 0.01)
