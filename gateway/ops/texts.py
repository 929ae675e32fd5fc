"""`postdesk ack preview` and `ack resume`."""

from datetime import UTC, datetime
from pathlib import Path

from acknowledgements.language import Language
from acknowledgements.situation import Situation
from db import budgets
from gateway.agents.choose import candidates
from gateway.errors import PostdeskError
from gateway.ops.letters import read_letter
from gateway.ops.printable import shown, shown_block
from gateway.ops.stored import stored
from gateway.reception import Occasion, Reception
from gateway.routing.commands import load_router
from gateway.routing.route import Route
from gateway.settings import Settings, load_settings
from gateway.situation import mailbox_of
from gateway.trust import authenticate
from parsers.message import InboundMessage
from parsers.parse import parse


def preview_letter(config: Path, file: str, html: Path | None, *, proven: bool) -> None:
    """Print the acknowledgement of a letter. Nothing is stored or sent."""
    settings = load_settings(config)
    message = parse(read_letter(file))
    mailbox = mailbox_of(settings, message, "")
    route = load_router(settings).route(message, mailbox)
    verdict = authenticate(message, settings.security.trusted_authserv_ids).verdict
    _preview(settings, message, route, html, proven=proven or verdict == "pass")


def preview_situation(
    config: Path, situation: Situation, language: Language, html: Path | None, *, proven: bool
) -> None:
    """Print the acknowledgement for a situation, as at this moment."""
    settings = load_settings(config)
    name, subject, text = _SAMPLES[language]
    address = settings.mailboxes[0].address
    head = f"From: {name} <client@client.example>\r\nTo: {address}\r\nSubject: {subject}\r\n"
    category, urgency = _ROUTES.get(situation, ("technical", "general"))
    route = Route(category=category, urgency=urgency, topic="", service="", reason="")
    _preview(
        settings,
        parse(f"{head}\r\n{text}\r\n".encode()),
        route,
        html,
        proven=proven,
        situation=situation,
    )


_SAMPLES: dict[Language, tuple[str, str, str]] = {
    "ru": ("Анна Иванова", "Вопрос", "Добрый день! Подскажите, пожалуйста, как нам быть?"),
    "en": ("Anna Smith", "A question", "Hello, could you please tell us what to do about it?"),
}
_ROUTES: dict[Situation, tuple[str, str]] = {
    "outage": ("technical", "outage"),
    "technical": ("technical", "technical"),
    "finance": ("finance", "finance"),
    "sysadmin": ("sysadmin", "general"),
}


def _preview(
    settings: Settings,
    message: InboundMessage,
    route: Route,
    html: Path | None,
    *,
    proven: bool,
    situation: Situation | None = None,
) -> None:
    mailbox = mailbox_of(settings, message, "")
    answer = Reception(settings).answer(
        Occasion(
            message=message,
            route=route,
            ref=message.digest[:10],
            agent=candidates(settings.agents, route.category, message.language)[0],
            mailbox=mailbox,
            proven=proven,
            reopens=situation == "reopened",
            now=datetime.now(UTC),
            situation=situation,
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
