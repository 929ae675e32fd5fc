"""The decisions about a letter, explained without being carried out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.errors import PostdeskError
from gateway.explain import Explanation, explain, explain_filed, lines
from gateway.plan import Step
from parsers.message import Envelope
from tests.gateway.desk import SUPPORT, Desk, letter
from tests.gateway.values import CLIENT


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path}/postdesk.db")
    yield made
    made.close()


def filed(desk: Desk, number: int) -> Explanation:
    return explain_filed(desk.settings, desk.database, desk.signer, number, desk.clock.now())


def test_a_new_letter_is_explained_and_nothing_is_stored(desk: Desk) -> None:
    envelope = Envelope(sender=CLIENT, recipients=(SUPPORT,))
    raw = letter().encode()
    found = explain(desk.settings, desk.database, desk.signer, raw, desk.clock.now(), envelope)
    assert found.plan.step is Step.OPEN
    told = {question: decision for question, decision, _ in lines(found)}
    assert told["kind"] == "person"
    assert told["sender"] == "pass"
    assert told["acknowledgement"] == "yes"
    assert all(reason for _, _, reason in lines(found))
    assert desk.tickets() == []


def test_a_filed_letter_is_explained_as_if_it_were_not(desk: Desk) -> None:
    desk.arrive(letter())
    reply = letter(
        "Re: Сайт не открывается",
        message_id="2@client.example",
        headers="In-Reply-To: <1@client.example>\n",
        body="Есть новости?",
    )
    desk.arrive(reply)
    assert filed(desk, 1).plan.step is Step.OPEN
    second = filed(desk, 2)
    assert (second.plan.step, second.plan.threading.rule) == (Step.FOLLOW_UP, "known_message_id")


def test_a_number_that_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(PostdeskError, match="7: the spool has no letter"):
        filed(desk, 7)
