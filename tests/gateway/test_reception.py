"""What an acknowledgement says of the hour is said by the client's own clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.reception import Occasion, Reception
from gateway.routing.account import Held, ServiceState
from gateway.routing.route import Route
from gateway.settings import Acknowledgement, DutyHours, Settings
from parsers.message import Envelope
from parsers.parse import parse
from tests.gateway.values import MAILBOX, settings

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # a Friday: noon in Moscow
DESK = settings(
    duty=DutyHours(hours={"mon-fri": "09:00-18:00"}),
    acknowledgement=Acknowledgement(targets={"technical": timedelta(hours=2)}),
)


def text(date: str, configured: Settings = DESK, **changes: Any) -> str:
    raw = f"From: anna@client.example\r\n{date}Subject: =?utf-8?q?=D0=B0?=\r\n\r\n"
    message = parse(
        raw.encode() + "Добрый день! Как сменить тариф?".encode(), Envelope(known=False)
    )
    values: dict[str, Any] = {
        "message": message,
        "route": Route(category="technical", urgency="general", topic="", service="", reason=""),
        "ref": "0123456789",
        "agent": configured.agents[0],
        "mailbox": MAILBOX,
        "proven": False,
        "reopens": False,
        "now": NOW,
    }
    return Reception(configured).answer(Occasion(**values | changes)).composed.text


@pytest.mark.parametrize(
    ("date", "time", "note"),
    [
        ("", "сегодня до вечера", "Хорошей пятницы!"),
        ("Date: Fri, 27 Nov 2026 12:00:00 +0300\r\n", "сегодня до вечера", "Хорошей пятницы!"),
        ("Date: Fri, 27 Nov 2026 09:00:00 +0000\r\n", "сегодня до вечера", "Хорошей пятницы!"),
        (
            "Date: Fri, 27 Nov 2026 19:00:00 +1000\r\n",
            "сегодня вечером",
            "Хорошего вечера и приятных выходных!",
        ),
        ("Date: Fri, 27 Nov 2026 01:00:00 -0800\r\n", "утром", "Спокойной вам ночи!"),
    ],
)
def test_the_time_and_the_note(date: str, time: str, note: str) -> None:
    said = text(date)
    assert f" {time}." in said
    assert said.splitlines()[-3] == note


def test_the_service_is_asked_for_when_the_letter_names_none() -> None:
    route = Route(
        category="technical",
        urgency="technical",
        topic="site_down",
        service="",
        reason="",
        missing_facts=("since_when", "other_sites", "error_text", "browser"),
        confidence={"topic": 0.9},
    )
    asked = [line for line in text("", route=route).splitlines() if line.startswith("— ")]
    assert len(asked) == 3
    assert asked[0] == "— какой сайт не открывается? Пришлите его адрес."
    named = text("", route=replace(route, service="romashka.example"))
    assert "какой сайт" not in named
    assert "— какие сайты это затронуло" in named
    held = replace(route, held=Held(ServiceState.SUGGESTED, "vds-7"))
    assert "какой сайт" not in text("", route=held, proven=True)  # he has this one alone
    assert text("", route=held) == text("", route=route)
    unsure = text("", route=replace(route, confidence={"topic": 0.4}))
    assert "— " not in unsure


def test_an_incident_of_his_own_server_is_told_to_a_proven_client(tmp_path: Path) -> None:
    incidents = tmp_path / "incidents.toml"
    incidents.write_text(
        '[[incidents]]\nwhat = "disk"\nsince = 2026-11-27T06:00:00Z\nservers = ["vds-7"]\n'
        'text = { ru = "Меняем диск, данные на месте.", en = "A new disk." }\n'
    )
    configured = settings(acknowledgement=Acknowledgement(incidents=incidents))
    route = Route(
        category="technical",
        urgency="general",
        topic="",
        service="",
        reason="",
        held=Held(ServiceState.SUGGESTED, "VDS-7"),
    )
    assert "Меняем диск" in text("", configured, route=route, proven=True)
    assert "Меняем диск" not in text("", configured, route=route)


def test_no_delay_at_all_may_be_written_down() -> None:
    found = Acknowledgement.model_validate({"delay": {"outage": "0s", "general": "2m"}})
    assert found.delay == {"outage": timedelta(0), "general": timedelta(minutes=2)}
