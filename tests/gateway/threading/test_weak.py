"""What is not enough to attach a letter, and enough for a link that an agent confirms."""

from datetime import timedelta

import pytest

from gateway.threading.evidence import Evidence
from gateway.threading.weak import probably_belongs_to
from tests.acknowledgements.values import inbound
from tests.gateway.values import NOW, candidate


def linked(subject: str, text: str, *, old_subject: str, old_text: str, days: int = 1) -> str:
    """Why it is linked to the sender's open ticket; "" when it is not."""
    ticket = candidate(subject=old_subject, updated_at=NOW - timedelta(days=days))
    evidence = Evidence(
        message=inbound(subject=subject, subject_base=subject, new_text=text),
        authentication="pass",
        now=NOW,
        reopen_for=timedelta(days=14),
        repeat_within=timedelta(days=3),
        recent=(1,),
        beginnings={1: old_text},
        by_id={1: ticket},
    )
    found = probably_belongs_to(evidence, ())
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("subject", "text", "old_subject", "old_text"),
    [
        (
            "Вопрос",
            "Когда заработает romashka.example?",
            "Не работает",
            "Сайт romashka.example упал.",
        ),
        ("Вопрос", "Что с www.romashka.example?", "Romashka.example", "Упал."),
        ("Сервер", "Пинг до 192.0.2.15 не проходит", "Сервер 192.0.2.15", "Перезагрузите."),
        ("Оплата", "Оплатили счёт № 20391", "Счёт 20391", "Пришлите, пожалуйста."),
        ("Заказ", "По заказу #815 тишина", "Домен", "Мой заказ 815 не выполнен."),
        ("Не открывается сайт", "Совсем.", "Сайт не открывается", "Помогите."),
        ("Дополнение", "Забыла приложить снимок экрана.", "Панель", "Не пускает."),
        ("Ещё", "Я вам писала вчера.", "Панель", "Не пускает."),
        ("Follow-up", "Any news?", "Panel", "It does not let me in."),
        (
            "Помогите",
            "После обновления панели перестала отправляться почта со всех ящиков домена",
            "Почта",
            "После обновления панели перестала отправляться почта, ящики домена проверены",
        ),
    ],
)
def test_a_link(subject: str, text: str, old_subject: str, old_text: str) -> None:
    assert linked(subject, text, old_subject=old_subject, old_text=old_text)


@pytest.mark.parametrize(
    ("subject", "text", "old_subject", "old_text"),
    [
        ("Продление", "Как продлить домен?", "Сайт", "Сайт не открывается."),
        ("Акт", "Нужен акт за 27.11.2026", "Счёт", "Счёт от 27.11.2026 оплачен."),
        ("Вопрос", "В 2026 году будет скидка?", "Тарифы", "Какие тарифы в 2026 году?"),
        ("Ошибка", "Ошибка в index.php", "Сайт", "Пустой index.php."),
        ("Время", "В 12.30 не открывался", "Почта", "В 12.30 пришло."),
        ("Версия", "Нужен PHP 8.2.15", "Панель", "Панель 8.2.15 не пускает"),
    ],
)
def test_no_link(subject: str, text: str, old_subject: str, old_text: str) -> None:
    assert not linked(subject, text, old_subject=old_subject, old_text=old_text)


def test_of_a_letter_that_goes_on_only_a_late_ticket_counts() -> None:
    words = {"old_subject": "Панель", "old_text": "Не пускает."}
    assert linked("Дополнение", "Вот снимок.", days=6, **words)
    assert not linked("Дополнение", "Вот снимок.", days=8, **words)
