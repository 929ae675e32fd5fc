"""Two matters in one letter."""

import pytest

from gateway.routing.questions import matters
from tests.gateway.routing.letters import classify, own


@pytest.mark.parametrize(
    "second",
    [
        "И ещё вопрос, уже не по серверу: где скачать подписанный договор?",
        "Отдельный вопрос: сколько стоит второй сервер на три месяца?",
        "И второе, можно ли платить с самозанятости?",
        "P.S. Акт за октябрь так и не пришёл, продублируйте, пожалуйста.",
        "Unrelated: can I get my invoices in English or Spanish?",
        "Also, nothing to do with the server: when does my domain run out?",
        "And a second thing: last month's invoice has my old address on it.",
        "Также пришлите, пожалуйста, акт и счёт-фактуру за прошлый месяц.",
        "By the way, could you send me last month's invoice as a PDF?",
        "Окреме питання: скільки коштує продовження домену на рік?",
    ],
)
def test_another_matter_is_seen_where_it_begins(second: str) -> None:
    body = f"Добрый день! Сервер 192.0.2.7 не отвечает на ping с самого утра.\n\n{second}"
    letter = own(body)
    found = matters(letter, classify)
    assert found.several
    assert letter.own.text[found.points[0] :].startswith(second[:12])


@pytest.mark.parametrize(
    "body",
    [
        "Как перенести домен, сколько это стоит и сколько времени занимает?",
        "Сайт не открывается. Что делать? Когда заработает? И ещё раз прошу ответить скорее.",
        "How do I set up mail, which port do I use, and is TLS needed? Also which user name?",
        "Просим установить nginx и MariaDB. Сколько это стоит и когда сможете?\n\nP.S. Спасибо!",
        "И ещё вопрос.",
    ],
)
def test_one_matter_stays_one(body: str) -> None:
    assert not matters(own(body), classify).several
