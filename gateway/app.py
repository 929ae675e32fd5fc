"""The gateway as one process: what is started in which order, and how it ends."""

import contextlib
import logging
import signal
import sys
import threading
from types import FrameType

from db import schema
from db.engine import open_database
from gateway.clock import Clock, SystemClock
from gateway.correspondence import Correspondence
from gateway.intake.smtp import SmtpListener
from gateway.intake.spooler import Spooler
from gateway.node import Node
from gateway.outbox.delivery import Delivery
from gateway.outbox.letter import self_test
from gateway.outbox.transport import Transport
from gateway.outbox.undelivered import Undelivered
from gateway.pipeline import Pipeline
from gateway.settings import Settings
from gateway.tokens import load_signer
from gateway.worker import Worker

log = logging.getLogger(__name__)

_PATIENCE = 4.0  # seconds for letters in work when we stop: a service manager kills after a while


class App:
    """Runs from ``start`` to ``stop``.

    What takes letters in starts last and stops first, so that whoever hands us one finds the rest
    at work.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._cleanup = contextlib.ExitStack()
        self.smtp_port = 0  # of the listener, once it listens

    def start(self) -> None:
        """Bring everything up. Raises PostdeskError, or DatabaseUnavailableError, with nothing left
        running."""
        with contextlib.ExitStack() as stack:
            self._start(stack)
            self._cleanup = stack.pop_all()

    def stop(self) -> None:
        """Take no more letters, finish those in work, and end. The rest goes on later."""
        self._cleanup.close()

    def _start(self, stack: contextlib.ExitStack) -> None:
        settings, clock = self._settings, self._clock
        self_test()
        node = Node(settings.gateway.state_dir)
        name = node.acquire()
        stack.callback(node.release)
        signer = load_signer(settings.gateway.state_dir, settings.gateway.hostname)
        database = open_database(settings.gateway.database)
        stack.callback(database.dispose)
        schema.upgrade(database)

        undelivered = Undelivered(settings, Correspondence(settings, signer))
        delivery = Delivery(
            database,
            lambda: Transport(settings.outgoing, settings.gateway.hostname),
            clock,
            node=name,
            notice=undelivered.notice,
        )
        delivery.start()
        stack.callback(delivery.join, _PATIENCE)
        stack.callback(delivery.stop)

        pipeline = Pipeline(settings, database, signer, clock, node=name, on_outgoing=delivery.wake)
        filing = Worker("filing", pipeline.step)
        filing.start()
        stack.callback(filing.join, _PATIENCE)
        stack.callback(filing.stop)

        spooler = Spooler(database, filing.wake)
        spooler.start()
        stack.callback(spooler.stop)

        if settings.intake.smtp:
            listener = SmtpListener(settings, settings.intake.smtp, spooler, clock)
            listener.start()
            stack.callback(listener.stop)
            self.smtp_port = listener.port


def run_until_stopped(settings: Settings) -> None:
    """Run in the foreground until SIGTERM or SIGINT."""
    _log_to_stderr()
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    app = App(settings)
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
    for noisy in ("mail.log", "mailparser", "apscheduler", "imapclient", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
