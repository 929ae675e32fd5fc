"""What the router decides: the border rules, honest doubt, true reasons, bounded work."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.routing.features import extract
from gateway.routing.judge import Verdict, judge
from gateway.routing.model import CLASSES, Habits
from gateway.routing.reasons import without
from gateway.routing.route import Known, Router, route
from gateway.routing.rules import applied
from gateway.routing.text import Letter, read
from gateway.settings import Mailbox
from tests.gateway.routing.letters import corpus, routed, router


@pytest.mark.parametrize(
    ("subject", "body", "category", "urgency"),
    [
        (
            "Оплатил, а сервер выключен",
            "Сервер остановили за неуплату, утром оплатил картой, а он всё ещё выключен. Включите!",
            "finance",
            "outage",
        ),
        (
            "Завтра отключение",
            "Пришло предупреждение, что завтра сервер остановят. Счёт оплатили сегодня, подождите.",
            "finance",
            "finance",
        ),
        (
            "Перенос сайта",
            "Сколько стоит перенос сайта на ваш VDS, если сделают ваши администраторы?",
            "sysadmin",
            "general",
        ),
        (
            "Счёт за администрирование",
            "В счёте за работы администратора указано пять часов, а договаривались на три.",
            "finance",
            "finance",
        ),
        (
            "Переустановка ОС",
            "Прошу ваших специалистов переустановить Ubuntu на сервере, данные не нужны.",
            "sysadmin",
            "general",
        ),
        ("Вопрос", "Как самому переустановить операционную систему?", "technical", "general"),
        ("Почта", "У всей компании не работает почта с утра, ни у кого!", "technical", "outage"),
        ("Цена", "Сколько стоит VDS-3 при оплате за год?", "finance", "finance"),
        ("Which plan", "Which VDS would you recommend for a small shop?", "technical", "general"),
        (
            "Спасибо",
            "Огромное спасибо вашему инженеру, всё заработало!",
            "technical",
            "general",
        ),
    ],
)
def test_border_rules(subject: str, body: str, category: str, urgency: str) -> None:
    found = routed(subject, body)
    assert (found.category, found.urgency) == (category, urgency)


@given(st.sampled_from(corpus()), st.sampled_from(corpus()))
def test_finance_urgency_goes_with_the_finance_category_only(
    one: dict[str, str], other: dict[str, str]
) -> None:
    found = routed(one["subject"], other["body"])
    assert found.urgency != "finance" or found.category == "finance"
    assert found.category != "finance" or found.urgency in ("finance", "outage")


def test_an_expired_certificate_is_no_outage() -> None:
    found = routed("SSL", "На сайте klumba.example истёк сертификат, браузер ругается.")
    assert (found.topic, found.urgency) == ("site_down", "technical")


def test_who_is_not_understood_goes_to_the_default_category_and_is_marked() -> None:
    model = router().model
    blank = replace(
        model, rows={}, habits=Habits(model.habits.affinity, dict.fromkeys(CLASSES, 0.0))
    )
    found = Router(blank).decide(read("Счёт", "Пришлите акт, пожалуйста"), "")
    assert found.unsure
    assert found.category == "technical"
    assert "unsure" in found.reason


def test_a_mailbox_with_a_category_of_its_own_keeps_it() -> None:
    found = router().decide(
        read("Сайт лежит", "Сайт не открывается"), "", Known(category="finance")
    )
    assert found.category == "finance"
    assert found.urgency in ("finance", "outage")
    assert "this mailbox" in found.reasons[0]


def test_without_a_router_the_mailbox_decides() -> None:
    box = Mailbox(name="billing", address="billing@hoster.example", category="finance")
    assert route(box).category == "finance"


def test_a_wish_thanks_and_a_complaint_are_told_apart() -> None:
    wish = routed("Предложение", "Добавьте, пожалуйста, тёмную тему в личный кабинет")
    thanks = routed("Спасибо", "Большое спасибо за помощь, всё заработало!")
    complaint = routed("Жалоба", "Безобразие, никто не отвечает третий день!")
    assert (wish.asks_feature, wish.thanks_only) == (True, False)
    assert (thanks.asks_feature, thanks.thanks_only) == (False, True)
    assert complaint.complaint


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(corpus()))
def test_the_reasons_are_true(row: dict[str, str]) -> None:
    """Without the words that a reason names, its class is less likely."""
    found = router()
    letter = read(row["subject"], row["body"], row["from"])

    def judged(seen: Letter) -> Verdict:
        features = extract(seen)
        return judge(found.model.habits, applied(found.model.scores(features), features)[0])

    for reason in found.decide(letter, "").evidence:
        text = f"{letter.subject.text}\n{letter.own.text}"
        assert all(word in text for word in reason.words)
        less, more = (
            judged(one).chances[reason.question][reason.decision]
            for one in (without(letter, reason.words), letter)
        )
        assert less < more
        assert (reason.without, reason.confidence) == (pytest.approx(less), pytest.approx(more))


def test_nearly_every_decision_has_its_words() -> None:
    rows = corpus()[:40]
    evidence = sum(len(routed(row["subject"], row["body"]).evidence) for row in rows)
    assert evidence >= 0.95 * len(rows) * len(CLASSES)


@pytest.mark.parametrize(
    "text",
    [
        "а" * 1_000_000,
        "сервер " * 150_000,
        "с\u200bе\u200bр\u200bв" * 100_000,
        "сeрвeр нe рaбoтaeт " * 50_000,
        "a." * 500_000,
        "a@" * 500_000,
        "1.1.1.1 " * 100_000,
        "«a» пишет " * 100_000,
        "И ещё вопрос. P.S. " * 50_000,
        "12:00:00 error\n" * 60_000,
        "не " * 300_000,
        "\n" * 1_000_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_costs_little(text: str) -> None:
    started = time.process_time()
    routed(text[:10_000], text, text[:1_000], text[:1_000])
    assert time.process_time() - started < 2


@given(st.text(), st.text(), st.text(max_size=80))
@settings(deadline=None)
def test_any_text_is_routed(subject: str, body: str, name: str) -> None:
    found = routed(subject, body, name, name)
    assert found.category in CLASSES["category"]
    assert found.urgency in CLASSES["urgency"]
