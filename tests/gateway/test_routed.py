"""Letters are routed by what they say, and the ticket keeps the route and its reasons."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.pipeline import Pipeline
from gateway.repair import Repair
from gateway.routing.model import shipped
from gateway.routing.route import Router
from tests.gateway.desk import Desk, letter
from tests.gateway.values import CLIENT


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path}/postdesk.db")
    made.pipeline = Pipeline(
        made.settings,
        made.database,
        made.signer,
        made.clock,
        node="test",
        router=Router(shipped()),
    )
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


def test_the_router_never_overrules_an_agent(desk: Desk) -> None:
    desk.arrive(letter("Вопрос", body=QUESTION))
    [ticket] = desk.tickets()
    with desk.database.begin() as connection:
        Repair(connection, desk.clock.now()).choose(ticket.ref, ["urgency=general"])
    desk.arrive(follow_up(2, DOWN), sender=CLIENT)
    assert desk.tickets()[0].urgency == "general"
