import pytest

from parsers.quoting.signature import banner_lines, signature_lines


def signature(text: str) -> str:
    lines = text.split("\n")
    rows = [row for row, line in enumerate(lines) if line]
    return "\n".join(lines[row] for row in sorted(signature_lines(lines, rows)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Текст.\n\n-- \nИван\nчто угодно.", "-- \nИван\nчто угодно."),
        ("Text.\n\nThanks,\nBob", "Thanks,\nBob"),
        ("Text.\n\nThanks!\nBob", ""),
        ("Текст.\n\nИван", ""),
        ("Текст.\n-Bob", "-Bob"),
        ("Список:\n- Linux\n- Windows", ""),
        ("Текст.\nОтправлено с iPhone", "Отправлено с iPhone"),
        ("Дамп:\n--\n-- Table `users`\n--\nDROP TABLE users;", ""),
        ("Вопрос.\n\nС уважением,\nИван\n\nP.S. Ещё вопрос.", "С уважением,\nИван"),
        ("Вопрос.\n\nС уважением,\nИван\n\nИ почта тоже не работает с утра.", "С уважением,\nИван"),
        ("Просьба.\n\nИван Петров\nтел. +7 900 000-00-00", "Иван Петров\nтел. +7 900 000-00-00"),
        ("Контактное лицо:\n\nИван Петров\nтел. +7 900 000-00-00", ""),
        ("Данное сообщение появляется при входе.", ""),
        ("Рассылка.\n\nЧтобы отписаться от неё, что сделать?", ""),
        ("Да.\n\nДанное письмо конфиденциально?\n\nИ где оно хранится?", ""),
        ("Ключ:\n-----END CERTIFICATE-----", ""),
    ],
)
def test_signature_never_takes_content(text: str, found: str) -> None:
    assert signature(text) == found


def test_notice_takes_its_later_paragraphs_with_it() -> None:
    notice = "This e-mail is confidential and may be privileged.\n\nViews are those of the author."
    assert signature(f"Text.\n\n{notice}") == notice.replace("\n\n", "\n")


def test_banner_of_a_gateway() -> None:
    lines = ["[EXTERNAL] Do not click.", "Be careful.", "", "Text"]
    assert list(banner_lines(lines, [0, 1, 3])) == [0, 1]
    assert not banner_lines(["Text"], [0])


@pytest.mark.parametrize(
    ("end", "signed"),
    [
        ("Ведущий специалист администрации\nПотапова Н. Г.", True),
        ("Егорова Л. П.,\nзаместитель директора по УВР", True),
        ("Бурцева А. Н., м. н. с.\nвн. тел. 2-04", True),
        ("Н.Г. Потапова, бухгалтер", True),
        ("Потапова Н. Г.", False),  # perhaps whom the letter is about
        ("Доступ нужен двоим: Потапова Н. Г., Иванов И. И.", False),
        ("Потапова Н. Г.\nПисьма ей не приходят второй день.", False),
    ],
)
def test_a_position_beside_initials_signs(end: str, signed: bool) -> None:
    assert (signature(f"Прошу исправить ссылку до четверга.\n\n{end}") == end) is signed
    assert signature(f"Новые сотрудники:\n\n{end}") == ""
