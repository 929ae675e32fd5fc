"""How the gateway is, as JSON for a monitor and as a page for people.

The page asks for no password, so that it holds figures and our own configuration, and nobody's
address or words: `postdesk status` has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from db.engine import Database
from gateway.errors import PostdeskError
from gateway.intake.imap import WatchState
from gateway.ops.status import gather, status_value
from gateway.ops.stored import faults_named
from gateway.ops.surroundings import survey
from gateway.ops.tickets import moment
from gateway.settings import Settings

_page = Environment(
    loader=PackageLoader("gateway.web"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
).get_template("health.html.j2")


@dataclass(frozen=True, slots=True)
class Health:
    """``value`` is what is known, as JSON; little of it when the database is away."""

    healthy: bool
    value: dict[str, Any]


def look(
    settings: Settings, database: Database, now: datetime, watched: Sequence[WatchState]
) -> Health:
    """Ask for it now."""
    watchers = {"watchers": [_watcher(one) for one in watched]}
    try:
        around = survey(settings)
        with faults_named(settings), database.read() as connection:
            status = gather(connection, settings, now, around)
    except PostdeskError as error:
        reasons = {"healthy": False, "reasons": [str(error)], "now": moment(now)}
        return Health(False, reasons | watchers)
    value = status_value(status)
    shown = {
        "healthy": value["healthy"],
        "reasons": list(status.reasons_unnamed),
        "now": value["now"],
        "spool": {key: one for key, one in value["spool"].items() if key != "failures"},
        "outbox": {key: one for key, one in value["outbox"].items() if key != "undelivered"},
        "tickets": value["tickets"],
        "automatic_mail": value["automatic_mail"],
        "jobs": value["jobs"],
    }
    return Health(value["healthy"], shown | watchers)


def page(health: Health) -> str:
    """The same for people."""
    return _page.render(health.value)


def _watcher(state: WatchState) -> dict[str, Any]:
    return {
        "mailbox": state.mailbox,
        "connected_since": moment(state.connected_since),
        "last_error": state.last_error,
        "letters": state.letters,
        "too_large": state.too_large,
    }
