"""The way of one letter: claim, parse, gather, plan, file; all that is written, in one transaction.

Inside the transaction nothing waits for the network. A letter that fails is tried again and then
quarantined with its bytes; the ones behind it go on. Whatever stops the process leaves each letter
as it was: the claim is given back at the next start.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from db import spool
from db.engine import Database, is_database_fault
from gateway.clock import Clock
from gateway.filing import Filing, Outcome
from gateway.plan import Step, plan
from gateway.proofs import OwnChecks
from gateway.reading import own, read_spooled
from gateway.retry import MOST_CLAIMS, next_filing
from gateway.routed import ClientRouter
from gateway.routing.route import Route
from gateway.settings import Settings
from gateway.situation import gather, mailbox_of
from gateway.tokens import Signer
from parsers.message import InboundMessage
from parsers.parse import Reading

log = logging.getLogger(__name__)

BATCH = 20  # letters that share a commit when so many wait
BATCH_BYTES = 16 << 20  # of raw letters held in memory at once
NAMED = ("category",)  # whose words a ticket names; `postdesk explain` names them all
IDLE = 1.0  # seconds until the next look when nobody wakes us


@dataclass(frozen=True, slots=True)
class _Read:
    spooled: spool.Spooled
    attempts: int
    reading: Reading | None
    proof: str  # of its author, by our own check
    routed: Route | None  # what the router made of a person's letter
    error: str


class Pipeline:
    """Files the letters of the spool. One thread calls ``step``."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        signer: Signer,
        clock: Clock,
        *,
        node: str,
        own_checks: OwnChecks | None = None,
        routing: ClientRouter | None = None,
        on_outgoing: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._signer = signer
        self._clock = clock
        self._node = node
        self._own_checks = own_checks
        self._routing = routing
        self._on_outgoing = on_outgoing
        self._filing = Filing(settings, signer)
        self._own = own(settings, signer)
        self._claims_left_over = True  # by a process that was killed, or a batch that failed

    def step(self) -> float:
        """File what waits, at most BATCH letters; gives the seconds until the next look."""
        if self._claims_left_over:
            with self._database.begin() as connection:
                spool.release(connection, self._node)
            self._claims_left_over = False
        with self._database.begin() as connection:
            waiting = spool.claim(connection, self._node, self._clock.now(), BATCH, BATCH_BYTES)
        if not waiting:
            return IDLE
        self._claims_left_over = True
        letters = self._read(waiting)
        with self._database.begin() as connection:
            outcomes = {}
            for letter in letters:
                outcome = self._file(connection, letter)
                if outcome:
                    outcomes[letter.spooled.id] = outcome.text
            spool.settle(connection, outcomes)
        self._claims_left_over = False
        self._on_outgoing()
        return 0.0

    def _read(self, waiting: list[spool.Waiting]) -> list[_Read]:
        with self._database.read() as connection:
            loaded = spool.load(connection, [one.id for one in waiting])
        letters = []
        for one in waiting:
            spooled = loaded.pop(one.id)
            reading, proof, routed, error = None, "", None, ""
            if one.attempts > MOST_CLAIMS:
                error = f"given up: {one.attempts - 1} tries ended with the process itself"
            else:
                try:
                    reading = read_spooled(spooled, self._own)
                    if self._own_checks:
                        proof = self._own_checks.proof(spooled.raw, reading.message)
                    routed = self._route(spooled, reading.message)
                except Exception as fault:
                    log.exception("letter %d cannot be read", one.id)
                    error = _named(fault)
            letters.append(_Read(spooled, one.attempts, reading, proof, routed, error))
        return letters

    def _file(self, connection: Connection, letter: _Read) -> Outcome | None:
        """None when it failed: then it waits for another try, or is in quarantine."""
        spooled, error = letter.spooled, letter.error
        if letter.reading is not None:
            try:
                with connection.begin_nested():
                    outcome = self._decide_and_file(connection, letter, letter.reading)
            except Exception as fault:
                if is_database_fault(fault):
                    raise  # ours, not the letter's: the whole batch is undone and comes again
                log.exception("letter %d cannot be filed", spooled.id)
                error = _named(fault)
            else:
                log.info("letter %d: %s", spooled.id, outcome.text)
                return outcome
        pause = next_filing(letter.attempts)
        if pause is None:
            spool.quarantine(connection, spooled.id, error)
            log.error("letter %d is in quarantine: %s", spooled.id, error)
        else:
            spool.postpone(connection, spooled.id, self._clock.now() + pause, error)
        return None

    def _route(self, spooled: spool.Spooled, message: InboundMessage) -> Route | None:
        if self._routing is None:
            return None
        mailbox = mailbox_of(self._settings, message, spooled.mailbox)
        likely_new = not (message.in_reply_to or message.references)
        return self._routing.by_text(message, mailbox, whole=likely_new)

    def _decide_and_file(self, connection: Connection, letter: _Read, reading: Reading) -> Outcome:
        spooled = letter.spooled
        situation = gather(
            connection,
            self._settings,
            self._signer,
            reading.message,
            now=self._clock.now(),
            received_at=spooled.received_at,
            mailbox=spooled.mailbox,
            proof=letter.proof,
        )
        decided = plan(reading.message, situation, self._settings, letter.routed)
        if self._routing and decided.step is Step.OPEN:
            routed = self._routing.of_new_ticket(
                connection, reading.message, situation, letter.routed
            )
            if routed is not letter.routed:
                decided = plan(reading.message, situation, self._settings, routed)
        return self._filing.carry_out(connection, spooled, reading, situation, decided)


def _named(fault: Exception) -> str:
    """One line for ops: the kind of fault and its words, which may quote the letter, cleaned."""
    text = "".join(char if char.isprintable() else " " for char in str(fault))
    return f"{type(fault).__name__}: {text}"[:300]
