"""Plays a conversation at a gateway: the desk in this process, or one that listens to SMTP."""

import email.utils
import re
import smtplib
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from pathlib import Path

from sqlalchemy import text

from db import tickets
from db.engine import open_database
from gateway.repair import Repair
from gateway.settings import Agent, Mailbox
from tests.conversations.programs import PROGRAMS, Letter, Seen, write
from tests.conversations.script import (
    BILLING,
    PEOPLE,
    SUPPORT,
    Again,
    Conversation,
    Do,
    See,
    Wait,
    Write,
)
from tests.gateway.desk import Desk, HeldClock, Sent
from tests.gateway.running import Running, configuration
from tests.servers.sink import Sink

OFFICE = {
    "mailboxes": (
        Mailbox(name="support", address=SUPPORT, category="technical"),
        Mailbox(name="billing", address=BILLING, category="finance"),
    ),
    "agents": (
        Agent(name="Петя Иванов", address=PEOPLE["petya"][1], categories=("technical",)),
        Agent(name="Оля Новак", address=PEOPLE["olya"][1], categories=("finance",)),
    ),
}
_PAUSE = 70  # minutes between letters: nobody gets two acknowledgements within an hour
_BY_ADDRESS = {address: key for key, (_, address) in PEOPLE.items()}
_OUTCOME = re.compile(
    r"(?P<opener>opened)|(?P<aside>set aside)|(?P<duplicate>a letter that is filed already)"
    r"|(?P<answer>answer of)|(?P<withheld>not passed on)|on ticket \w+ by \w+ \((?P<standing>\w+)\)"
)


class Service(Desk):
    """A gateway in a process of its own, which gets its letters by SMTP and sends them by SMTP."""

    def __init__(self, folder: Path, sink: Sink) -> None:
        more = (
            'categories = ["technical"]\n'
            f'[[agents]]\nname = "Оля Новак"\naddress = "{PEOPLE["olya"][1]}"\n'
            f'categories = ["finance"]\n'
            f'[[mailboxes]]\nname = "billing"\naddress = "{BILLING}"\ncategory = "finance"\n'
        )
        config = configuration(folder, sink.port, imap='category = "technical"', more=more)
        self.running = Running(config)
        self.running.start()
        self.sink = sink
        self.clock = HeldClock()
        self.clock.time = datetime.now(UTC)
        self.database = open_database(f"sqlite:///{self.running.database}")
        self._seen = 0

    def spool(
        self,
        raw: str | bytes,
        *,
        sender: str | None = "",
        to: tuple[str, ...] = (SUPPORT,),
        source: str = "smtp",
    ) -> None:
        assert isinstance(raw, bytes)
        with smtplib.SMTP("127.0.0.1", self.running.port, timeout=20) as client:
            client.sendmail(sender or "", to, raw)

    def drain(self) -> None:
        """Wait until all letters are filed, and all that follows from them is delivered."""
        waiting = (
            "SELECT (SELECT count(*) FROM spool WHERE state IN ('new', 'retry'))"
            " + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'retry'))"
        )
        end = time.monotonic() + 30
        while True:
            with self.database.read() as connection:
                if not connection.execute(text(waiting)).scalar():
                    return
            assert time.monotonic() < end, self.running.log.read_text()
            time.sleep(0.01)

    def new(self) -> list[Sent]:
        """What went out, as the server got it that took it."""
        found = super().new()
        for one in found:
            assert any(one.recipient in got.recipients for got in self.sink.letters)
        return found

    def close(self) -> None:
        super().close()
        self.running.kill()


@dataclass(slots=True)
class Stage:
    """What has happened so far: letters and tickets under the names of the script."""

    desk: Desk
    seen: dict[str, Seen] = field(default_factory=dict)
    raw: dict[str, tuple[bytes, str | None, tuple[str, ...]]] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    tickets: dict[str, int] = field(default_factory=dict)
    ref: dict[str, str] = field(default_factory=dict)


def play(conversation: Conversation, desk: Desk) -> None:
    """Raises AssertionError with the name of the step where it went otherwise."""
    stage = Stage(desk)
    for step in conversation.steps:
        match step:
            case Write():
                _write(stage, step)
            case Again():
                _again(stage, step)
            case Wait():
                desk.later(days=step.days, hours=step.hours)
            case Do():
                _do(stage, step)
            case See():
                _see(stage, step.what)


def _write(stage: Stage, step: Write) -> None:
    name, address = PEOPLE[step.who]
    before = _read(stage, step.answers or step.forwards)
    to, cc = _recipients(step, before, address)
    raw, seen = write(
        PROGRAMS[step.program],
        Letter(
            name=name,
            address=address,
            to=to,
            cc=cc,
            subject=step.subject,
            text=step.text,
            date=stage.desk.clock.now(),
            seed=step.name,
            answered=before if step.answers else None,
            forwarded=before if step.forwards else None,
            keeps=step.keeps,
            quotes=step.quotes,
            message_id=step.message_id,
            headers=step.headers,
        ),
    )
    stage.seen[step.name] = seen
    if not step.expect:
        return  # it goes past us
    domain = address.rpartition("@")[2]
    words = {"pass": f"dmarc=pass header.from={domain}", "fail": "dmarc=fail", "none": "dmarc=none"}
    border = f"Authentication-Results: mx.hoster.example; {words[step.verdict]}\n"
    content = (border.encode() + raw).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    ours = tuple(one for one in (*to, *cc) if (one.endswith("@hoster.example") and "+" in one)
                 or one in (SUPPORT, BILLING))  # fmt: skip
    sender = None if step.null_sender else address
    stage.raw[step.name] = content, sender, ours or (SUPPORT,)
    _arrive(stage, step.name, step.expect)


def _again(stage: Stage, step: Again) -> None:
    content, sender, to = stage.raw[step.of]
    for old, new in step.changes:
        assert old.encode() in content, f"{step.of} has no {old}"
        content = content.replace(old.encode(), new.encode())
    name = f"{step.of} again"
    stage.raw[name] = content, sender, tuple(map(_address, step.to)) or to
    _arrive(stage, name, step.expect)


def _arrive(stage: Stage, name: str, expect: str) -> None:
    stage.desk.later(minutes=_PAUSE)
    content, sender, to = stage.raw[name]
    sent = stage.desk.arrive(content, sender=sender, to=to)
    ticket, rule, standing, *told = [one.strip() for one in expect.split("|")]
    with stage.desk.database.read() as connection:
        outcome = connection.execute(
            text("SELECT outcome FROM spool ORDER BY id DESC LIMIT 1")
        ).scalar()
        row = connection.execute(
            text(
                "SELECT m.ticket_id, m.threaded_by, t.ref FROM messages m JOIN tickets t"
                " ON t.id = m.ticket_id WHERE m.spool_id = (SELECT max(id) FROM spool)"
            )
        ).first()
    found = _standing(str(outcome))
    wanted = sorted(one.strip() for one in told[0].split(",")) if told and told[0] else []
    got = sorted(f"{one.purpose} {_BY_ADDRESS[one.recipient]}" for one in sent)
    assert (found, got) == (standing, wanted), f"{name}: {found} {got}: {outcome}"
    for one in sent:
        stage.sent[f"{name}/{one.purpose}"] = one
        stage.seen[f"{name}/{one.purpose}"] = seen_of(one)
    if row is None:
        assert standing == "duplicate", name
        return
    labels = {number: label for label, number in stage.tickets.items()}
    assert labels.get(row.ticket_id, ticket if ticket not in stage.tickets else "a new one") == (
        ticket
    ), f"{name}: on another ticket, by {row.threaded_by}"
    assert row.threaded_by == rule, name
    stage.tickets[ticket] = row.ticket_id
    stage.ref[ticket] = row.ref


def _standing(outcome: str) -> str:
    found = _OUTCOME.match(outcome)
    assert found, outcome
    if found["standing"]:
        return found["standing"]
    names = ("opener", "aside", "duplicate", "answer", "withheld")
    return next(one for one in names if found[one])


def _read(stage: Stage, name: str) -> Seen | None:
    return stage.seen[name] if name else None


def _recipients(
    step: Write, before: Seen | None, address: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    to: tuple[str, ...]
    cc = tuple(map(_address, step.cc))
    if step.to or before is None or step.forwards:
        return tuple(map(_address, step.to)) or (SUPPORT,), cc
    to = (before.reply_to or before.address,)
    if step.to_all:
        known = {address, *to}
        others = tuple(one for one in (*before.to, *before.cc) if one not in known)
        cc = (*cc, *others)
    return to, cc


def _address(who: str) -> str:
    ours = {"support": SUPPORT, "billing": BILLING}
    return ours.get(who) or (PEOPLE[who][1] if who in PEOPLE else who)


def seen_of(sent: Sent) -> Seen:
    """A letter of ours as its reader knows it."""
    name, address = email.utils.parseaddr(sent["From"])
    return Seen(
        name=str(make_header(decode_header(name))),
        address=address,
        to=(sent.recipient,),
        reply_to=email.utils.parseaddr(sent["Reply-To"])[1],
        subject=sent["Subject"],
        message_id=sent.message_id.strip("<>"),
        references=tuple(re.findall(r"<([^<>]+)>", sent["References"])),
        date=email.utils.parsedate_to_datetime(sent["Date"]),
        text=sent.text,
    )


def _do(stage: Stage, step: Do) -> None:
    words = [stage.ref.get(word) or PEOPLE.get(word, ("", word))[1] for word in step.words]
    arguments: list[object] = list(words)
    if step.action in ("split", "move"):
        kept = 1 if step.action == "split" else 2
        letters = [stage.seen[word].message_id for word in step.words[kept:]]
        arguments = [*words[:kept], letters]
    with stage.desk.database.begin() as connection:
        done = getattr(Repair(connection, stage.desk.clock.now()), step.action)(*arguments)
    if step.makes:
        ref = str(done).split()[0]
        ticket = next(one for one in stage.desk.tickets() if one.ref == ref)
        stage.tickets[step.makes], stage.ref[step.makes] = ticket.id, ref


def _see(stage: Stage, what: str) -> None:
    kind, subject, *rest = what.split(" ")
    if kind in ("says", "silent"):
        shown = stage.sent[subject]
        assert (" ".join(rest) in f"{shown['Subject']}\n{shown.text}") is (kind == "says"), what
        return
    ticket_id = stage.tickets[subject]
    ticket = next(one for one in stage.desk.tickets() if one.id == ticket_id)
    match kind:
        case "state":
            assert ticket.state == rest[0], f"{what}: {ticket.state}"
        case "people":
            people = stage.desk.people(ticket_id)
            assert sorted(_BY_ADDRESS[one] for one in people) == sorted(rest), f"{what}: {people}"
        case "client":
            people = stage.desk.people(ticket_id)
            assert people[_address(rest[0])] == "client", f"{what}: {people}"
        case "event":
            assert rest[0] in stage.desk.events(ticket_id), what
        case "letters":
            letters = [one for one in stage.desk.letters(ticket_id) if one.direction == "in"]
            assert len(letters) == int(rest[0]), f"{what}: {len(letters)}"
        case "link":
            with stage.desk.database.read() as connection:
                found = [(one.kind, one.other_ref) for one in tickets.links(connection, ticket_id)]
            assert (rest[0], stage.ref[rest[1]]) in found, f"{what}: {found}"
        case "nolink":
            with stage.desk.database.read() as connection:
                assert not tickets.links(connection, ticket_id), what
        case _:
            raise AssertionError(f"nobody can see {what}")
