"""Letters are routed by what they say, and the ticket keeps the route and its reasons."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.pipeline import NAMED, Pipeline
from gateway.repair import Repair
from gateway.routed import ClientRouter
from gateway.routing.model import shipped
from gateway.routing.route import Router
from gateway.settings import Routing
from tests.gateway.desk import Desk, letter
from tests.gateway.values import CLIENT


def routing(folder: Path, **changes: Any) -> Desk:
    made = Desk(folder, f"sqlite:///{folder}/postdesk.db", **changes)
    made.pipeline = Pipeline(
        made.settings,
        made.database,
        made.signer,
        made.clock,
        node="test",
        routing=ClientRouter(made.settings, Router(shipped()), NAMED),
    )
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = routing(tmp_path)
    yield made
    made.close()


BILL = "Здравствуйте! Оплатили счёт 1147 третьего числа, а деньги на балансе не появились."
QUESTION = (
    "Добрый день! Подскажите, пожалуйста, какой тариф VDS лучше выбрать для небольшого сайта?"
)
DOWN = "Теперь сервер вообще не отвечает, ни пинг, ни SSH, все наши сайты лежат! Срочно помогите!"


def follow_up(number: int, body: str) -> str:
    return letter(
        "Re: Вопрос",
        message_id=f"{number}@client.example",
        headers="In-Reply-To: <1@client.example>\n",
        body=body,
    )


def test_money_is_for_finance(desk: Desk) -> None:
    desk.arrive(letter("Не зачислился платёж", body=BILL))
    [ticket] = desk.tickets()
    assert (ticket.category, ticket.urgency) == ("finance", "finance")
    assert ticket.route_reason


def test_a_follow_up_makes_a_ticket_more_urgent_and_never_less(desk: Desk) -> None:
    desk.arrive(letter("Вопрос", body=QUESTION))
    desk.arrive(follow_up(2, DOWN))
    [ticket] = desk.tickets()
    assert ticket.urgency == "outage"
    desk.arrive(follow_up(3, QUESTION))
    assert desk.tickets()[0].urgency == "outage"


def test_who_is_told_of_outages_is_told_when_a_ticket_becomes_one(tmp_path: Path) -> None:
    duty = "duty@hoster.example"
    desk = routing(tmp_path, routing=Routing(urgencies={"outage": (duty,)}))
    assert duty not in {one.recipient for one in desk.arrive(letter("Вопрос", body=QUESTION))}
    assert duty in {one.recipient for one in desk.arrive(follow_up(2, DOWN))}
    assert duty not in {one.recipient for one in desk.arrive(follow_up(3, DOWN + " Ждём!"))}
    desk.close()


def test_the_router_never_overrules_an_agent(desk: Desk) -> None:
    desk.arrive(letter("Вопрос", body=QUESTION))
    [ticket] = desk.tickets()
    with desk.database.begin() as connection:
        Repair(connection, desk.clock.now()).choose(ticket.ref, ["urgency=general"])
    desk.arrive(follow_up(2, DOWN), sender=CLIENT)
    assert desk.tickets()[0].urgency == "general"
