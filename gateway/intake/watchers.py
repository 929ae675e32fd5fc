"""All watched mailboxes. One that is broken disturbs no other: they share nothing but the spool."""

import time
from collections.abc import Mapping

from db.engine import Database
from gateway.clock import Clock
from gateway.intake.imap import Watcher, WatchState
from gateway.intake.spooler import Spooler
from gateway.settings import Settings


class Watchers:
    """A watcher for every mailbox with an ``imap`` table."""

    def __init__(
        self, settings: Settings, database: Database, spooler: Spooler, clock: Clock
    ) -> None:
        self.by_mailbox: Mapping[str, Watcher] = {
            box.name: Watcher(box, box.imap, database, spooler, clock)
            for box in settings.mailboxes
            if box.imap
        }

    def start(self) -> None:
        """Begin to watch."""
        for watcher in self.by_mailbox.values():
            watcher.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """End all at the same time; False when one did not within ``timeout`` seconds."""
        for watcher in self.by_mailbox.values():
            watcher.stop()
        until = time.monotonic() + timeout
        ended = [
            watcher.join(max(0.1, until - time.monotonic())) for watcher in self.by_mailbox.values()
        ]
        return all(ended)

    @property
    def states(self) -> list[WatchState]:
        """How it goes with each, in the order of the settings."""
        return [watcher.state for watcher in self.by_mailbox.values()]
