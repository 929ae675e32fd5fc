"""Sends what the outbox holds: each letter until the server takes it, refuses it, or it is stale.

A letter is settled right after the server's 250, in a transaction of its own: a second copy goes
out only when the process dies between the two, and under the same Message-ID. A server that is
down is tried with one letter at a time, so that the others don't use up their tries.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from db import outbox, tickets
from db.engine import Database, DatabaseUnavailableError, is_database_fault
from db.outbox import Claimed, Outgoing
from gateway.clock import Clock
from gateway.outbox import backoff
from gateway.outbox.letter import self_test
from gateway.outbox.transport import PermanentRefusal, ServerUnavailable, TransientRefusal
from gateway.worker import Worker

log = logging.getLogger(__name__)

BATCH = 8  # letters that are held in memory at once; each may have tens of megabytes
_SOONEST, _LATEST = 1.0, 30.0  # seconds between looks at the queue when nobody wakes us
_GRACE = 1.5  # seconds that are left of a stop's time when a letter in flight is broken off


class Transport(Protocol):
    """What sends a letter: see ``gateway.outbox.transport``."""

    def send(self, envelope_sender: str, recipient: str, content: bytes) -> str: ...

    def tidy(self) -> None: ...

    def close(self) -> None: ...

    def abort(self) -> None: ...


class Instead(Protocol):
    """Composes what follows from a letter that failed: see ``outbox.undelivered``."""

    def __call__(
        self,
        connection: Connection,
        *,
        purpose: str,
        ticket_id: int,
        recipient: str,
        now: datetime,
        reply: str,
        gave_up: bool = False,
    ) -> Sequence[Outgoing]: ...


@dataclass(frozen=True, slots=True)
class _Sent:
    letter: Claimed
    at: datetime
    reply: str


class Delivery:
    """The worker that empties the outbox. ``wake`` it when a letter was queued."""

    def __init__(
        self,
        database: Database,
        transport: Callable[[], Transport],
        clock: Clock,
        *,
        node: str,
        instead: Instead,
    ) -> None:
        self._database = database
        self._transport = transport()
        self._clock = clock
        self._node = node
        self._instead = instead
        self._worker = Worker("delivery", self.step)
        self._claims_left_over = True  # by a process that was killed, or a batch that failed
        self._unsettled: _Sent | None = None  # the server has it, our database does not know yet
        self._failures = 0  # of the server, in a row
        self._probe_at = 0.0

    def start(self) -> None:
        """Begin to send. Raises UnsafeInterpreterError rather than send anything doubtful."""
        self_test()
        self._worker.start()

    def wake(self) -> None:
        """A letter was queued."""
        self._worker.wake()

    def stop(self) -> None:
        """Send nothing more after the letter that is on its way."""
        self._worker.stop()

    def join(self, timeout: float) -> bool:
        """Wait for the end; a letter in flight is broken off shortly before the time is up."""
        if not self._worker.join(max(timeout - _GRACE, 0.0)):
            self._transport.abort()
            if not self._worker.join(min(timeout, _GRACE)):
                return False
        self._transport.close()
        with contextlib.suppress(DatabaseUnavailableError):
            self._tidy_up()
        return True

    def step(self) -> float:
        """Send one batch; gives the seconds until the next look."""
        self._tidy_up()
        pause = self._probe_at - time.monotonic() if self._failures else 0.0
        if pause > 0:
            return pause
        now = self._clock.now()
        with self._database.begin() as connection:
            most = 1 if self._failures else BATCH
            letters = outbox.claim(connection, self._node, now, most)
            due = None if letters else outbox.next_due(connection)
        if not letters:
            self._transport.tidy()
            wait = (due - now).total_seconds() if due else _LATEST
            return min(max(wait, _SOONEST), _LATEST)
        self._claims_left_over = True
        self._claims_left_over = not all(self._deliver(letter) for letter in letters)
        self._tidy_up()
        return 0.0

    def _tidy_up(self) -> None:
        """Note what was sent, and only then give back what was not."""
        if not (self._claims_left_over or self._unsettled):
            return
        with self._database.begin() as connection:
            if self._unsettled:
                sent = self._unsettled
                outbox.settle(connection, sent.letter.id, "sent", sent.at, sent.reply)
            outbox.release(connection, self._node)
        self._unsettled = None
        self._claims_left_over = False

    def _deliver(self, letter: Claimed) -> bool:
        """One letter; False when no more are to be sent now."""
        if self._worker.stopping:
            return False
        if self._clock.now() >= letter.give_up_at:
            self._give_up(letter, "dropped", "too late: nobody took it in time")
            return True
        try:
            reply = self._transport.send(letter.envelope_sender, letter.recipient, letter.content)
        except ServerUnavailable as refusal:
            return self._unavailable(letter, str(refusal))
        except TransientRefusal as refusal:
            self._postpone(letter, str(refusal), backoff.after_refusal(letter.attempts))
        except PermanentRefusal as refusal:
            self._give_up(letter, "failed", str(refusal))
        except Exception as fault:
            # a fault of ours with this letter must not hold up the others
            log.exception("%s cannot be sent", letter.message_id)
            self._transport.close()
            self._postpone(letter, type(fault).__name__, backoff.after_refusal(letter.attempts))
        else:
            self._settle(letter, reply)
        self._failures = 0
        return True

    def _settle(self, letter: Claimed, reply: str) -> None:
        self._unsettled = _Sent(letter, self._clock.now(), reply)
        with self._database.begin() as connection:
            outbox.settle(connection, letter.id, "sent", self._unsettled.at, reply)
        self._unsettled = None
        log.info("%s %s: sent: %s", letter.purpose, letter.message_id, reply)

    def _unavailable(self, letter: Claimed, fault: str) -> bool:
        if not self._worker.stopping:  # else it is our own doing, and the letter is released
            self._postpone(letter, fault, backoff.after_fault(letter.attempts))
            self._failures += 1
            pause = backoff.probe(self._failures)
            self._probe_at = time.monotonic() + pause
            log.warning("no letter can be sent, trying again in %.0f s: %s", pause, fault)
        return False

    def _postpone(self, letter: Claimed, reply: str, pause: timedelta) -> None:
        due_at = min(self._clock.now() + pause, letter.give_up_at)
        with self._database.begin() as connection:
            outbox.postpone(connection, letter.id, due_at, reply)
        log.info("%s %s: later: %s", letter.purpose, letter.message_id, reply)

    def _give_up(self, letter: Claimed, state: str, reply: str) -> None:
        """The end of a letter that was not sent, with all that follows from it, or none of it."""
        now = self._clock.now()
        with self._database.begin() as connection:
            outbox.settle(connection, letter.id, state, now, reply)
            text = f"{letter.purpose} to {letter.recipient} not delivered: {reply}"
            tickets.add_event(connection, letter.ticket_id, now, "undelivered", text)
            self._tell(connection, letter, now, reply, gave_up=state == "dropped")
        log.warning("%s %s: %s: %s", letter.purpose, letter.message_id, state, reply)

    def _tell(
        self, connection: Connection, letter: Claimed, now: datetime, reply: str, *, gave_up: bool
    ) -> None:
        try:
            with connection.begin_nested():
                letters = self._instead(
                    connection,
                    purpose=letter.purpose,
                    ticket_id=letter.ticket_id,
                    recipient=letter.recipient,
                    now=now,
                    reply=reply,
                    gave_up=gave_up,
                )
                outbox.enqueue(connection, now, letters)
        except Exception as fault:
            if is_database_fault(fault):
                raise
            log.exception("no notice about %s", letter.message_id)  # the event says it all the same
