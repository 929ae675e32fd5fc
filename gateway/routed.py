"""The router with what is known of the client: his own services, his earlier tickets.

What a letter says is decided before the transaction that files it, what is known of its client
within. ``postdesk run`` and ``postdesk explain`` both ask here.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from db import tickets
from gateway.errors import ConfigError
from gateway.routing import account
from gateway.routing.account import Accounts
from gateway.routing.commands import MODEL_FILE, load_router
from gateway.routing.model import CLASSES, Model, from_json
from gateway.routing.route import Route, Router
from gateway.settings import Mailbox, Settings
from gateway.situation import Situation
from gateway.watched import WatchedFile
from parsers.message import InboundMessage, Kind

log = logging.getLogger(__name__)


class ClientRouter:
    """Made once, from the settings. Raises ConfigError when a file of theirs cannot be used.

    Words are named for ``questions`` only: each takes another look at the letter.
    """

    def __init__(
        self,
        settings: Settings,
        router: Router | None = None,
        questions: Sequence[str] = tuple(CLASSES),
    ) -> None:
        self._settings = settings
        self._router = router or load_router(settings)
        self._model = None if router else _model(settings, self._router.model)
        self._questions = questions
        self._services = _services(settings)

    def by_text(
        self, message: InboundMessage, mailbox: Mailbox, *, whole: bool = True
    ) -> Route | None:
        """What the letter says by itself; None for what no person wrote."""
        if message.kind is not Kind.PERSON:
            return None
        if self._model and (model := self._model.current()) is not self._router.model:
            log.info("the router decides by model %s", model.version)
            self._router = replace(self._router, model=model)
        return self._router.route(message, mailbox, whole=whole, questions=self._questions)

    def of_new_ticket(
        self,
        connection: Connection,
        message: InboundMessage,
        situation: Situation,
        routed: Route | None,
        apart: int = 0,
    ) -> Route | None:
        """The same with what is known of the client, for a ticket that is opened.

        ``apart`` is a ticket that is looked at as if it were not.
        """
        author = message.header_from.address
        proven = situation.authentication.verdict == "pass" and self._settings.agent(author) is None
        if routed is not None and not routed.whole:
            routed = self.by_text(message, situation.mailbox)
        if routed is None:
            return None
        if proven and routed.leaves_doubt:
            earlier = tickets.earlier(connection, author, apart)
            if earlier:
                routed = self._router.route(
                    message, situation.mailbox, questions=self._questions, earlier=earlier
                )
        if self._services is None:
            return routed
        accounts = self._services.current()
        return routed.with_service(account.hold(routed.named, accounts, author, proven=proven))


def _model(settings: Settings, loaded: Model) -> WatchedFile[Model]:
    """The trained model, which a training replaces while the gateway runs."""
    path = settings.gateway.state_dir / MODEL_FILE
    return WatchedFile(path, from_json, without=loaded, seen=True)


def _services(settings: Settings) -> WatchedFile[Accounts] | None:
    path = settings.routing.services
    if path is None:
        return None
    file: WatchedFile[Accounts] = WatchedFile(path, account.read, without={})
    try:
        file.load()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(f"routing.services: {path}: {why}") from None
    return file
