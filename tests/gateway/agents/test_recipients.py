"""Who is told of a letter: by category, by urgency, at night."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from db.tickets import Person
from gateway.agents.recipients import Group, Recipients, Told, numbered
from gateway.duty import DutyBook
from gateway.settings import Agent, DutyHours, Routing
from tests.gateway.values import CLIENT, settings

PETYA = Agent(name="Петя", address="petya@hoster.example", categories=("technical",))
OLYA = Agent(name="Оля", address="olya@hoster.example", categories=("finance",))
HEAD = Agent(name="Ира", address="ira@hoster.example", categories=("sysadmin",))
ACCOUNTS = "accounts@hoster.example"
DUTY = DutyHours(hours={"mon-fri": "09:00-18:00"}, country="RU")
DAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # Friday, noon in Moscow
NIGHT = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
HOLIDAY = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)  # a Friday, too


def told(table: Routing, *, now: datetime = DAY, author: str = CLIENT, **changes: Any) -> Told:
    letter = {
        key: changes.pop(key, default)
        for key, default in (("category", "technical"), ("urgency", "general"), ("language", "ru"))
    }
    given = settings(**{"agents": (PETYA, OLYA, HEAD), "routing": table, "duty": DUTY} | changes)
    return Recipients(given, DutyBook(given)).of_new(**letter, author=author, now=now)


def addresses(found: Told) -> list[str]:
    return [one.address for one in found.recipients]


def test_without_a_table_the_agents_of_the_category_are() -> None:
    found = told(Routing())
    assert (found.recipients, found.answering, found.reasons) == ((PETYA,), (PETYA,), ())


def test_the_table_takes_the_place_of_their_categories() -> None:
    found = told(Routing(categories={"technical": (OLYA.address,)}))
    assert (found.recipients, found.answering) == ((OLYA,), (OLYA,))
    assert found.reasons == ("category technical: olya@hoster.example",)


def test_behind_a_group_an_agent_of_the_category_signs() -> None:
    found = told(Routing(categories={"finance": (ACCOUNTS,)}), category="finance")
    assert found.recipients == (Group(ACCOUNTS),)
    assert found.answering == (OLYA,)


def test_urgency_brings_others_once() -> None:
    table = Routing(urgencies={"outage": (HEAD.address, PETYA.address)})
    assert addresses(told(table)) == [PETYA.address]
    found = told(table, urgency="outage")
    assert addresses(found) == [PETYA.address, HEAD.address]
    assert found.reasons == ("urgency outage: ira@hoster.example",)
    assert found.answering == (PETYA,)


@pytest.mark.parametrize(
    ("now", "urgency", "woken"),
    [
        (DAY, "outage", False),
        (NIGHT, "outage", True),
        (HOLIDAY, "outage", True),
        (NIGHT, "technical", False),
    ],
)
def test_who_is_on_call_is_told_of_an_outage_at_night(
    now: datetime, urgency: str, woken: bool
) -> None:
    found = told(Routing(on_call=(HEAD.address,)), urgency=urgency, now=now)
    assert (HEAD in found.recipients) is woken
    assert bool(found.reasons) is woken


def test_of_those_on_call_the_first_who_is_there() -> None:
    away = HEAD.model_copy(update={"away": ((date(2026, 11, 20), date(2026, 12, 1)),)})
    table = Routing(on_call=(HEAD.address, "duty@hoster.example"))
    found = told(table, urgency="outage", now=NIGHT, agents=(PETYA, OLYA, away))
    assert found.recipients[1:] == (Group("duty@hoster.example"),)
    nobody = told(
        Routing(on_call=(HEAD.address,)), urgency="outage", now=NIGHT, agents=(PETYA, OLYA, away)
    )
    assert away in nobody.recipients  # better one on leave than nobody


def test_it_is_no_night_while_one_who_is_told_works_by_his_own_hours() -> None:
    late = PETYA.model_copy(update={"hours": {"mon-sun": "20:00-08:00"}})
    table = Routing(on_call=(HEAD.address,))
    found = told(table, urgency="outage", now=NIGHT, agents=(late, OLYA, HEAD))
    assert addresses(found) == [late.address]


def test_a_group_that_wrote_itself_is_not_told_and_somebody_is() -> None:
    table = Routing(categories={"finance": (ACCOUNTS,)})
    found = told(table, category="finance", author=ACCOUNTS.upper())
    assert found.recipients == (OLYA,)


def test_each_gets_a_number_of_his_own() -> None:
    people = [Person(number=4, role="client", name="", address=CLIENT, proven="")]
    new = numbered([PETYA, Group(ACCOUNTS), Group(ACCOUNTS.upper()), Group(CLIENT)], people)
    assert [(one.number, one.role) for one in new] == [(5, "agent"), (6, "group")]
