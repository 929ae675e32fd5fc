"""Run the demo: start the gateway, send the story letter by letter, look at what became of each."""

import shutil
import signal
import smtplib
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType

from db.engine import Database, open_database
from gateway.demo.books import Books
from gateway.demo.check import Outcome, differences, outcomes
from gateway.demo.letters import Sample, sample
from gateway.demo.process import GatewayProcess, free_port
from gateway.demo.sink import Caught, Sink
from gateway.demo.story import ANNA, BILLING, PETYA, STORY, SUPPORT, Step
from gateway.demo.view import Story, demo_console
from gateway.ops.letters import NO_ENVELOPE
from parsers.message import Own
from parsers.parse import parse

_STEP = 20.0  # seconds within which a letter must be filed and everything it causes be sent
_LOOK = 0.01

_CONFIG = """\
[gateway]
hostname = "hoster.example"
database = "sqlite:///postdesk.db"
state_dir = "state"
timezone = "Europe/Moscow"
language = "ru"
company = "Хостер"

[security]
trusted_authserv_ids = ["mx.hoster.example"]

[[mailboxes]]
name = "support"
address = "{support}"

[[mailboxes]]
name = "billing"
address = "{billing}"
category = "finance"

[intake.smtp]
listen = "127.0.0.1:{listen}"

[outgoing]
host = "127.0.0.1"
port = {outgoing}

[[agents]]
name = "Петя Иванов"
address = "{petya}"
categories = ["technical", "sysadmin"]
languages = ["ru", "en"]

[[agents]]
name = "Анна Смирнова"
address = "{anna}"
categories = ["finance"]
languages = ["ru", "en"]
"""


def run_demo(*, keep: bool) -> int:
    """Tell the story; gives 0 when every letter became what it should, else 1.

    Raises PostdeskError when the gateway cannot be started at all.
    """
    folder = Path(tempfile.mkdtemp(prefix="postdesk-demo-"))
    try:
        with _ended_in_order():
            return _tell(folder, keep=keep)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _tell(folder: Path, *, keep: bool) -> int:
    began = time.monotonic()
    listen, outgoing = free_port(), free_port()
    config = folder / "postdesk.toml"
    config.write_text(
        _CONFIG.format(
            support=SUPPORT,
            billing=BILLING,
            petya=PETYA,
            anna=ANNA,
            listen=listen,
            outgoing=outgoing,
        ),
        encoding="utf-8",
    )
    story = Story(demo_console(), len(STORY))
    with ExitStack() as stack:
        sink = stack.enter_context(Sink(outgoing))
        gateway = stack.enter_context(GatewayProcess(config, listen))
        database = open_database(f"sqlite:///{folder / 'postdesk.db'}")
        stack.callback(database.dispose)
        story.begin(f"127.0.0.1:{listen}")
        teller = _Teller(story, sink, gateway, database, listen)
        for number, step in enumerate(STORY, start=1):
            teller.tell(number, step)
    story.summary(teller.rows)
    wrong = sum(bool(faults) for _, _, faults in teller.rows)
    story.end(wrong, time.monotonic() - began, str(config) if keep else "")
    return 1 if wrong else 0


class _Teller:
    """Sends one letter after the other and remembers what they became."""

    def __init__(
        self, story: Story, sink: Sink, gateway: GatewayProcess, database: Database, port: int
    ) -> None:
        self.rows: list[tuple[Step, Outcome | None, list[str]]] = []
        self._story = story
        self._sink = sink
        self._gateway = gateway
        self._books = Books(database)
        self._port = port
        self._now = datetime.now().astimezone()  # of all letters: a resent one has the same date
        self._refs: dict[str, str] = {}  # of the tickets, by their name in the story
        self._answerable: dict[tuple[str, str], Caught] = {}

    def tell(self, number: int, step: Step) -> None:
        """Send the letter of a step, wait until all is quiet again, show and check it."""
        answered = self._answerable.get(step.answers) if step.answers else None
        if step.answers and answered is None:
            self._story.verdict([fault := f"{step.file}: there is nothing to answer"])
            self.rows.append((step, None, [fault]))
            return
        letter = sample(step, answered, self._now)
        message = parse(letter.raw, NO_ENVELOPE, Own())
        self._story.arrival(number, step, letter, message)
        before = self._books.pages()
        faults = self._send(letter) or self._wait()
        changed = outcomes(before, self._books.pages())
        found = changed[0] if changed else None
        if found is not None and found.opened:
            self._refs[step.expected.ticket] = found.ticket.ref
        sent = self._caught(step, found) if found else []
        faults += differences(step.expected, changed, self._refs, sent)
        if found is not None:
            self._story.became(step, found, self._names(), sent)
        self._story.verdict(faults)
        self.rows.append((step, found, faults))

    def _send(self, letter: Sample) -> list[str]:
        """By SMTP, as any mail server would; gives what went wrong."""
        try:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=_STEP) as client:
                client.sendmail(
                    letter.sender or "<>", [letter.recipient], letter.raw, ["BODY=8BITMIME"]
                )
        except (OSError, smtplib.SMTPException) as error:
            return [f"the gateway did not take the letter: {error}", self._gateway.log_tail()]
        return []

    def _wait(self) -> list[str]:
        """Until nothing waits to be filed or sent; gives what went wrong."""
        end = time.monotonic() + _STEP
        while self._books.busy():
            if time.monotonic() > end:
                return [f"not done after {_STEP:.0f} s", *self._books.faults()]
            time.sleep(_LOOK)
        return self._books.faults()

    def _names(self) -> dict[str, str]:
        return {ref: name for name, ref in self._refs.items()}

    def _caught(self, step: Step, found: Outcome) -> list[tuple[str, Caught]]:
        """The letters that went out, as the sink has them; later steps answer them."""
        caught = {one.message_id: one for one in self._sink.caught}
        sent = [
            (one.purpose, caught[one.message_id])
            for one in found.outgoing
            if one.message_id in caught
        ]
        for purpose, letter in sent:
            self._answerable[step.expected.ticket, purpose] = letter
        return sent


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """SIGTERM ends us as Ctrl-C does: the gateway is stopped and the folder removed."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals
        return
    earlier = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)
