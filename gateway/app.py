"""The gateway as one process: what is started in which order, and how it ends."""

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

from db import schema, tickets
from db.engine import Database, open_database
from gateway.clock import Clock, SystemClock
from gateway.correspondence import Correspondence
from gateway.intake.smtp import SmtpListener
from gateway.intake.spooler import Spooler
from gateway.intake.watchers import Watchers
from gateway.node import Node
from gateway.outbox.delivery import Delivery
from gateway.outbox.letter import self_test
from gateway.outbox.transport import Transport
from gateway.outbox.undelivered import Undelivered
from gateway.pipeline import NAMED, Pipeline
from gateway.proofs import own_checks
from gateway.routed import ClientRouter
from gateway.schedule.scheduler import Scheduler
from gateway.settings import Settings
from gateway.tokens import Signer, load_signer
from gateway.web.server import WebServer
from gateway.web.site import Site
from gateway.worker import Worker

log = logging.getLogger(__name__)

_STOPS_WITHIN = 4.5  # seconds: five are promised
_INTAKE_STOPS_WITHIN = 2.0


class App:
    """Runs from ``start`` to ``stop``.

    What takes letters in starts last and stops first, so that whoever hands us one finds the rest
    at work.
    """

    def __init__(
        self, settings: Settings, clock: Clock | None = None, *, new_key: bool = False
    ) -> None:
        self._settings = settings
        self._new_key = new_key  # make a key where there is none, whatever was signed by another
        self._clock = clock or SystemClock()
        self._cleanup = contextlib.ExitStack()

    def start(self) -> None:
        """Bring everything up.

        Raises PostdeskError or DatabaseUnavailableError, and then nothing is left running.
        """
        self_test()
        settings = self._settings
        with contextlib.ExitStack() as stack:
            node = Node(settings.gateway.state_dir)
            name = node.acquire()
            stack.callback(node.release)
            database = open_database(settings.gateway.database)
            stack.callback(database.dispose)
            schema.upgrade(database)
            node.uses(database.identity)
            signer = load_signer(
                settings.gateway.state_dir,
                settings.gateway.hostname,
                make=self._new_key or not _has_tickets(database),
            )
            running = _Running(settings, self._clock, database, signer, name)
            stack.callback(running.stop)
            running.start()
            self._cleanup = stack.pop_all()

    def stop(self) -> None:
        """Take no more letters, finish those in work, and end. The rest goes on later."""
        self._cleanup.close()


class _Running:
    """The threads of the process."""

    def __init__(
        self, settings: Settings, clock: Clock, database: Database, signer: Signer, node: str
    ) -> None:
        undelivered = Undelivered(settings, Correspondence(settings, signer), signer)
        self.delivery = Delivery(
            database,
            lambda: Transport(settings.outgoing, settings.gateway.hostname),
            clock,
            node=node,
            instead=undelivered.instead,
        )
        pipeline = Pipeline(
            settings,
            database,
            signer,
            clock,
            node=node,
            routing=ClientRouter(settings, questions=NAMED),
            own_checks=own_checks(settings.security),
            on_outgoing=self.delivery.wake,
        )
        self.filing = Worker("filing", pipeline.step)
        self.spooler = Spooler(database, self.filing.wake)
        self.watchers = Watchers(settings, database, self.spooler, clock)
        self.scheduler = Scheduler(settings, database, clock, self.watchers.by_mailbox)
        smtp = settings.intake.smtp
        self.listener = SmtpListener(settings, smtp, self.spooler, clock) if smtp else None
        self.web = None
        if web := settings.web:
            site = Site(settings, web, database, signer, clock, self.watchers)
            self.web = WebServer(web, site.answer, clock)

    def start(self) -> None:
        """From the way out to the way in."""
        self.delivery.start()
        self.filing.start()
        self.spooler.start()
        self.watchers.start()
        self.scheduler.start()
        if self.web:
            self.web.start()
        if self.listener:
            self.listener.start()

    def stop(self) -> None:
        """All at once, within a time that is shared."""
        until = time.monotonic() + _STOPS_WITHIN
        self.delivery.stop()
        self.filing.stop()
        with ThreadPoolExecutor(3) as pool:
            if self.web:
                pool.submit(self.web.stop, _INTAKE_STOPS_WITHIN)
            if self.listener:
                pool.submit(self.listener.stop, _INTAKE_STOPS_WITHIN)
            pool.submit(self.watchers.stop, _INTAKE_STOPS_WITHIN)
        self.scheduler.stop()
        self.spooler.stop(max(until - time.monotonic(), 0.1))
        self.filing.join(max(until - time.monotonic(), 0.1))
        self.delivery.join(max(until - time.monotonic(), 0.1))


def _has_tickets(database: Database) -> bool:
    with database.read() as connection:
        return bool(tickets.counts(connection))


def run_until_stopped(settings: Settings, *, new_key: bool = False) -> None:
    """Run in the foreground until SIGTERM or SIGINT."""
    os.umask(0o077)  # letters and keys are for our own account
    _log_to_stderr()
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    app = App(settings, new_key=new_key)
    app.start()
    log.info("postdesk runs")
    stopping.wait()
    log.info("postdesk stops")
    app.stop()


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for noisy in ("mail.log", "imapclient", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
