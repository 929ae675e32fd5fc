"""What is known of a client beside his letter: his own services, his earlier tickets."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from db import tickets
from db.tickets import TicketRow
from gateway.errors import ConfigError
from gateway.explain import explain, explain_filed, lines
from gateway.ops.printable import console
from gateway.ops.tickets import ticket_value
from gateway.ops.views import ticket_page
from gateway.pipeline import NAMED, Pipeline
from gateway.reception import Occasion, Reception
from gateway.routed import ClientRouter
from gateway.routing.account import Held, ServiceState
from gateway.routing.classes import CATEGORIES
from gateway.routing.model import WIDTH, Model, shipped, to_json
from gateway.routing.route import Router
from gateway.settings import Panel, Routing
from parsers.message import Envelope
from parsers.parse import parse
from tests.gateway.desk import SUPPORT, Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT, MAILBOX, settings

FILE = f"""\
client,service,kind,server
{CLIENT},romashka.example,hosting,s7.provider.example
{CLIENT},vasilek.example,hosting,s7.provider.example
solo@solo.example,SECRET-PLAN #4711,vds,s9.provider.example
"""
SOLO = "solo@solo.example"
DOUBT = "Добрый день! Есть разговор, удобно ли вам?"
BILL = "Оплатили счёт 1147 третьего числа, а деньги на балансе не появились."
DOUBTFUL = "Интересует: сервер, договор, администратор, условия"


def made(folder: Path, url: str, **changes: Any) -> Desk:
    (folder / "services.csv").write_text(FILE, encoding="utf-8")
    table = Routing(services=folder / "services.csv")
    panel = Panel(kind="links", link="https://my.hoster.example/new?s={service}")
    desk = Desk(folder, url, **{"routing": table, "panel": panel} | changes)
    routing = ClientRouter(desk.settings, Router(shipped()), NAMED)
    desk.pipeline = Pipeline(
        desk.settings, desk.database, desk.signer, desk.clock, node="test", routing=routing
    )
    return desk


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    desk = made(tmp_path, database_url)
    yield desk
    desk.close()


def notification(sent: list[Sent]) -> str:
    [found] = [one.text for one in sent if one.purpose == "notification"]
    return found


class TestServices:
    def test_a_client_s_own_is_confirmed_and_found(self, desk: Desk) -> None:
        sent = desk.arrive(letter())
        [ticket] = desk.tickets()
        assert (ticket.service, ticket.service_state) == ("romashka.example", "confirmed")
        assert "romashka.example: named, and the client's own" in ticket.route_reason
        assert "Услуга: romashka.example (есть у клиента)\n" in notification(sent)
        with desk.database.read() as connection:
            listed = tickets.listing(connection, ["open"], service="ROMASHKA.example")
            assert listed == [ticket]
            assert tickets.listing(connection, ["open"], service="vasilek.example") == []
            value = ticket_value(connection, ticket)
        assert value["service_state"] == "confirmed"
        page = io.StringIO()
        ticket_page(console(page), value, ZoneInfo("UTC"))
        assert "service: romashka.example (confirmed)" in page.getvalue()

    def test_later_letters_show_it_too(self, desk: Desk) -> None:
        desk.arrive(letter())
        raw = letter(
            "Re: Сайт не открывается",
            message_id="2@client.example",
            headers="In-Reply-To: <1@client.example>\n",
            body="Есть новости?",
        )
        assert "Услуга: romashka.example (есть у клиента)\n" in notification(desk.arrive(raw))

    @pytest.mark.parametrize(
        ("sender", "proven", "body", "state", "line"),
        [
            (SOLO, True, DOUBT, "suggested", "Услуга, вероятно: SECRET-PLAN #4711"),
            (CLIENT, True, DOUBT, "ambiguous", "Услуга: не названа (у клиента подходит несколько)"),
            (SOLO, True, "Лежит romashka.example", "foreign", "среди услуг клиента её нет"),
            (CLIENT, False, "Лежит romashka.example", "unproven", "чья она, не проверено"),
            (SOLO, False, DOUBT, "", ""),
            (AGENT, True, "Лежит romashka.example", "unproven", None),
        ],
    )
    def test_what_is_not_sure_is_said_to_agents(
        self, desk: Desk, sender: str, proven: bool, body: str, state: str, line: str | None
    ) -> None:
        raw = letter(sender=f"Анна <{sender}>", body=body, proven=proven)
        sent = desk.arrive(raw, sender=sender)
        [ticket] = desk.tickets()
        assert ticket.service_state == state
        if line is not None:
            assert line in notification(sent)
            assert ("Услуга" in notification(sent)) is bool(line)

    def test_a_client_is_told_nothing_of_it(self, desk: Desk) -> None:
        sent = desk.arrive(letter(sender=f"Анна <{SOLO}>", body=DOUBT), sender=SOLO)
        [told] = [one for one in sent if one.recipient == SOLO]
        for secret in (b"SECRET", b"4711", b"s9.provider"):
            assert secret not in told.raw
        assert "SECRET" not in told.text

    @pytest.mark.parametrize("state", list(ServiceState))
    def test_the_acknowledgement_is_the_same_whatever_the_file_says(
        self, desk: Desk, state: ServiceState
    ) -> None:
        envelope = Envelope(sender=CLIENT, recipients=(SUPPORT,))
        raw = letter().encode()
        found = explain(desk.settings, desk.database, desk.signer, raw, desk.clock.now(), envelope)

        def answer(held: Held) -> object:
            return Reception(desk.settings).answer(
                Occasion(
                    message=found.message,
                    route=found.plan.route.with_service(held),
                    ref="0123456789",
                    agent=desk.settings.agents[0],
                    mailbox=MAILBOX,
                    proven=True,
                    reopens=False,
                    now=desk.clock.now(),
                )
            )

        assert answer(Held(state, "SECRET-PLAN #4711", "a reason")) == answer(Held())

    def test_it_is_explained(self, desk: Desk) -> None:
        envelope = Envelope(sender=CLIENT, recipients=(SUPPORT,))
        raw = letter().encode()
        found = explain(desk.settings, desk.database, desk.signer, raw, desk.clock.now(), envelope)
        told = {question: (decision, reason) for question, decision, reason in lines(found)}
        assert told["service"][0] == "romashka.example (confirmed)"
        assert "client's own" in told["service"][1]

    def test_a_changed_file_counts_from_the_next_letter_on(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        (tmp_path / "services.csv").write_text("client,service,kind,server\n", encoding="utf-8")
        desk.arrive(letter())
        (tmp_path / "services.csv").write_text("broken", encoding="utf-8")
        desk.arrive(letter(message_id="2@client.example", body="Лежит vasilek.example, помогите"))
        (tmp_path / "services.csv").write_text(FILE, encoding="utf-8")
        desk.arrive(letter(message_id="3@client.example", body="И romashka.example тоже лежит"))
        states = [one.service_state for one in desk.tickets()]
        assert states == ["named", "named", "confirmed"]

    @pytest.mark.parametrize(
        ("content", "said"),
        [(None, "No such file or directory"), ("x", "line 1: must be client,service,kind,server")],
    )
    def test_a_file_that_cannot_be_used_stops_the_start(
        self, tmp_path: Path, content: str | None, said: str
    ) -> None:
        path = tmp_path / "own.csv"
        if content is not None:
            path.write_text(content)
        given = settings(routing=Routing(services=path))
        with pytest.raises(ConfigError) as error:
            ClientRouter(given, Router(shipped()))
        assert str(error.value) == f"routing.services: {path}: {said}"


class TestModel:
    def test_a_new_model_is_taken_up_and_a_broken_one_is_not(self, tmp_path: Path) -> None:
        gateway = settings().gateway.model_copy(update={"state_dir": tmp_path})
        routing = ClientRouter(settings(gateway=gateway))
        message = parse(letter("Вопрос", body=BILL).encode())

        def category() -> str:
            found = routing.by_text(message, MAILBOX)
            assert found is not None
            return found.category

        def put(model: Model | None) -> None:
            (tmp_path / "new").write_text(to_json(model) if model else "{}", "utf-8")
            (tmp_path / "new").replace(tmp_path / "router.json")

        assert category() == "finance"
        few = dict(list(shipped().rows.items())[:1])
        bias = [9.0 if name == "sysadmin" else 0.0 for name in CATEGORIES]
        put(replace(shipped(), rows=few, bias=bias + [0.0] * (WIDTH - len(bias))))
        assert category() == "sysadmin"
        put(None)
        assert category() == "sysadmin"
        put(shipped())
        assert category() == "finance"


class TestHistory:
    """The model alone leaves the category of DOUBTFUL open."""

    def orders(self, desk: Desk, number: int, *, proven: bool = True) -> None:
        for one in range(number):
            body = f"Прошу ваших администраторов перенести сайт номер {one} на новый сервер."
            raw = letter(f"Перенос {one}", message_id=f"o{one}@client.example", body=body)
            desk.arrive(raw if proven else raw.partition("\n")[2])
            desk.later(days=1)
        assert {one.category for one in desk.tickets()} == {"sysadmin"}

    def ask(self, desk: Desk, body: str = DOUBTFUL, *, proven: bool = True) -> TicketRow:
        desk.arrive(letter("", message_id="ask@client.example", body=body, proven=proven))
        return desk.tickets()[-1]

    def test_without_earlier_tickets_the_default_stands(self, desk: Desk) -> None:
        found = self.ask(desk)
        assert (found.category, found.unsure) == ("technical", True)

    def test_earlier_tickets_speak_where_the_letter_does_not(self, desk: Desk) -> None:
        self.orders(desk, 3)
        found = self.ask(desk)
        assert (found.category, found.unsure) == ("sysadmin", False)
        assert "history: 3 of 3 earlier tickets of this client" in found.route_reason

    def test_whoever_is_not_proven_now_has_none(self, desk: Desk) -> None:
        self.orders(desk, 3)
        assert self.ask(desk, proven=False).category == "technical"

    def test_what_was_not_proven_then_is_none(self, desk: Desk) -> None:
        self.orders(desk, 3, proven=False)
        assert self.ask(desk).category == "technical"
        with desk.database.read() as connection:
            assert len(tickets.earlier(connection, CLIENT)) == 1

    def test_a_letter_that_is_filed_is_not_its_own_history(self, desk: Desk) -> None:
        self.orders(desk, 3)
        self.ask(desk)
        found = explain_filed(desk.settings, desk.database, desk.signer, 4, desk.clock.now())
        assert "history: 3 of 3" in found.plan.route.reason

    def test_a_clear_letter_takes_no_look_and_a_long_history_no_more(self, desk: Desk) -> None:
        self.orders(desk, 12)
        asked: list[str] = []
        event.listen(
            desk.database.engine,
            "before_cursor_execute",
            lambda *call: asked.append(call[2]),
        )
        self.ask(desk, BILL)
        assert not [one for one in asked if one.startswith("SELECT tickets.category")]
        with desk.database.read() as connection:
            assert len(tickets.earlier(connection, CLIENT)) == 10
        assert [one for one in asked if one.startswith("SELECT tickets.category")]
