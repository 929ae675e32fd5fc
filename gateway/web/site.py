"""Which page is at which path.

/healthz and / say how the gateway is, to whoever asks for this machine by its address: a foreign
name in Host is a browser that was led here, or the public name of the pages below. /p/TOKEN counts
that a suggestion of the panel was followed and leads to the configured link, nowhere else.
"""

import ipaddress
import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

from db import panel, tickets
from db.engine import Database, DatabaseUnavailableError
from db.panel import Suggestion
from db.tickets import TicketRow
from gateway.clock import Clock
from gateway.intake.imap import WatchState
from gateway.reception import new_request_form
from gateway.routing.account import ServiceState
from gateway.settings import Settings, Web
from gateway.tokens import Signer
from gateway.web import health
from gateway.web.http import Request, Response, plain
from parsers import subject

log = logging.getLogger(__name__)

_TO_PANEL = "/p/"
# what his letter named; another service of his account is for agents alone (SUPPORT rule 15)
_MAY_BE_SAID = (ServiceState.NAMED, ServiceState.CONFIRMED)
_IN_URIS = "%:/?#[]@!$&'()*+,;=~"  # what a URI is made of stays as it is (RFC 3986 section 2.2)


class Watched(Protocol):
    """What looks after the mailboxes."""

    @property
    def states(self) -> Sequence[WatchState]: ...


class Site:
    """Answers requests, from any thread."""

    def __init__(
        self,
        settings: Settings,
        web: Web,
        database: Database,
        signer: Signer,
        clock: Clock,
        watchers: Watched,
    ) -> None:
        self._settings = settings
        self._own_host = web.endpoint[0].lower()
        self._database = database
        self._signer = signer
        self._clock = clock
        self._watchers = watchers

    def answer(self, request: Request) -> Response:
        """The page at that path, or 404."""
        if request.path.startswith(_TO_PANEL):
            return self._to_panel(request)
        if request.path in ("/", "/healthz") and self._asks_for_us(request.host):
            return self._health(request.path)
        return plain(HTTPStatus.NOT_FOUND)

    def _asks_for_us(self, host: str) -> bool:
        name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.split(":")[0]
        if name in ("localhost", self._own_host):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _health(self, path: str) -> Response:
        found = health.look(
            self._settings, self._database, self._clock.now(), self._watchers.states
        )
        status = HTTPStatus.OK if found.healthy else HTTPStatus.SERVICE_UNAVAILABLE
        if path == "/healthz":
            body = json.dumps(found.value, ensure_ascii=False, indent=2) + "\n"
            return Response(status=status, body=body, content_type="application/json")
        return Response(status=status, body=health.page(found), content_type="text/html")

    def _to_panel(self, request: Request) -> Response:
        """To the panel, also from an old letter, and whatever becomes of the count."""
        ref = self._signer.read_panel_token(request.path.removeprefix(_TO_PANEL))
        if not (ref and self._settings.panel.link):
            return plain(HTTPStatus.NOT_FOUND)
        ticket = suggested = None
        try:
            ticket, suggested = self._known(ref)
            if suggested and not suggested.followed and request.method == "GET":
                with self._database.begin() as connection:
                    panel.follow(connection, ref, self._clock.now())
        except DatabaseUnavailableError as error:
            log.error("a followed suggestion of the panel is not counted: %s", error)
        location = quote(self._link(ticket, suggested), safe=_IN_URIS)
        return Response(status=HTTPStatus.FOUND, location=location, body="Found\n")

    def _known(self, ref: str) -> tuple[TicketRow | None, Suggestion | None]:
        with self._database.read() as connection:
            return tickets.by_ref(connection, ref), panel.suggestion(connection, ref)

    def _link(self, ticket: TicketRow | None, suggested: Suggestion | None) -> str:
        """As the letter would have it; with nothing filled in when the ticket isn't known."""
        return new_request_form(
            self._settings.panel.link,
            category=ticket.category if ticket else "",
            service=ticket.service if ticket and ticket.service_state in _MAY_BE_SAID else "",
            subject_base=subject.base(ticket.subject) if ticket else "",
            ref=ticket.ref if ticket else "",
            wording=suggested.wording if suggested else "",
        )
