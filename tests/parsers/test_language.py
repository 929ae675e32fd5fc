"""The language of short client letters full of names, logs and error text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.language import detect


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Не работает"),
        ("ru", "сайт лежит"),
        ("ru", "да"),
        ("ru", "Ошибка 500 Internal Server Error на сайте"),
        ("ru", "502 Bad Gateway, помогите"),
        ("ru", "Почему pochta не идёт?"),
        ("ru", "Добрый день, вот лог:\n" + "could not connect to the server at host\n" * 30),
        ("ru", "privet, ne rabotaet sajt"),
        ("ru", "Zdravstvuite! U menya ne otkryvaetsya panel upravleniya"),
        ("ru", "Skolko stoit hosting?"),
        ("ru", "Kogda zarabotaet pochta?"),
        ("ru", "Nuzhna pomosh s domenom"),
        ("uk", "Добрий день, сайт не працює"),
        ("uk", "Вітаю! Чи можна оплатити рахунок?"),
        ("uk", "Не можу зайти в панель"),
        ("uk", "Дякую"),
        ("kk", "Сәлеметсіз бе, сайт ашылмайды"),
        ("kk", "Салем, калай сайты косамын"),
        ("kk", "Қайырлы күн! Хостингті қалай төлеуге болады?"),
        ("en", "Hello, my site is down"),
        ("en", "Site down"),
        ("en", "Password reset request"),
        ("en", "Hi, I am writing on behalf of Иван Петров, please change the owner of the domain"),
        ("en", 'The "Ошибка доступа" page is shown when I open the site'),
        ("de", "Guten Tag, meine Seite funktioniert nicht"),
        ("fr", "Bonjour, mon site ne marche pas"),
        ("es", "Hola, mi página no funciona"),
        ("pt", "Olá, meu site não funciona"),
        ("it", "Buongiorno, il mio sito non funziona"),
        ("pl", "Dzień dobry, nie działa strona"),
        ("nl", "Goedendag, mijn website werkt niet"),
        ("tr", "Merhaba, sitem çalışmıyor"),
        ("bg", "Здравейте, не работи сайтът ми, моля за помощ"),
        ("zh", "我的网站打不开"),
        ("ja", "サイトが開けません"),
        ("ko", "사이트가 열리지 않습니다"),
        ("ar", "الموقع لا يعمل"),
        ("he", "האתר לא עובד"),
        ("el", "Ο ιστότοπος δεν λειτουργεί"),
        ("", "12345"),
        ("", ""),
        ("", "[error] 12:33:11 nginx"),
        ("", "/var/www/site/index.php"),
    ],
)
def test_languages(language: str, text: str) -> None:
    assert detect(text) == language


def test_the_subject_speaks_when_the_text_does_not() -> None:
    assert detect("502", "Сайт не открывается") == "ru"
    assert detect("Hello, my site is down", "Сайт") == "en"


@given(st.text(max_size=500))
def test_any_text_has_a_code_or_none(text: str) -> None:
    assert len(detect(text)) in (0, 2)
