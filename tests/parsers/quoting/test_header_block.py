import pytest

from parsers.quoting.header_block import block_end, fields

BLOCKS = [
    "From: Support <support@hoster.example>\nSent: today\nTo: Bob\nSubject: x",
    "От: Поддержка\nОтправлено: 10 марта 2026 г. 14:22\nТема: Счёт",
    "*From:* Bob\n*Sent:* Tuesday 14:22",
    "**От:** Иван\n\n**Тема:** x",
    "От:\tОтдел оплаты <billing@hoster.example>\nКому:\tБухгалтерия",
    "From: Bob\nTo: Ann <ann@client.example>;\n Tom\nSubject: x",
    "Тема: Домен\nДата: Mon, 9 Mar 2026\nОт: Иван",
    "发件人： 客服\n发送时间： 14:22\n收件人： 王\n主题： 域名",
]
OTHERS = [
    "От: 01.02.2026\nДо: 28.02.2026",
    "Отправитель: ООО «Пример»\nДата: 10.03.2026\nСумма: 1200 руб.",
    "From: a@client.example\nReceived: from mx.hoster.example\nSubject: x",
    "To: Bob\nSubject: x",
    "From: Bob\n\n\n\nлюбой текст",
    "Логин: admin\nХост: db.client.example",
]


@pytest.mark.parametrize("text", BLOCKS)
def test_fields_above_an_older_letter(text: str) -> None:
    lines = [*text.split("\n"), "", "old text"]
    assert block_end(lines, fields(lines), 0) == len(lines) - 2


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_looks_like_it(text: str) -> None:
    lines = text.split("\n")
    assert block_end(lines, fields(lines), 0) == -1


def test_form_that_somebody_filled_in_is_none() -> None:
    lines = ["Имя: Иван", "От: ivan@client.example", "Тема: Хостинг"]
    assert block_end(lines, fields(lines), 1) == -1
