"""What an acknowledgement promises keeps to how soon clients were answered of late."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import tickets
from gateway.duty import DutyBook
from gateway.pace import Pace
from gateway.settings import Acknowledgement, DutyHours
from tests.db.values import new_ticket
from tests.gateway.desk import Desk, letter
from tests.gateway.values import AGENT

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ANSWER = "Починили, проверьте, пожалуйста."


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    """A Friday at noon in Moscow, nine to six."""
    made = Desk(
        tmp_path,
        database_url,
        duty=DutyHours(hours={"mon-fri": "09:00-18:00"}),
        acknowledgement=Acknowledgement(targets={"technical": HOUR}),
    )
    yield made
    made.close()


def answered(desk: Desk, number: int, wait: timedelta = 7 * HOUR) -> None:
    """So many tickets of yesterday's morning, answered after that time."""
    opened = desk.clock.now() - DAY - 3 * HOUR
    with desk.database.begin() as connection:
        for place in range(number):
            new_ticket(
                connection,
                ref=f"{place:010}",
                state="waiting",
                created_at=opened,
                first_answered_at=opened + wait,
            )


def acknowledged(desk: Desk) -> str:
    return next(one for one in desk.arrive(letter()) if one.purpose == "acknowledgement").text


def test_the_target_is_told_while_there_are_few_figures(desk: Desk) -> None:
    answered(desk, 19)
    assert "сегодня до вечера" in acknowledged(desk)


def test_figures_that_are_slower_than_the_target_win(desk: Desk) -> None:
    answered(desk, 20)
    assert "в понедельник днём" in acknowledged(desk)  # 10.5 hours on duty from Friday noon


def test_figures_that_are_quicker_than_the_target_promise_no_more_than_it(desk: Desk) -> None:
    answered(desk, 20, HOUR / 60)
    assert "сегодня до вечера" in acknowledged(desk)


def test_figures_are_asked_for_once_in_ten_minutes(desk: Desk) -> None:
    pace = Pace(DutyBook(desk.settings))
    now = desk.clock.now()
    with desk.database.read() as connection:
        assert pace.recent(connection, "technical", now) == ()
    answered(desk, 1)
    with desk.database.read() as connection:
        assert pace.recent(connection, "technical", now + HOUR / 7) == ()
        assert pace.recent(connection, "technical", now + HOUR / 6) == (7 * HOUR,)
        assert pace.recent(connection, "finance", now) == ()


def test_without_hours_there_is_nothing_to_count(desk: Desk) -> None:
    answered(desk, 1)
    pace = Pace(DutyBook(desk.settings.model_copy(update={"duty": DutyHours()})))
    with desk.database.read() as connection:
        assert pace.recent(connection, "technical", desk.clock.now()) == ()


def test_the_first_answer_of_an_agent_is_kept_and_no_later_one(desk: Desk) -> None:
    notification = next(one for one in desk.arrive(letter()) if one.purpose == "notification")
    reply_to = notification["Reply-To"].strip("<>")
    times = []
    for number in range(2):
        desk.later(hours=1)
        raw = letter(
            "Re: Сайт",
            sender=f"Петя Иванов <{AGENT}>",
            to=reply_to,
            message_id=f"a{number}@hoster.example",
            body=f"{ANSWER} {number}",
        )
        desk.arrive(raw, sender=AGENT, to=(reply_to,))
        with desk.database.read() as connection:
            [ticket] = tickets.listing(connection, ["waiting"])
        times.append(ticket.first_answered_at)
    assert times == [desk.clock.now() - HOUR] * 2
