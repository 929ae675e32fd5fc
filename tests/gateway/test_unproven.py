"""An acknowledgement to a sender who isn't proven is nobody's weapon and nobody's informant.

Nothing that he wrote comes back (HAZARDS S28), and what is known of the address that he uses makes
no difference (S29).
"""

import random
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from db import panel
from gateway.filing import opening
from gateway.pipeline import NAMED, Pipeline
from gateway.repair import Repair
from gateway.routed import ClientRouter
from gateway.routing.model import shipped
from gateway.routing.route import Router
from gateway.settings import Acknowledgement, DutyHours, Panel, Routing
from tests.gateway.desk import Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT

PANEL = Panel(kind="links", link="https://my.hoster.example/new?s={subject}&i={service}")
ROUTER = Router(shipped())
OWN = ("Message-ID", "In-Reply-To", "References", "To", "Reply-To")  # ids and addresses: RFC 5322


def made(folder: Path, **changes: Any) -> Desk:
    desk = Desk(
        folder,
        f"sqlite:///{folder}/postdesk.db",
        panel=PANEL,
        duty=DutyHours(hours={"mon-fri": "09:00-18:00"}),
        acknowledgement=Acknowledgement(phone="+7 495 000-00-00"),
        **changes,
    )
    desk.pipeline = Pipeline(
        desk.settings,
        desk.database,
        desk.signer,
        desk.clock,
        node="test",
        routing=ClientRouter(desk.settings, ROUTER, NAMED),
    )
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = made(tmp_path)
    yield opened
    opened.close()


def told(sent: list[Sent]) -> Sent:
    [found] = [one for one in sent if one.purpose == "acknowledgement"]
    return found


def shown(sent: Sent) -> str:
    """All that its reader may see, the addresses and ids apart that name the letter itself."""
    fields = [
        str(make_header(decode_header(str(value))))
        for name, value in sent.message.items()
        if name not in OWN
    ]
    bodies = [
        part.get_payload(decode=True).decode("utf-8")
        for part in sent.message.walk()
        if not part.is_multipart()
    ]
    return "\n".join([*fields, *bodies])


BODIES = (
    "Сервер {0} лежит с утра, {1}! Пинг не проходит, сайт {2}.example тоже. {3}",
    "Здравствуйте! Не зачислился платёж {0} за {2}.example, {1}. {3}",
    "Пароль от ящика: {0}. Почта {1} не доходит, {2}.example, {3}",
    "Спасибо, {0}! {1} {2} {3}",
    "Это безобразие, {0}! {1}, {2}.example, {3}",
    "Hello, the site {2}.example shows {0}. Also, an unrelated question: {1}, {3}?",
)


def test_no_8_gram_of_what_he_wrote_comes_back(desk: Desk) -> None:
    draw = random.Random(28)

    def word() -> str:
        return "".join(draw.choice("bcdfghjkqvwxz") for _ in range(10))

    for number in range(60):
        words = [word() for _ in range(6)]
        who = f"{word()}@{word()}.example"
        raw = letter(
            f"{words[4]} {words[5]}",
            sender=f"Анна {words[0]} <{who}>",
            message_id=f"{number}@x.example",
            body=BODIES[number % len(BODIES)].format(*words) + f"\n\n--\nАнна {words[1]}",
            proven=False,
        )
        text = shown(told(desk.arrive(raw, sender=who)))
        grams = {one[at : at + 8] for one in words for at in range(3)}
        assert not [gram for gram in grams if gram in text.lower()]
        assert "Анна" not in text
        assert "my.hoster.example" not in text
        desk.later(minutes=3)


class TestTheSameForEverybody:
    RAW = letter(
        "Вопрос о тарифе", message_id="q@client.example", proven=False, body="Как сменить?"
    )

    @pytest.fixture
    def refs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The wording is chosen by the ref: here each is what a test says."""
        numbers = count()
        monkeypatch.setattr(opening, "new_ref", lambda: f"{next(numbers):010}")

    def answer(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setattr(opening, "new_ref", lambda: "9" * 10)
        text = shown(told(desk.arrive(self.RAW)))
        return re.sub(r"=_[0-9a-f]+", "=_", text)  # the boundary is made of the Message-ID

    def known(self, desk: Desk) -> None:
        """Tickets, an agent of his own, and the panel, in which he was seen."""
        for number in range(3):
            raw = letter(
                f"Старое {number}", message_id=f"{number}@client.example", body=f"{number}?"
            )
            desk.arrive(raw)
            desk.later(hours=20)
        [first, *_] = desk.tickets()
        with desk.database.begin() as connection:
            repair = Repair(connection, desk.clock.now())
            repair.assign(first.ref, AGENT)
            repair.close(first.ref)
            panel.was_seen(connection, CLIENT, desk.clock.now())

    def test_known_and_unknown(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refs: None
    ) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        services = tmp_path / "services.csv"
        services.write_text(f"client,service,kind,server\n{CLIENT},vds-7,vds,node7\n")
        unknown = made(tmp_path / "a")
        known = made(tmp_path / "b", routing=Routing(services=services))
        self.known(known)
        unknown.clock.time = known.clock.time
        assert self.answer(unknown, monkeypatch) == self.answer(known, monkeypatch)
        unknown.close()
        known.close()
