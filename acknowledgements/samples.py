"""Letters to read aloud: ``python -m acknowledgements.samples [FILE]``.

Prints samples of every situation, at many hours and in both languages, or writes them into FILE
after the line that marks their place. What is said there is what clients get: the time, the person
and the incident come from the same functions.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from acknowledgements.compose import Composed, Gender, Letter, compose
from acknowledgements.days_off import days_off
from acknowledgements.duty import Duty, parse_week
from acknowledgements.expected_time import expectation, in_words
from acknowledgements.language import Language
from acknowledgements.panel import link
from acknowledgements.questions import to_ask
from acknowledgements.roster import Member, choose, somebody_on
from acknowledgements.situation import Reading
from acknowledgements.situation import choose as situation_of

PLACE = "<!-- samples: python -m acknowledgements.samples docs/acknowledgements.md -->"

_ZONE = ZoneInfo("Europe/Moscow")
_OFFICE = Duty(
    zone=_ZONE,
    hours=parse_week({"mon-fri": "09:00-19:00", "sat": "10:00-16:00"}),
    days_off=days_off("RU", [2026, 2027]),
)
_TARGETS = {
    "technical": timedelta(hours=2),
    "finance": timedelta(hours=4),
    "sysadmin": timedelta(hours=4),
}
_NAMES: dict[str, tuple[dict[Language, str], Gender]] = {
    "petya@hoster.example": ({"ru": "Петя Иванов", "en": "Petya Ivanov"}, "m"),
    "anna@hoster.example": ({"ru": "Анна Смирнова", "en": "Anna Smirnova"}, "f"),
    "sasha@hoster.example": ({"ru": "Саша Ким", "en": "Sasha Kim"}, ""),
}
_ROSTER = (
    Member(address="petya@hoster.example", categories=("technical",), duty=_OFFICE),
    Member(address="anna@hoster.example", categories=("finance",), duty=_OFFICE),
    Member(address="sasha@hoster.example", categories=("sysadmin",), duty=_OFFICE),
)
_COMPANY: dict[Language, str] = {"ru": "Хостер", "en": "Hoster"}
_PHONE, _CHAT = "+7 495 000-00-00", "https://hoster.example/chat"
_PANEL = "https://panel.hoster.example/new?type={category}&service={service}"
_INCIDENT: dict[Language, str] = {
    "ru": "С половины девятого на одном из серверов медленно открываются сайты: меняем диск. "
    "Данные на месте.",
    "en": "Since half past eight, sites on one of our servers have been slow: we are changing a "
    "disk. All data is safe.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A letter that came, in a few words, and when."""

    came: str
    at: str
    language: Language = "ru"
    category: str = "technical"
    urgency: str = "general"
    reading: dict[str, Any] = field(default_factory=dict)
    letter: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    service: str = ""  # with one, the panel is suggested
    incident: bool = False


_RU: tuple[Sample, ...] = (
    Sample(
        came="Три часа ночи, сервер лежит, клиент злится",
        at="2026-11-25T03:07",
        urgency="outage",
        name="Дмитрий",
        letter={
            "topic": "server_unreachable",
            "missing_facts": ("ping_result", "console_access", "other_device_or_network"),
        },
    ),
    Sample(
        came="Днём сайт отдаёт ошибку, в письме уже всё есть",
        at="2026-11-25T11:20",
        urgency="outage",
        name="Анна",
    ),
    Sample(
        came="Сервер недоступен, и мы знаем почему",
        at="2026-11-27T10:15",
        urgency="outage",
        incident=True,
    ),
    Sample(
        came="Не открывается сайт, подробностей нет",
        at="2026-11-24T10:40",
        urgency="technical",
        name="Ольга",
        letter={
            "topic": "site_down",
            "missing_facts": ("since_when", "error_text", "other_sites"),
        },
    ),
    Sample(
        came="Письма не доходят, в письме клиента пароль от ящика",
        at="2026-11-24T15:30",
        urgency="technical",
        letter={
            "topic": "mail",
            "missing_facts": ("bounce_received",),
            "password_found": True,
        },
    ),
    Sample(
        came="Сайты медленные, это уже известно",
        at="2026-11-27T09:40",
        urgency="technical",
        name="Игорь",
        incident=True,
    ),
    Sample(
        came="Потери в сети, пятница, почти вечер",
        at="2026-11-27T17:45",
        urgency="diagnostics",
        letter={"topic": "network", "missing_facts": ("client_ip", "mtr_report")},
    ),
    Sample(
        came="Не работает корзина, суббота, поздний вечер",
        at="2026-11-28T22:10",
        urgency="technical",
        name="Мария",
        letter={
            "topic": "site_feature",
            "missing_facts": ("which_function", "how_to_reproduce"),
        },
    ),
    Sample(came="Вопрос в воскресенье утром", at="2026-11-29T09:05"),
    Sample(came="Вопрос в четыре утра", at="2026-11-26T04:00", name="Тимур"),
    Sample(came="Простой вопрос во вторник", at="2026-11-24T12:00", name="Елена"),
    Sample(
        came="Вопрос от того, кто ещё не пробовал панель",
        at="2026-11-26T11:00",
        name="Светлана",
        service="romashka.example",
    ),
    Sample(
        came="Три разных вопроса в одном письме",
        at="2026-11-26T13:30",
        letter={"several_questions": True},
    ),
    Sample(
        came="Деньги не зачислились",
        at="2026-11-24T09:30",
        category="finance",
        urgency="finance",
        name="Наталья",
    ),
    Sample(
        came="Нужен акт сверки, пятница, вечер",
        at="2026-11-27T18:30",
        category="finance",
        urgency="finance",
    ),
    Sample(
        came="Поставьте, пожалуйста, программу: какую и куда, не сказано",
        at="2026-11-25T14:00",
        category="sysadmin",
        name="Павел",
        letter={
            "topic": "install",
            "missing_facts": to_ask("install", ("what_to_install", "requirements_met"), ""),
        },
    ),
    Sample(
        came="Настройте за меня почту",
        at="2026-11-27T20:00",
        category="sysadmin",
    ),
    Sample(
        came="Добавьте, пожалуйста, тёмную тему",
        at="2026-11-25T16:20",
        reading={"feature_wish": True},
        name="Кирилл",
    ),
    Sample(came="Спасибо, всё заработало!", at="2026-11-27T12:00", reading={"thanks": True}),
    Sample(
        came="Спасибо Пете за помощь",
        at="2026-11-28T19:00",
        reading={"thanks": True},
        name="Вера",
    ),
    Sample(
        came="Жалоба: третий день никто не отвечает",
        at="2026-11-25T10:30",
        reading={"complaint": True},
        name="Сергей",
    ),
    Sample(
        came="Жалоба в час ночи",
        at="2026-11-26T01:15",
        reading={"complaint": True},
    ),
    Sample(
        came="Снова сломалось: ответ на закрытую переписку",
        at="2026-11-26T10:00",
        urgency="technical",
        reading={"reopens": True},
        name="Алексей",
    ),
    Sample(came="Вопрос под Новый год", at="2026-12-30T20:00", name="Юлия"),
    Sample(
        came="Предпраздничный вопрос о деньгах",
        at="2026-12-31T11:00",
        category="finance",
        urgency="finance",
    ),
    Sample(
        came="«Сайт не работает», и больше ни слова",
        at="2026-11-25T10:10",
        urgency="technical",
        name="Роман",
        letter={
            "topic": "site_down",
            "missing_facts": to_ask("site_down", ("since_when", "other_sites", "error_text"), ""),
        },
    ),
)
_EN: tuple[Sample, ...] = (
    Sample(
        came="Three in the morning, the server is down, the client is angry",
        at="2026-11-25T03:07",
        language="en",
        urgency="outage",
        name="Daniel",
        letter={
            "topic": "server_unreachable",
            "missing_facts": ("ping_result", "console_access", "other_device_or_network"),
        },
    ),
    Sample(
        came="The site shows an error at noon",
        at="2026-11-25T12:10",
        language="en",
        urgency="outage",
        letter={"topic": "site_down", "missing_facts": ("error_text",)},
    ),
    Sample(
        came="Mail does not arrive",
        at="2026-11-24T10:00",
        language="en",
        urgency="technical",
        name="Emma",
        letter={
            "topic": "mail",
            "missing_facts": ("mailboxes_involved", "error_text", "bounce_received"),
        },
    ),
    Sample(
        came="Sites are slow, and we know why",
        at="2026-11-27T09:50",
        language="en",
        urgency="technical",
        incident=True,
    ),
    Sample(
        came="Cannot log in, with the password in the letter",
        at="2026-11-24T16:30",
        language="en",
        urgency="technical",
        name="Oliver",
        letter={
            "topic": "login",
            "missing_facts": ("error_text", "other_login"),
            "password_found": True,
        },
    ),
    Sample(came="A question late on Saturday", at="2026-11-28T21:00", language="en", name="Lucy"),
    Sample(
        came="A question from somebody who has not tried the panel",
        at="2026-11-26T11:00",
        language="en",
        name="George",
        service="romashka.example",
    ),
    Sample(
        came="An invoice is missing, Friday evening",
        at="2026-11-27T18:30",
        language="en",
        category="finance",
        urgency="finance",
        name="Alice",
    ),
    Sample(
        came="Please move my site",
        at="2026-11-25T14:00",
        language="en",
        category="sysadmin",
    ),
    Sample(
        came="Could you add a dark theme?",
        at="2026-11-25T15:00",
        language="en",
        reading={"feature_wish": True},
        name="Henry",
    ),
    Sample(
        came="Thanks, it works!",
        at="2026-11-27T12:00",
        language="en",
        reading={"thanks": True},
        name="Grace",
    ),
    Sample(
        came="A complaint at one in the morning",
        at="2026-11-26T01:15",
        language="en",
        reading={"complaint": True},
    ),
    Sample(
        came="Several questions in one letter",
        at="2026-11-26T13:30",
        language="en",
        letter={"several_questions": True},
    ),
    Sample(
        came="It is broken again: an answer to a closed conversation",
        at="2026-11-26T10:00",
        language="en",
        urgency="technical",
        reading={"reopens": True},
        name="Mark",
    ),
)
SAMPLES: tuple[Sample, ...] = (*_RU, *_EN)


def composed(sample: Sample, key: int) -> Composed:
    """The letter that this client gets."""
    now = datetime.fromisoformat(sample.at).replace(tzinfo=_ZONE)
    chosen = situation_of(
        Reading(
            category=sample.category,
            urgency=sample.urgency,
            proven=True,
            on_duty=somebody_on(_ROSTER, now),
            **sample.reading,
        )
    )
    agent = choose(
        _ROSTER, now=now, category=sample.category, language=sample.language, ref=sample.came
    )
    names, gender = _NAMES[agent.address]
    expected = expectation(now, _OFFICE, _TARGETS[sample.category])
    return compose(
        Letter(
            language=sample.language,
            default_language=sample.language,
            first_name=sample.name,
            agent_name=names[sample.language],
            agent_gender=gender,
            support_address="support@hoster.example",
            company=_COMPANY[sample.language],
            proven=True,
            subject_base="",
            local_time=now,
            variant_key=key,
            situation=chosen.situation,
            on_duty=somebody_on(_ROSTER, now),
            expected_time=in_words(expected, now, _ZONE, sample.language, _OFFICE.days_off),
            phone=_PHONE,
            chat=_CHAT,
            incident=_INCIDENT[sample.language] if sample.incident else "",
            panel_link=link(_PANEL, category=sample.category, service=sample.service)
            if sample.service
            else "",
            **sample.letter,
        )
    )


def rendered() -> str:
    """All samples as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for number, sample in enumerate(SAMPLES, start=1):
        at = datetime.fromisoformat(sample.at)
        yield f"### {number}. {sample.came}"
        yield ""
        yield f"*{at:%A, %B} {at.day}, {at:%H:%M}*"
        yield ""
        yield "```text"
        yield composed(sample, number).text.rstrip()
        yield "```"
        yield ""


def main() -> int:
    """The command."""
    if len(sys.argv) < 2:
        print(rendered())
        return 0
    path = Path(sys.argv[1])
    before, found, _ = path.read_text(encoding="utf-8").partition(PLACE)
    if not found:
        print(f"{path}: the line {PLACE} is not in it", file=sys.stderr)
        return 1
    path.write_text(f"{before}{PLACE}\n\n{rendered().rstrip()}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
