"""The language of the sender, whatever programs say in his letter."""

import pytest

from gateway.routing.tongue import language
from tests.gateway.routing.letters import own


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Сайт не открывается, пишет 502 Bad Gateway", "ru"),
        ("zdravstvujte, ne rabotaet sajt, pomogite pozhalujsta", "ru"),
        ("Вітаю! Не можу зайти в панель, підкажіть, що робити", "uk"),
        ("Сәлеметсіз бе! Серверге Docker орнатып беріңізші", "kk"),
        ("Our site is down, please have a look", "en"),
        ("Сервер молчит:\nssh: connect to host 192.0.2.7 port 22: Connection timed out", "ru"),
        (
            """Добрый день! Инвестор просит договор на английском.
Could you please send us the agreement as a PDF file?""",
            "mixed",
        ),
        (
            "Вітаю! Сервер не пінгується вже годину. Пишу и по-русски: что это у вас, авария?",
            "mixed",
        ),
    ],
)
def test_languages(body: str, expected: str) -> None:
    assert language(own(body)) == expected
