"""Watch a mailbox by IMAP (RFC 9051): fetch, commit, and only then flag, move or delete.

Progress is what the spool knows, by UIDVALIDITY and UID. Killed between the commit and the action,
a letter is found again, known, and only the action is done. Killed before, it is fetched again.
When UIDVALIDITY changes, all is fetched again and the spool knows the bytes.
"""

import contextlib
import logging
import random
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from db.engine import Database, DatabaseUnavailableError
from db.spool import ImapOrigin, NewLetter, highest_uid, known_uids
from gateway.clock import Clock
from gateway.errors import ConfigError, TemporaryFailure
from gateway.intake.imap_client import LoginRefused
from gateway.intake.imap_folder import Fetched, Folder, Waker, open_folder
from gateway.intake.spooler import Spooler
from gateway.settings import Imap, Mailbox

log = logging.getLogger(__name__)

LARGEST = 50 << 20
BATCH = 50  # letters that are fetched and committed together
BATCH_BYTES = 8 << 20

_TRIES = 5  # fetches of a letter that end the connection
_RENEW = 240.0  # seconds in one IDLE; a server may end it after 30 minutes, a NAT after 5
_LONGEST_PAUSE = 60.0
_LOGIN_PAUSES = (60.0, 300.0, 900.0)  # a server locks those out who insist


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchState:
    """How it goes with one mailbox."""

    mailbox: str
    connected_since: datetime | None = None
    last_error: str = ""  # one line; empty when the last look went well
    letters: int = 0  # taken since the start
    too_large: int = 0  # letters that were left on the server


@dataclass(frozen=True, slots=True)
class Look:
    """What came of a poll."""

    letters: int  # since the poll before
    error: str  # "" when all is well


class Watcher:
    """Watches one mailbox from ``start`` to ``stop``, in a thread of its own."""

    def __init__(
        self,
        mailbox: Mailbox,
        imap: Imap,
        database: Database,
        spooler: Spooler,
        clock: Clock,
        *,
        largest: int = LARGEST,
    ) -> None:
        self._mailbox = mailbox
        self._imap = imap
        self._database = database
        self._spooler = spooler
        self._clock = clock
        self._largest = largest
        # UIDs are good for one account alone: many servers begin with the same UIDVALIDITY
        self._place = f"{imap.user}@{imap.host.lower()}/{imap.folder}"
        self._thread = threading.Thread(target=self._run, name=f"imap-{mailbox.name}", daemon=True)
        self._stopping = threading.Event()
        self._waker = Waker()
        self._changed = threading.Condition()  # guards all below
        self._state = WatchState(mailbox=mailbox.name)
        self._lifelines: list[socket.socket] = []
        self._asked = 0
        self._answered = 0
        self._reported = 0
        # of the thread alone
        self._looks = 0  # that went well on this connection
        self._uid_validity = 0
        self._lowest = 1  # all below it is done, but for these:
        self._left: set[int] = set()
        self._too_large: set[int] = set()
        self._fetching: Sequence[int] = ()
        self._broke: Counter[int] = Counter()  # how often the connection ended in the fetch of it
        self._told: set[str] = set()  # what is warned of once

    # -- from other threads ---------------------------------------------
    @property
    def state(self) -> WatchState:
        """How it goes now."""
        with self._changed:
            return self._state

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end: at once out of a wait, else after the letters in work."""
        self._stopping.set()
        self._waker.ring()
        with self._changed:
            self._changed.notify_all()

    def join(self, timeout: float = 2.0) -> bool:
        """Wait for the end; a server that hangs is left. False when the thread still runs."""
        if self._thread.ident is not None:
            self._thread.join(timeout / 2)
            if self._thread.is_alive():
                self._cut()
                self._thread.join(timeout / 2)
        else:
            self._waker.close()
        return not self._thread.is_alive()

    def poll(self, timeout: float) -> Look:
        """Look now, and tell what came of it. During a back-off, tell why there is one."""
        with self._changed:
            self._asked += 1
            mine = self._asked
            self._waker.ring()
            answered = self._changed.wait_for(
                lambda: self._stopping.is_set() or self._answered >= mine, timeout
            )
            letters = self._state.letters - self._reported
            self._reported = self._state.letters
            if self._stopping.is_set():
                return Look(letters, "the gateway is stopping")
            error = self._state.last_error
        return Look(letters, error if answered else f"no answer within {timeout:g} s")

    def _cut(self) -> None:
        with self._changed:
            for line in self._lifelines:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    # -- the thread -----------------------------------------------------
    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._looks = 0
            try:
                self._watch()
            except Exception as error:  # noqa: BLE001 - told, and tried again
                if self._stopping.is_set():
                    break
                failures = 1 if self._looks else failures + 1
                self._fail(error)
                self._rest(_pause(error, failures))
        self._waker.close()

    def _watch(self) -> None:
        with self._connected() as folder:
            while not self._stopping.is_set():
                asked = self._asked
                self._look(folder)
                self._answer(asked)
                while not self._stopping.is_set() and not folder.wait(self._waker, _RENEW):
                    pass

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Folder]:
        try:
            with open_folder(self._imap, self._largest, self._hold) as folder:
                self._begin(folder)
                yield folder
        finally:
            with self._changed:
                for line in self._lifelines:
                    line.close()
                self._lifelines.clear()
                self._state = replace(self._state, connected_since=None)

    def _hold(self, line: socket.socket) -> None:
        with self._changed:
            self._lifelines.append(line)
        if self._stopping.is_set():
            self._cut()

    def _begin(self, folder: Folder) -> None:
        if folder.uid_validity != self._uid_validity:
            self._uid_validity = folder.uid_validity
            self._too_large.clear()
            self._left.clear()
            self._broke.clear()
        self._broke.update(self._fetching)
        self._left.update(self._fetching)
        self._fetching = ()
        self._lowest = 1
        if self._imap.after == "keep":
            with self._database.read() as connection:
                self._lowest = 1 + highest_uid(
                    connection, self._mailbox.name, self._place, folder.uid_validity
                )
        if folder.leaves_deleted:
            self._warn_once("the server lacks UIDPLUS: letters stay there, marked as deleted")
        self._change(connected_since=self._clock.now())

    def _look(self, folder: Folder) -> None:
        """Take what is new, and finish what is known."""
        start = min([self._lowest, *self._left])
        found = [u for u in folder.uids(start) if u >= self._lowest or u in self._left]
        known = self._known(found)
        self._left &= set(found)
        for gone in self._broke.keys() - set(found):
            del self._broke[gone]
        trouble = self._finish(folder, folder.unfinished(sorted(known)))
        new = self._fetchable(folder, [uid for uid in found if uid not in known])
        for batch in _batches(new, self._broke):
            trouble = self._take(folder, batch) or trouble
            if self._stopping.is_set():
                return
        self._lowest = max([self._lowest, *(uid + 1 for uid in found)])
        self._looks += 1
        if hopeless := [uid for uid, times in self._broke.items() if times >= _TRIES]:
            trouble = f"letter UID {hopeless[0]} ends the connection; it is left there"
        if self.state.last_error and not trouble:
            log.info("mailbox %s: all is well again", self._mailbox.name)
        self._change(last_error=trouble)

    def _known(self, uids: Sequence[int]) -> set[int]:
        with self._database.read() as connection:
            return known_uids(connection, self._mailbox.name, self._place, self._uid_validity, uids)

    def _fetchable(self, folder: Folder, uids: Sequence[int]) -> dict[int, int]:
        """The sizes of those that we take."""
        sizes = folder.sizes(
            [uid for uid in uids if uid not in self._too_large and self._broke[uid] < _TRIES]
        )
        for uid in [uid for uid, size in sizes.items() if size > self._largest]:
            log.warning(
                "mailbox %s: letter UID %d has %d octets, the limit is %d; it is left there",
                self._mailbox.name,
                uid,
                sizes.pop(uid),
                self._largest,
            )
            self._too_large.add(uid)
        self._change(too_large=len(self._too_large))
        return sizes

    def _take(self, folder: Folder, uids: Sequence[int]) -> str:
        """Fetch, commit, finish; gives what went wrong with the letters that stay."""
        self._fetching = uids
        letters = folder.letters(uids)
        self._fetching = ()
        taken = sorted(letters)
        if taken:
            self._spooler.put([self._letter(uid, letters[uid]) for uid in taken])
            self._change(letters=self.state.letters + len(taken))
            for uid in taken:
                self._broke.pop(uid, None)
        trouble = self._finish(folder, taken)
        missing = [uid for uid in uids if uid not in letters]
        if missing and (missing := sorted(folder.still_there(missing))):
            self._left.update(missing)
            trouble = f"the server gives no bytes of letter UID {missing[0]}"
            self._warn_once(trouble)
        return trouble

    def _letter(self, uid: int, fetched: Fetched) -> NewLetter:
        now = self._clock.now()
        return NewLetter(
            raw=fetched.raw,
            source="imap",
            mailbox=self._mailbox.name,
            received_at=min(fetched.arrived_at or now, now),
            envelope_sender=None,
            envelope_known=False,
            envelope_recipients=(self._mailbox.address,),
            origin=ImapOrigin(
                mailbox=self._mailbox.name,
                folder=self._place,
                uid_validity=self._uid_validity,
                uid=uid,
            ),
        )

    def _finish(self, folder: Folder, uids: Sequence[int]) -> str:
        """A letter that cannot be moved is taken all the same, and holds up no other."""
        self._left.difference_update(uids)
        try:
            folder.finish(uids)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            self._left.update(uids)
            trouble = _line(f'letters are taken, but not after = "{self._imap.after}": {error}')
            self._warn_once(trouble)
            return trouble
        return ""

    # -- what others are told --------------------------------------------
    def _answer(self, asked: int) -> None:
        with self._changed:
            self._answered = max(self._answered, asked)
            self._changed.notify_all()

    def _change(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _fail(self, error: Exception) -> None:
        text = describe(error, self._imap)
        if text != self.state.last_error:  # one line for an outage, not one for every try
            unknown = not isinstance(error, _EXPECTED)
            log.warning(
                "mailbox %s: %s", self._mailbox.name, text, exc_info=error if unknown else None
            )
        self._change(last_error=text)

    def _rest(self, seconds: float) -> None:
        """Wait, and tell whoever asks meanwhile why."""
        until = time.monotonic() + seconds
        while not self._stopping.is_set() and (left := until - time.monotonic()) > 0:
            self._answer(self._asked)
            self._waker.wait(left)

    def _warn_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            log.warning("mailbox %s: %s", self._mailbox.name, text)


_EXPECTED = (
    LoginRefused,
    ConfigError,
    TemporaryFailure,
    DatabaseUnavailableError,
    IMAPClientError,
    OSError,
)


def describe(error: Exception, imap: Imap) -> str:
    """One line that says what is wrong, without a secret."""
    if isinstance(error, ssl.SSLCertVerificationError):
        text = f"the certificate of {imap.host} is not trusted: {error.verify_message}"
    elif isinstance(error, TimeoutError):
        text = f"{imap.host}:{imap.port} does not answer"
    elif isinstance(error, OSError):
        text = f"{imap.host}:{imap.port}: {error.strerror or error}"
    elif isinstance(error, TemporaryFailure):
        text = f"{error}: {error.__cause__}" if error.__cause__ else str(error)
    else:
        text = str(error) if isinstance(error, _EXPECTED) else type(error).__name__
    return _line(text)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def _pause(error: Exception, failures: int) -> float:
    if isinstance(error, ConfigError):
        return _LONGEST_PAUSE
    if isinstance(error, LoginRefused):
        return _LOGIN_PAUSES[min(failures, len(_LOGIN_PAUSES)) - 1]
    pause = min(2.0 ** min(failures - 1, 10), _LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all come at once


def _batches(sizes: Mapping[int, int], broke: Mapping[int, int]) -> Iterator[list[int]]:
    """Oldest first, bounded by number and bytes; a large letter comes alone.

    Letters in whose fetch the connection ended come last, one by one: one that the server chokes on
    holds up no other.
    """
    batch: list[int] = []
    size = 0
    for uid in sorted(uid for uid in sizes if uid not in broke):
        if batch and (len(batch) >= BATCH or size + sizes[uid] > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(uid)
        size += sizes[uid]
    if batch:
        yield batch
    for uid in sorted(sizes.keys() & broke.keys(), key=lambda one: (broke[one], one)):
        yield [uid]
