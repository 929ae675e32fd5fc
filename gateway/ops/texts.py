"""`postdesk ack preview` and `ack resume`."""

from datetime import UTC, datetime
from pathlib import Path

from db import budgets
from gateway.errors import PostdeskError
from gateway.ops.letters import read_letter
from gateway.ops.printable import shown, shown_block
from gateway.ops.stored import stored
from gateway.reception import Occasion, Reception
from gateway.routing.commands import load_router
from gateway.settings import load_settings
from gateway.situation import mailbox_of
from gateway.trust import authenticate
from parsers.parse import parse


def preview(config: Path, file: str, html: Path | None, *, proven: bool) -> None:
    """Print it; ``html`` is a file for its other form. Nothing is stored or sent."""
    settings = load_settings(config)
    message = parse(read_letter(file))
    mailbox = mailbox_of(settings, message, "")
    verdict = authenticate(message, settings.security.trusted_authserv_ids).verdict
    answer = Reception(settings).answer(
        Occasion(
            message=message,
            route=load_router(settings).route(message, mailbox),
            ref=message.digest[:10],
            agent=settings.agents[0],
            mailbox=mailbox,
            proven=proven or verdict == "pass",
            reopens=False,
            now=datetime.now(UTC),
        )
    )
    print(shown(f"{answer.name} <{mailbox.address}>"))
    print(shown(answer.composed.subject))
    print()
    print(shown_block(answer.composed.text).rstrip())
    if html:
        try:
            html.write_text(answer.composed.html, encoding="utf-8")
        except OSError as error:
            raise PostdeskError(f"{html}: {error.strerror}") from None


def resume(config: Path) -> str:
    """Let automatic mail through again; gives a line about it."""
    with stored(load_settings(config)) as database, database.begin() as connection:
        since = budgets.stopped_since(connection)
        if since is None:
            return "automatic mail is not stopped"
        budgets.let_through(connection, datetime.now(UTC))
    return f"automatic mail goes out again; it was stopped since {since:%Y-%m-%d %H:%M} UTC"
