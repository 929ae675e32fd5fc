"""The hoster's own rules: what they see, what they set, and that none of them hangs."""

import time
from typing import Any

import pytest

from gateway.errors import ConfigError
from gateway.routing.configured import TIME_LIMIT, Ruled, Rules
from gateway.routing.route import Known, Route, Router
from gateway.settings import Mailbox, RoutingRule
from parsers.parse import parse
from tests.gateway.routing.letters import own, router

SLOW = r"(a+)+$"


def rule(name: str = "x", **values: Any) -> RoutingRule:
    return RoutingRule(name=name, **{"category": "sysadmin"} | values)


def speak(*rules: RoutingRule, body: str = "", subject: str = "", to: str = "") -> Ruled:
    letter = own(body, subject, "anna@client.example")
    return Rules(rules).speak(letter, [to] if to else [], {})


def routed(*rules: RoutingRule, body: str, category: str = "") -> Route:
    found = router()
    return Router(found.model, found.ours, Rules(rules)).decide(
        own(body), "", Known(category=category)
    )


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("перенос сайта", "Хотим заказать переносы сайтов к вам"),
        ("перенести сайт", "Перенесите сайт, пожалуйста"),
        ("домен", "Что с нашими доменами?"),
        ("платёж", "Три платежа не прошли"),
        ("сервер лечь", "Сервер лёг"),
        ("бэкап", "Где мои бэкапы?"),
        ("оплат*", "Вчера мы оплатили, прошло ли?"),
        ("перенос ~ сайта", "Нужен перенос нашего старого сайта"),
        ("domen", "domen"),
        ("домен", "u menya ne rabotaet domen, pomogite pozhalujsta"),
        ("VDS-2", "Вопрос про vds-2"),
        ("migrate", "Please migrate our shop"),
    ],
)
def test_words_in_every_form(words: str, text: str) -> None:
    assert speak(rule(words=(words,)), body=text).given == {"category": "sysadmin"}
    assert speak(rule(words=(words,)), subject=text).given == {"category": "sysadmin"}


@pytest.mark.parametrize(
    "text",
    [
        "Перенос. Сайта нет.",
        "Перенос нашего старого сайта",
        "Сайт и перенос",
        "> перенос сайта\n\nДа, всё так",
        "Спасибо\n\n-- \nперенос сайта",
    ],
)
def test_what_is_no_such_phrase_of_the_sender_s(text: str) -> None:
    assert speak(rule(words=("перенос сайта",)), body=text).given == {}


@pytest.mark.parametrize(
    ("conditions", "spoke"),
    [
        ({"senders": ("client.example",)}, "sender client.example"),
        ({"senders": ("@client.example",)}, "sender @client.example"),
        ({"senders": ("ANNA@client.example",)}, "sender ANNA@client.example"),
        ({"senders": ("lient.example", "boris@client.example")}, ""),
        ({"recipients": ("sales@hoster.example",)}, "recipient sales@hoster.example"),
        ({"recipients": ("other.example",)}, ""),
        ({"pattern": r"ORA-\d+"}, "pattern «ORA-600»"),
        ({"pattern": r"ora-\d+"}, ""),
        (
            {"senders": ("client.example",), "words": ("ошибка",), "pattern": "ORA"},
            "sender client.example, words «ошибке», pattern «ORA»",
        ),
        ({"senders": ("other.example",), "words": ("ошибка",)}, ""),
    ],
)
def test_all_that_a_rule_asks_for_must_hold(conditions: dict[str, Any], spoke: str) -> None:
    body = "Пишет об ошибке:\n12:00:01 error ORA-600 in kernel"
    found = speak(rule(**conditions), body=body, to="Sales+a0-x@hoster.example")
    assert found.reasons == ((f"rule x: {spoke}, so category sysadmin",) if spoke else ())


def test_the_first_rule_that_sets_a_question_decides_it() -> None:
    found = speak(
        rule("one", words=("акт",), urgency="general"),
        rule("two", words=("акт",), topic="other"),
        rule("three", words=("акт",)),
        body="Пришлите акт",
    )
    assert found.given == {"category": "sysadmin", "urgency": "general", "topic": "other"}
    assert found.reasons == (
        "rule one: words «акт», so category sysadmin, urgency general",
        "rule two: words «акт», so topic other",
    )


def test_a_rule_is_stronger_than_the_model_and_says_so() -> None:
    body = "Сайт лежит, ничего не открывается, срочно!"
    plain = routed(body=body)
    ruled = routed(
        rule("ночные работы", words=("сайт",), category="finance", urgency="finance"), body=body
    )
    assert (plain.category, plain.urgency) == ("technical", "outage")
    assert (ruled.category, ruled.urgency) == ("finance", "finance")
    assert ruled.reason.startswith("rule ночные работы: words «Сайт»")
    assert not ruled.unsure
    assert not any("no single word" in one for one in ruled.reasons)


def test_what_a_rule_leaves_open_agrees_with_what_it_sets() -> None:
    found = routed(
        rule(words=("сервер",), category="finance"), body="Сервер медленный, проверьте диск"
    )
    assert (found.category, found.urgency) == ("finance", "finance")


def test_a_mailbox_s_own_category_is_stronger_still() -> None:
    found = routed(
        rule(words=("сайт",), urgency="technical"), body="Сайт молчит", category="finance"
    )
    assert (found.category, found.urgency) == ("finance", "technical")
    assert "so urgency technical" in found.reason


def test_a_pattern_that_takes_too_long_is_skipped_and_reported() -> None:
    slow, good = rule("slow", pattern=SLOW), rule("good", words=("конец",), topic="other")
    began = time.monotonic()
    found = speak(slow, good, body="конец " + "a" * 30_000 + "!")
    assert time.monotonic() - began < TIME_LIMIT * 20
    assert found.skipped == ("slow",)
    assert "rule slow: skipped, its pattern took longer than 50 ms" in found.reasons
    assert found.given == {"category": "sysadmin", "topic": "other"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"pattern": "(a"}, "routing.rules: x: pattern: missing )"),
        ({"words": ("!!",)}, "routing.rules: x: words: «!!» holds no phrase to find"),
        ({"words": ("~ сайт",)}, "routing.rules: x: words: «~ сайт» holds no phrase to find"),
        ({"words": ("а*",)}, "routing.rules: x: a beginning of 1 letters: а"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        Rules([rule(**values)])
    assert str(error.value).startswith(said)


def test_a_follow_up_hears_the_rules_too() -> None:
    found = router()
    ours = Router(found.model, found.ours, Rules([rule(words=("авария",), urgency="outage")]))
    raw = b"From: a@client.example\nSubject: =?utf-8?b?0LDQstCw0YDQuNGP?=\n\nhello\n"
    box = Mailbox(name="support", address="support@hoster.example")
    brief = ours.route(parse(raw), box, whole=False)
    assert brief.urgency == "outage"
    assert brief.reason.startswith("rule x: words «авария»")
