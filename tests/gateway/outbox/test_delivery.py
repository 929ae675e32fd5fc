import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from sqlalchemy import Connection

from db import outbox, tickets
from db.engine import Database, DatabaseUnavailableError, open_database
from db.outbox import Claimed, Shown
from db.outbox import Outgoing as Queued
from db.schema import upgrade
from db.tickets import TicketRow
from gateway.correspondence import Correspondence
from gateway.outbox import delivery as module
from gateway.outbox.delivery import Delivery
from gateway.outbox.letter import UnsafeInterpreterError, render
from gateway.outbox.transport import Transport
from gateway.outbox.undelivered import Undelivered
from gateway.settings import Outgoing, Settings
from gateway.tokens import Signer
from tests.gateway.outbox.values import NOW, draft
from tests.gateway.values import AGENT, settings, ticket
from tests.servers.sink import Sink


@dataclass
class Stage:
    """A database with one ticket, and the deliveries that a test starts on it."""

    database: Database
    settings: Settings
    ticket_id: int
    clock: datetime = NOW
    deliveries: list[Delivery] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock

    def queue(
        self,
        *recipients: str,
        purpose: str = "acknowledgement",
        lasts: timedelta = timedelta(hours=4),
    ) -> None:
        with self.database.begin() as connection:
            for recipient in recipients:
                message_id = f"{purpose}.{recipient}"
                letter = Queued(
                    purpose=purpose,
                    ticket_id=self.ticket_id,
                    message_id=message_id,
                    envelope_sender="",
                    recipient=recipient,
                    give_up_at=self.clock + lasts,
                    content=render(draft(message_id=message_id)),
                )
                outbox.enqueue(connection, self.clock, [letter])

    def delivery(self, sink: Sink) -> Delivery:
        values = self.settings.outgoing.model_copy(update={"port": sink.port})
        signer = Signer({"0": b"k" * 32}, "hoster.example")
        made = Delivery(
            self.database,
            lambda: Transport(values, "hoster.example"),
            self,
            node="one",
            instead=Undelivered(
                self.settings, Correspondence(self.settings, signer), signer
            ).instead,
        )
        self.deliveries.append(made)
        return made

    def rows(self) -> list[Shown]:
        with self.database.read() as connection:
            return outbox.of_ticket(connection, self.ticket_id)

    def row(self) -> Shown:
        (row,) = self.rows()
        return row

    def events(self) -> list[str]:
        with self.database.read() as connection:
            return [one.text for one in tickets.events(connection, self.ticket_id)]

    def wait(self, condition: Callable[[], Any]) -> None:
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end, [(row.state, row.response) for row in self.rows()]
            time.sleep(0.02)


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    database = open_database(database_url)
    upgrade(database)
    made_settings = settings(outgoing=Outgoing(timeout=timedelta(seconds=5)))
    with database.begin() as connection:
        row = ticket(subject="Сайт не открывается, пароль: s3cret")
        values = {name: getattr(row, name) for name in TicketRow.__slots__ if name != "id"}
        ticket_id = tickets.create(connection, **values)
        agent = tickets.Person(number=2, role="agent", name="", address=AGENT, proven="")
        tickets.add_people(connection, ticket_id, [agent])
    made = Stage(database, made_settings, ticket_id)
    yield made
    for one in made.deliveries:
        one.stop()
        one.join(5)
    database.dispose()


def test_what_is_queued_is_sent_once(stage: Stage, sink: Sink) -> None:
    people = [f"client{n}@client.example" for n in range(20)]
    stage.queue(*people)
    delivery = stage.delivery(sink)
    delivery.start()
    sink.wait(20)
    stage.queue("late@client.example")
    delivery.wake()
    stage.wait(lambda: all(row.state == "sent" for row in stage.rows()))
    assert [one.recipients[0] for one in sink.letters] == [*people, "late@client.example"]
    assert sink.commands["connect"] == 1
    assert stage.rows()[0].response == "250 2.0.0 Kept"


def test_a_letter_refused_for_now_is_sent_later_under_the_same_id(stage: Stage, sink: Sink) -> None:
    sink.answer("451 4.7.1 Greylisted", times=1)
    stage.queue("a@client.example")
    delivery = stage.delivery(sink)
    delivery.step()
    row = stage.row()
    assert (row.state, row.response, row.attempts) == ("retry", "451 4.7.1 Greylisted", 1)
    assert timedelta(seconds=27) <= row.due_at - NOW <= timedelta(seconds=33)
    delivery.step()
    assert not sink.letters
    stage.clock = row.due_at
    delivery.step()
    assert stage.row().state == "sent"
    assert message_from_bytes(sink.letters[0].raw)["Message-ID"] == f"<{row.message_id}>"


def test_one_refused_letter_does_not_hold_up_the_others(stage: Stage, sink: Sink) -> None:
    sink.answer("451 4.7.1 Greylisted", recipient="a@client.example")
    stage.queue("a@client.example", "b@client.example")
    stage.delivery(sink).step()
    assert [row.state for row in stage.rows()] == ["retry", "sent"]


def test_a_letter_refused_for_good_is_an_event_on_its_ticket(stage: Stage, sink: Sink) -> None:
    sink.answer("550 5.1.1 No such user")
    stage.queue("a@client.example")
    stage.delivery(sink).step()
    row = stage.row()
    assert (row.state, row.response) == ("failed", "550 5.1.1 No such user")
    assert stage.events() == [
        "acknowledgement to a@client.example not delivered: 550 5.1.1 No such user"
    ]


def test_the_agent_is_told_of_an_answer_that_failed(stage: Stage, sink: Sink) -> None:
    sink.answer("550 5.1.1 No such user", recipient="a@client.example")
    stage.queue("a@client.example", purpose="relay")
    delivery = stage.delivery(sink)
    delivery.step()
    delivery.step()
    relay, notice = stage.rows()
    assert (relay.state, notice.state) == ("failed", "sent")
    (caught,) = sink.letters
    assert (caught.envelope_sender, caught.recipients) == (None, (AGENT,))
    text = message_from_bytes(caught.raw).get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "550 5.1.1 No such user" in text
    assert "a@client.example" in text
    assert "s3cret" not in text


@pytest.mark.parametrize("purpose", ["acknowledgement", "notification", "notice"])
def test_nobody_is_told_of_any_other_letter_that_failed(
    stage: Stage, sink: Sink, purpose: str
) -> None:
    sink.answer("550 5.1.1 No such user")
    stage.queue(AGENT, purpose=purpose)
    stage.delivery(sink).step()
    assert stage.row().state == "failed"
    assert len(stage.events()) == 1


def test_a_notice_that_cannot_be_composed_leaves_the_event(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError

    monkeypatch.setattr(Undelivered, "instead", broken)
    sink.answer("550 5.1.1 No such user")
    stage.queue("a@client.example", purpose="relay")
    stage.delivery(sink).step()
    assert stage.row().state == "failed"
    assert len(stage.events()) == 1


def test_a_stale_letter_is_dropped_unsent(stage: Stage, sink: Sink) -> None:
    stage.queue("a@client.example", purpose="relay", lasts=timedelta(hours=1))
    stage.clock += timedelta(hours=1)
    delivery = stage.delivery(sink)
    delivery.step()
    assert stage.rows()[0].state == "dropped"
    assert stage.rows()[1].recipient == AGENT
    assert len(stage.events()) == 1
    assert not sink.letters


def test_a_letter_is_not_put_off_beyond_its_end(stage: Stage, sink: Sink) -> None:
    sink.answer("451 4.7.1 Greylisted")
    stage.queue("a@client.example", lasts=timedelta(seconds=10))
    stage.delivery(sink).step()
    assert stage.row().due_at == NOW + timedelta(seconds=10)


def test_a_server_that_was_down_for_six_hours_gets_only_what_is_still_of_use(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.backoff, "probe", lambda failures: 0.0)
    sink.stop()
    delivery = stage.delivery(sink)
    for hour in range(6):
        stage.queue(*(f"client{hour}.{n}@client.example" for n in range(10)))
        delivery.step()
        stage.clock += timedelta(hours=1)
    sink.start()
    while any(row.state in ("queued", "retry") for row in stage.rows()):
        delivery.step()
    fresh = [row for row in stage.rows() if row.created_at > NOW + timedelta(hours=2)]
    assert len(fresh) == 30
    assert {row.state for row in fresh} == {"sent"}
    assert {row.state for row in stage.rows() if row not in fresh} == {"dropped"}
    assert len(sink.letters) == 30


def test_a_server_that_is_down_is_tried_with_one_letter_at_a_time(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.stop()
    stage.queue(*(f"client{n}@client.example" for n in range(10)))
    delivery = stage.delivery(sink)
    delivery.step()
    assert [row.state for row in stage.rows()] == ["retry", *["queued"] * 9]
    assert 0 < delivery.step() <= 2.0  # not before it is time for a probe
    assert sum(row.attempts for row in stage.rows()) <= module.BATCH
    monkeypatch.setattr(module.time, "monotonic", lambda: time.time() + 1e9)
    before = [row.attempts for row in stage.rows()]
    delivery.step()
    tried = [row.attempts - old for row, old in zip(stage.rows(), before, strict=True)]
    assert sum(tried) == 1
    assert tried[0] == 0  # the next one: the fault may lie in the first letter


def test_a_server_that_is_back_gets_whole_batches_again(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.backoff, "probe", lambda failures: 0.0)
    sink.stop()
    stage.queue(*(f"client{n}@client.example" for n in range(10)))
    delivery = stage.delivery(sink)
    delivery.step()
    sink.start()
    delivery.step()
    assert len(sink.letters) == 1
    delivery.step()
    assert len(sink.letters) == 1 + module.BATCH


def test_a_dropped_connection_costs_no_letter(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.backoff, "probe", lambda failures: 0.1)
    sink.drop("data", times=2)
    stage.queue("a@client.example", "b@client.example")
    stage.delivery(sink).start()

    def pass_time() -> bool:
        stage.clock += timedelta(seconds=5)
        return all(row.state == "sent" for row in stage.rows())

    stage.wait(pass_time)
    assert sorted(one.recipients[0][0] for one in sink.letters) == ["a", "b"]


def test_a_fault_of_ours_with_one_letter_does_not_hold_up_the_others(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Transport.send

    def broken(self: Transport, sender: str, recipient: str, content: bytes) -> str:
        if recipient.startswith("a@"):
            raise KeyError(recipient)
        return send(self, sender, recipient, content)

    monkeypatch.setattr(Transport, "send", broken)
    stage.queue("a@client.example", "b@client.example")
    stage.delivery(sink).step()
    assert [row.state for row in stage.rows()] == ["retry", "sent"]
    assert stage.rows()[0].response == "KeyError"


def test_what_the_server_took_is_not_sent_again_when_the_database_fails_after_it(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = outbox.settle

    def locked(*args: Any) -> None:
        monkeypatch.setattr(outbox, "settle", settle)
        raise DatabaseUnavailableError("database is locked")

    monkeypatch.setattr(outbox, "settle", locked)
    stage.queue("a@client.example", "b@client.example")
    delivery = stage.delivery(sink)
    with pytest.raises(DatabaseUnavailableError):
        delivery.step()
    assert stage.rows()[0].state == "queued"
    delivery.step()
    assert [row.state for row in stage.rows()] == ["sent", "sent"]
    assert len(sink.letters) == 2


def test_what_a_killed_process_had_claimed_is_sent_by_the_next(stage: Stage, sink: Sink) -> None:
    stage.queue("a@client.example")
    with stage.database.begin() as connection:
        assert _claimed(connection, "one")
        assert not _claimed(connection, "two")
    stage.delivery(sink).step()
    assert stage.row().state == "sent"


def _claimed(connection: Connection, node: str) -> list[Claimed]:
    return outbox.claim(connection, node, NOW, 10)


@pytest.mark.parametrize("where", ["connect", "data"])
def test_a_stop_breaks_off_a_letter_and_gives_back_the_rest(
    stage: Stage, sink: Sink, where: Any
) -> None:
    sink.hang(where)
    stage.queue("a@client.example", "b@client.example")
    delivery = stage.delivery(sink)
    delivery.start()
    stage.wait(lambda: sink.commands[where])
    began = time.monotonic()
    delivery.stop()
    assert delivery.join(2.5)
    assert time.monotonic() - began < 2.5
    assert {row.state for row in stage.rows()} == {"queued"}
    with stage.database.begin() as connection:
        assert len(_claimed(connection, "two")) == 2


def test_a_stop_lets_the_letter_in_flight_arrive(stage: Stage, sink: Sink) -> None:
    stage.queue("a@client.example", "b@client.example")
    delivery = stage.delivery(sink)
    sink._keep = _slowly(sink._keep)  # type: ignore[method-assign]
    delivery.start()
    stage.wait(lambda: sink.commands["data"])
    delivery.stop()
    assert delivery.join(5)
    assert [row.state for row in stage.rows()] == ["sent", "queued"]
    stage.delivery(sink).step()
    assert [row.state for row in stage.rows()] == ["sent", "sent"]
    assert len(sink.letters) == 2


def _slowly(keep: Callable[[Any], None]) -> Callable[[Any], None]:
    def kept(letter: Any) -> None:
        time.sleep(0.3)
        keep(letter)

    return kept


def test_nothing_is_sent_by_an_interpreter_that_is_not_safe(
    stage: Stage, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsafe() -> None:
        raise UnsafeInterpreterError("unsafe")

    monkeypatch.setattr(module, "self_test", unsafe)
    stage.queue("a@client.example")
    with pytest.raises(UnsafeInterpreterError):
        stage.delivery(sink).start()
    assert stage.row().state == "queued"
