import pytest

from parsers.quoting.quoted import body, quoted_lines


def marks(text: str) -> str:
    return "".join(map(str, quoted_lines(text.split("\n"))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n> b\n>> c\n >d", "0111"),
        ("ИИ> вопрос\nответ\nИИ> ещё", "101"),
        ("СП> один раз", "0"),
        ("PS> Get-Process\nPS> Get-Date", "00"),
        ("mysql> show tables;\nmysql> exit", "00"),
        (">From the start\ntext", "00"),
        ("> x\n>From the start", "11"),
        ("<a\n></a\n>x", "001"),
        ("On 10.03.2026 14:22, Bob wrote:\n| old\n| words", "011"),
        ("The table:\n| id | name |\n| 1  | bob  |", "000"),
    ],
)
def test_marked_lines(text: str, expected: str) -> None:
    assert marks(text) == expected


def test_end_of_a_broken_line_belongs_to_the_quotation() -> None:
    long = "> Откройте панель управления, перейдите в раздел «Домены» и проверьте, что"
    assert marks(f"{long}\nзаписи\n> указывают на нас.") == "111"
    assert marks(f"{long[:-4]}?\nда\n> и ещё?") == "101"
    assert marks(f"{long}\nда\n> Что ещё?") == "101"


def test_body_of_a_marked_line() -> None:
    assert body(">> > text") == "text"
    assert body("ИИ> текст") == "текст"
    assert body(">") == ""
