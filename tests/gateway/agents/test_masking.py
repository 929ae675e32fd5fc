import pytest

from gateway.agents.masking import mask
from tests.cost import grows_linearly


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
    assert grows_linearly(lambda times: mask(part * times), 10_000)
