"""One folder on a server (RFC 9051): which letters it holds, their bytes, what is done with them.

Letters are named by UID and UIDVALIDITY. Their flags are never asked as progress, and BODY.PEEK[]
leaves them as they are.
"""

import contextlib
import selectors
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from gateway.intake.imap_client import Client
from gateway.settings import Imap

_COMMAND = 200  # UIDs in one command: its line stays below what every server takes
_LITERAL_SLACK = 4 << 20  # RFC822.SIZE is an estimate on some servers


@dataclass(frozen=True, slots=True)
class Fetched:
    """A letter as the server gave it."""

    raw: bytes
    arrived_at: datetime | None  # INTERNALDATE, aware


class Waker:
    """Ends a wait from another thread."""

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()
        self._here.setblocking(False)
        self._there.setblocking(False)

    def ring(self) -> None:
        """End the wait that goes on, or the next one."""
        with contextlib.suppress(OSError):  # full: it rings already
            self._there.send(b"!")

    def wait(self, timeout: float, also: socket.socket | None = None) -> bool:
        """Until it rings or ``also`` can be read; False when the time is over."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._here, selectors.EVENT_READ)
            if also is not None:
                selector.register(also, selectors.EVENT_READ)
            woken = bool(selector.select(timeout))
        with contextlib.suppress(BlockingIOError):
            while self._here.recv(1024):
                pass
        return woken

    def close(self) -> None:
        """Give the sockets back."""
        self._here.close()
        self._there.close()


class Folder:
    """A selected folder. Its calls block, at most as long as the settings say."""

    def __init__(self, client: Client, imap: Imap, uid_validity: int) -> None:
        self._client = client
        self._imap = imap
        self._move_to_exists = False
        self.uid_validity = uid_validity
        self.idles = imap.idle and client.has_capability("IDLE")
        self._expunges = client.has_capability("UIDPLUS")
        self._moves = client.has_capability("MOVE")

    @property
    def leaves_deleted(self) -> bool:
        """Whether letters stay, marked as deleted: the server can only expunge all or none."""
        removes = self._imap.after == "delete" or (bool(self._imap.move_to) and not self._moves)
        return removes and not self._expunges

    def uids(self, lowest: int) -> list[int]:
        """All UIDs from ``lowest`` on, ascending."""
        self._client.noop()  # else SEARCH may not know of what came since
        self._client.forget()
        found = self._client.search(["UID", f"{lowest}:*"])
        return sorted(uid for uid in found if uid >= lowest)  # "*" is the last, be it lower

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE of those that are still there."""
        found: dict[int, int] = {}
        for some in _chunks(uids):
            for uid, data in self._client.fetch(some, ["RFC822.SIZE"]).items():
                if (size := data.get(b"RFC822.SIZE")) is not None:
                    found[uid] = int(size)
        return found

    def still_there(self, uids: Sequence[int]) -> set[int]:
        """Those that nobody expunged meanwhile."""
        self._client.noop()  # else the server keeps to what it said before
        return set(self.sizes(uids))

    def letters(self, uids: Sequence[int]) -> Mapping[int, Fetched]:
        """Those letters of which the server gives the bytes. One that it cannot read hides none."""
        try:
            answer = self._client.fetch(uids, ["INTERNALDATE", "BODY.PEEK[]"])
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            if len(uids) == 1:
                return {}
            return {uid: letter for one in uids for uid, letter in self.letters([one]).items()}
        return {
            uid: Fetched(data[b"BODY[]"], _aware(data.get(b"INTERNALDATE")))
            for uid, data in answer.items()
            if isinstance(data.get(b"BODY[]"), bytes)
        }

    def unfinished(self, uids: Sequence[int]) -> list[int]:
        """With which of these letters ``finish`` has something to do."""
        if not uids or self._imap.after == "keep":
            return []
        if self._imap.after == "flag":
            left = set(self._client.search("UNFLAGGED"))
        elif self.leaves_deleted:
            left = set(self._client.search("UNDELETED"))
        else:
            return list(uids)  # a letter that is still there
        return [uid for uid in uids if uid in left]

    def finish(self, uids: Sequence[int]) -> None:
        """What the settings want with letters that are in the spool. May be done again."""
        for some in _chunks(uids):
            if self._imap.after == "flag":
                self._client.add_flags(some, [rb"\Flagged"], silent=True)
            elif self._imap.after == "delete":
                self._delete(some)
            elif self._imap.move_to:
                self._move(some)

    def _move(self, uids: Sequence[int]) -> None:
        folder = self._imap.move_to
        if not self._move_to_exists:
            if not self._client.folder_exists(folder):
                self._client.create_folder(folder)
            self._move_to_exists = True
        if self._moves:
            self._client.move(uids, folder)
        else:
            self._client.copy(uids, folder)
            self._delete(uids)

    def _delete(self, uids: Sequence[int]) -> None:
        """Only ours: a plain EXPUNGE would take what others marked (RFC 4315 section 2.1)."""
        self._client.delete_messages(uids, silent=True)
        if self._expunges:
            self._client.uid_expunge(uids)

    def wait(self, waker: Waker, timeout: float) -> bool:
        """Until the server has news, the waker rings or the time is over.

        By IDLE (RFC 2177) where that is to be had. What the server says is not read: a look at the
        folder tells it better, and finds a connection that died. False: a look would be idle.
        """
        if not self.idles:
            woken = waker.wait(timeout)
            if not woken:
                self._client.noop()  # keeps the connection
            return woken
        if self._client.told_of_letters():
            return True
        self._client.idle()
        if not self._client.has_news():
            waker.wait(timeout, self._client.socket())
        self._client.idle_done()
        return True


@contextlib.contextmanager
def open_folder(
    imap: Imap, largest: int, on_socket: Callable[[socket.socket], None]
) -> Iterator[Folder]:
    """Connect, log in and select. ``on_socket`` gets a handle whose shutdown ends every call.

    Raises LoginRefused, ConfigError, OSError or IMAPClientError.
    """
    client = Client(imap, largest + _LITERAL_SLACK, on_socket)
    try:
        client.secure()
        client.authenticate()
        selected = client.select_folder(imap.folder, readonly=imap.after == "keep")
        uid_validity = selected.get(b"UIDVALIDITY")
        if not uid_validity:
            raise IMAPClientError(f"{imap.folder} has no UIDVALIDITY; its letters have no names")
        yield Folder(client, imap, int(uid_validity))
        client.logout()
    finally:
        with contextlib.suppress(OSError):
            client.shutdown()


def _chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(uids), _COMMAND):
        yield uids[at : at + _COMMAND]


def _aware(value: object) -> datetime | None:
    return value if isinstance(value, datetime) and value.tzinfo else None
