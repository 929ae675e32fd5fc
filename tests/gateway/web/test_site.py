"""Health for ops, and a link that leads to the panel and nowhere else."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from db import outbox, panel, spool
from db.panel import Count
from gateway.intake.imap import WatchState
from gateway.node import Node
from gateway.reception import new_request_form
from gateway.settings import Panel, Web
from gateway.tokens import Direction
from gateway.web.http import Request, Response
from gateway.web.site import Site
from tests.gateway.desk import Desk, Sent, letter
from tests.gateway.values import CLIENT

LINK = "https://my.hoster.example/new?t={category}&s={subject}&r={ref}&w={wording}"
PUBLIC = "https://desk.hoster.example"
WEB = Web(public_url=PUBLIC)


@dataclass
class Watchers:
    states: list[WatchState]


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    measured = Panel(kind="links", link=LINK, measure=True)
    made = Desk(tmp_path, database_url, panel=measured, web=WEB)
    yield made
    made.close()


on_a_file = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def site(desk: Desk, *states: WatchState) -> Site:
    watchers = Watchers(list(states))
    return Site(desk.settings, WEB, desk.database, desk.signer, desk.clock, watchers)


def ask(desk: Desk, path: str, host: str = "127.0.0.1:8026", method: str = "GET") -> Response:
    return site(desk).answer(Request(method, path, host))


def counted_path(sent: list[Sent]) -> str:
    """The path of the counted link in an acknowledgement."""
    [told] = [one for one in sent if one.purpose == "acknowledgement"]
    [link] = re.findall(r"https://\S+", told.text)
    assert link.startswith(f"{PUBLIC}/p/")
    return str(link.removeprefix(PUBLIC))


class TestToThePanel:
    def counts(self, desk: Desk) -> list[tuple[int, int]]:
        with desk.database.read() as connection:
            return [(one.shown, one.followed) for one in panel.counts(connection)]

    def test_it_is_counted_once_and_leads_to_the_form(self, desk: Desk) -> None:
        path = counted_path(desk.arrive(letter("Re: Сайт & почта")))
        [ticket] = desk.tickets()
        assert self.counts(desk) == [(1, 0)]
        for _ in range(3):
            found = ask(desk, path, "desk.hoster.example")
            assert found.status == 302
            parts = urlsplit(found.location)
            assert (parts.scheme, parts.netloc, parts.path) == (
                "https",
                "my.hoster.example",
                "/new",
            )
            values = {key: one for key, [one] in parse_qs(parts.query).items()}
            assert values["s"] == "Сайт & почта"
            assert (values["t"], values["r"]) == ("technical", ticket.ref)
            assert re.fullmatch("ru/[12]", values["w"])
            assert self.counts(desk) == [(1, 1)]

    def test_a_look_ahead_is_not_counted(self, desk: Desk) -> None:
        path = counted_path(desk.arrive(letter()))
        assert ask(desk, path, method="HEAD").status == 302
        assert self.counts(desk) == [(1, 0)]

    def test_who_followed_it_did_not_ignore_it(self, desk: Desk) -> None:
        ask(desk, counted_path(desk.arrive(letter())))
        with desk.database.read() as connection:
            assert panel.past(connection, [CLIENT]).ignored == 0

    def test_nothing_of_the_letter_is_in_the_token(self, desk: Desk) -> None:
        path = counted_path(desk.arrive(letter("Секрет romashka")))
        [ticket] = desk.tickets()
        assert re.fullmatch(rf"/p/p0-{ticket.ref}-[a-z2-7]{{20}}", path)

    def test_a_wrong_token_is_not_found(self, desk: Desk) -> None:
        path = counted_path(desk.arrive(letter()))
        [ticket] = desk.tickets()
        for wrong in (
            path[:-1],
            f"{path}a",
            path.upper(),
            path.replace("/p/p0", "/p/p1"),
            path.replace(ticket.ref, "0" * 10),
            f"/p/{desk.signer.token(Direction.CLIENT, ticket.ref, 1)}",
            f"/p/{desk.signer.thread_root(ticket.ref)}",
            "/p/",
            "/p/https://evil.example/",
            "/p//evil.example",
        ):
            found = ask(desk, wrong)
            assert (found.status, found.location, found.body) == (404, "", "Not Found\n")
        assert self.counts(desk) == [(1, 0)]

    def test_it_answers_no_letter(self, desk: Desk) -> None:
        token = counted_path(desk.arrive(letter())).removeprefix("/p/")
        assert desk.signer.read_token(token) is None
        assert desk.signer.read_message_id(f"{token}@hoster.example") is None
        desk.arrive(
            letter("Другое", message_id="2@x.example"), to=(f"support+{token}@hoster.example",)
        )
        assert len(desk.tickets()) == 2

    @hypothesis_settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
    )
    @given(st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=60))
    def test_no_path_leads_elsewhere(self, desk: Desk, path: str) -> None:
        assert ask(desk, f"/p/{path}").status == 404

    def test_an_old_letter_leads_there_too(self, desk: Desk) -> None:
        path = counted_path(desk.arrive(letter()))
        with desk.database.begin() as connection:
            [ticket] = desk.tickets()
            panel.was_not_sent(connection, ticket.ref)
        assert ask(desk, path).status == 302
        desk.settings = desk.settings.model_copy(update={"panel": Panel(kind="links", link=LINK)})
        assert ask(desk, path).status == 302  # not counted any more, but the letter is out
        desk.settings = desk.settings.model_copy(update={"panel": Panel()})
        assert ask(desk, path).status == 404

    def test_a_subject_that_is_too_long_for_a_link_is_cut(self, desk: Desk) -> None:
        path = counted_path(desk.arrive(letter("Ж" * 80)))
        [subject] = parse_qs(urlsplit(ask(desk, path).location).query)["s"]
        assert subject == "Ж" * 30

    @on_a_file
    def test_a_database_that_is_away_costs_the_client_nothing(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        path = counted_path(desk.arrive(letter()))
        (tmp_path / "postdesk.db").rename(tmp_path / "gone.db")
        found = ask(desk, path)
        assert (found.status, found.location[:29]) == (302, "https://my.hoster.example/new")
        (tmp_path / "gone.db").rename(tmp_path / "postdesk.db")


class TestHealth:
    @pytest.fixture
    def running(self, desk: Desk) -> Iterator[Desk]:
        node = Node(desk.settings.gateway.state_dir)
        node.acquire()
        node.uses(desk.database.identity)
        yield desk
        node.release()

    def value(self, desk: Desk, *states: WatchState) -> tuple[int, Any]:
        found = site(desk, *states).answer(Request("GET", "/healthz", "localhost:8026"))
        return found.status.value, json.loads(found.body)

    def test_all_is_well(self, running: Desk) -> None:
        running.arrive(letter())
        status, value = self.value(running)
        assert (status, value["healthy"], value["reasons"]) == (200, True, [])
        assert value["spool"]["done"] == 1
        assert value["outbox"]["sent"] == 2
        assert value["automatic_mail"] == {"stopped_since": None, "withheld_last_day": 0}

    def test_what_is_wrong_is_said_without_anybody_s_address(self, running: Desk) -> None:
        running.spool(letter())
        running.drain()
        with running.database.begin() as connection:
            outbox.settle(connection, 2, "failed", running.clock.now(), f"550 {CLIENT} unknown")
            spool.quarantine(connection, 1, f"ValueError: {CLIENT}")
        running.later(minutes=6)
        found = site(running).answer(Request("GET", "/healthz", "127.0.0.1"))
        assert found.status == 503
        value = json.loads(found.body)
        assert value["reasons"] == [
            "1 letter(s) in quarantine could not be filed",
            "outgoing mail is due since 2026-11-27 09:00 UTC",
            "1 letter(s) were not delivered; `postdesk status` names them",
        ]
        shown = found.body + ask(running, "/").body
        assert "@" not in shown
        assert "quarantine" in shown

    def test_the_mailboxes_are_shown_with_their_last_error(self, running: Desk) -> None:
        now = running.clock.now()
        well = WatchState(mailbox="support", connected_since=now, letters=3)
        ill = WatchState(mailbox="billing", last_error="login <refused> & gone")
        _, value = self.value(running, well, ill)
        assert [one["last_error"] for one in value["watchers"]] == ["", "login <refused> & gone"]
        page = site(running, well, ill).answer(Request("GET", "/", "127.0.0.1")).body
        assert "login &lt;refused&gt; &amp; gone" in page
        assert "<refused>" not in page

    @on_a_file
    def test_a_database_that_is_away_is_said(self, running: Desk, tmp_path: Path) -> None:
        running.arrive(letter())
        (tmp_path / "postdesk.db").rename(tmp_path / "gone.db")
        status, value = self.value(running)
        assert (status, value["healthy"]) == (503, False)
        assert len(value["reasons"]) == 1
        assert "needs attention" in ask(running, "/").body
        (tmp_path / "gone.db").rename(tmp_path / "postdesk.db")

    @pytest.mark.parametrize("host", ["127.0.0.1", "[::1]:8026", "localhost", "10.0.0.1:80"])
    def test_it_is_for_whoever_asks_for_this_machine(self, running: Desk, host: str) -> None:
        assert ask(running, "/healthz", host).status == 200

    @pytest.mark.parametrize(
        "host", ["", "evil.example", "desk.hoster.example", "127.0.0.1.evil.example", "[", "]"]
    )
    def test_a_foreign_name_finds_nothing(self, running: Desk, host: str) -> None:
        assert ask(running, "/healthz", host).status == 404
        assert ask(running, "/", host).status == 404

    @pytest.mark.parametrize("path", ["/health", "/healthz/", "//", "/p", "/favicon.ico", "/../"])
    def test_there_is_no_other_page(self, running: Desk, path: str) -> None:
        assert ask(running, path).status == 404


def test_without_measure_the_link_is_the_panel_s_own(tmp_path: Path) -> None:
    plain = Panel(kind="links", link="https://my.hoster.example/new?w={wording}")
    desk = Desk(tmp_path, f"sqlite:///{tmp_path}/postdesk.db", panel=plain, web=WEB)
    [told] = [one for one in desk.arrive(letter()) if one.purpose == "acknowledgement"]
    assert re.search(r"https://my\.hoster\.example/new\?w=ru%2F[12]\n", told.text)
    assert "/p/" not in told.text
    with desk.database.read() as connection:
        assert panel.counts(connection) == []
        assert panel.past(connection, [CLIENT]).last_at == desk.clock.now()
    desk.close()


def test_no_password_is_in_a_link() -> None:
    filled = new_request_form(
        LINK, category="", service="", subject_base="пароль: qwerty1", ref="", wording=""
    )
    assert filled
    assert "qwerty1" not in filled


def test_each_wording_is_counted_for_itself(desk: Desk) -> None:
    for number in range(12):
        who = f"c{number}@client.example"
        raw = letter(
            f"Q{number}", sender=who, message_id=f"{number}@x.example", body=f"Как? {number}"
        )
        path = counted_path(desk.arrive(raw, sender=who))
        if number % 2:
            ask(desk, path)
        desk.later(seconds=20)
    with desk.database.read() as connection:
        found = panel.counts(connection)
    assert {one.wording for one in found} == {"ru/1", "ru/2"}
    assert sum(one.shown for one in found) == 12
    assert sum(one.followed for one in found) == 6
    assert all(isinstance(one, Count) for one in found)
