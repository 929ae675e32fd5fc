"""The author of a forwarded letter, as mail programs name him."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.threading.forwarded import original_authors, own_words
from parsers.message import Address
from parsers.parse import read

ANNA = Address("Анна Корж", "anna@client.example")

FORWARDS = {
    "gmail": """Возьмите, пожалуйста.

---------- Forwarded message ---------
От: Анна Корж <anna@client.example>
Date: пт, 27 нояб. 2026 г. в 12:00
Subject: Не работает почта
To: Петя <petya.ivanov@hoster.example>


Здравствуйте, не работает почта.
""",
    "outlook": """Возьмите, пожалуйста.

От: Анна Корж <anna@client.example>
Отправлено: 27 ноября 2026 г. 12:00
Кому: Петя Иванов
Тема: Не работает почта

Здравствуйте, не работает почта.
""",
    "outlook_mailto": """From: Анна Корж [mailto:anna@client.example]
Sent: Friday, November 27, 2026 12:00 PM
To: Petya
Subject: Mail

Hello, mail does not work.
""",
    "thunderbird": """-------- Перенаправленное сообщение --------
Тема: \tНе работает почта
Дата: \tFri, 27 Nov 2026 12:00:00 +0300
От: \tАнна Корж <anna@client.example>
Кому: \tpetya.ivanov@hoster.example

Здравствуйте, не работает почта.
""",
    "yandex": """-------- Пересылаемое сообщение --------
27.11.2026, 12:00, "Анна Корж" <anna@client.example>:

Здравствуйте, не работает почта.
-------- Конец пересылаемого сообщения --------
""",
    "mail_ru": """-------- Пересылаемое сообщение --------
От кого: Анна Корж <anna@client.example>
Кому: petya.ivanov@hoster.example
Дата: Пятница, 27 ноября 2026, 12:00 +03:00
Тема: Не работает почта

Здравствуйте, не работает почта.
""",
    "apple": """Начало переадресованного сообщения:

> От: Анна Корж <anna@client.example>
> Тема: Не работает почта
> Дата: 27 ноября 2026 г. в 12:00:00 GMT+3
> Кому: petya.ivanov@hoster.example
>
> Здравствуйте, не работает почта.
""",
}


def authors(text: str) -> list[Address]:
    head = "From: petya.ivanov@hoster.example\nSubject: Fwd: x\nContent-Type: text/plain; "
    return list(original_authors(read(f"{head}charset=utf-8\n\n{text}".encode())))


@pytest.mark.parametrize("program", FORWARDS)
def test_the_author_of_a_forwarded_letter(program: str) -> None:
    assert authors(FORWARDS[program])[:1] == [ANNA]


@pytest.mark.parametrize("program", FORWARDS)
def test_what_the_sender_wrote_himself(program: str) -> None:
    text = "Возьмите, пожалуйста.\n\n" + FORWARDS[program].removeprefix("Возьмите, пожалуйста.\n\n")
    assert own_words(text).strip() == "Возьмите, пожалуйста."
    assert own_words("Здравствуйте, не работает почта.") == "Здравствуйте, не работает почта."


def test_of_a_conversation_the_topmost_comes_first() -> None:
    older = FORWARDS["outlook"].replace("anna@client", "boris@other").replace("Анна Корж", "Борис")
    assert authors(FORWARDS["outlook"] + "\n" + older) == [
        ANNA,
        Address("Борис", "boris@other.example"),
    ]


def test_an_attached_letter() -> None:
    raw = """From: petya.ivanov@hoster.example
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Please take it.
--b
Content-Type: message/rfc822

From: =?utf-8?b?0JDQvdC90LAg0JrQvtGA0LY=?= <anna@client.example>
Subject: Mail

Hello
--b--
"""
    assert list(original_authors(read(raw.encode()))) == [ANNA]


@pytest.mark.parametrize(
    "text", ["", "Здравствуйте, не работает почта.", "От: кого-то\nтеперь иначе"]
)
def test_an_ordinary_letter_forwards_nobody(text: str) -> None:
    assert authors(text) == []


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert all(one.address for one in authors(text))
    assert text.startswith(own_words(text))
