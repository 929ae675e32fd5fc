"""A bounce changes nothing, but for a note on the ticket that really sent the letter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.tokens import Purpose
from tests.gateway.desk import SUPPORT, Desk, letter
from tests.gateway.values import AGENT, CLIENT


@dataclass(frozen=True)
class Scene:
    """A ticket whose answer was sent, and ids that were not."""

    desk: Desk
    ref: str
    sent: str  # id of the answer that the client got
    told: str  # id of the agent's notification
    reply_address: str


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    desk = Desk(tmp_path, f"sqlite:///{tmp_path / 'postdesk.db'}")
    notification = next(one for one in desk.arrive(letter()) if one.purpose == "notification")
    address = notification["Reply-To"].strip("<>")
    answer = letter("Re: x", sender=AGENT, to=address, message_id="9@h.example", body="Готово.")
    [relay] = desk.arrive(answer, sender=AGENT, to=(address,))
    [ticket] = desk.tickets()
    yield Scene(
        desk,
        ticket.ref,
        relay.message_id.strip("<>"),
        notification.message_id.strip("<>"),
        relay["Reply-To"].strip("<>"),
    )
    desk.close()


def report(
    message_id: str,
    *,
    enclosed: str = "text/rfc822-headers",
    fields: str = "",
    status: str = "5.1.1",
    recipients: tuple[str, ...] = (CLIENT,),
    sender: str = "MAILER-DAEMON@mx.evil.example",
    report_type: str = "delivery-status",
) -> str:
    """RFC 3464; ``fields`` are added to the header."""
    groups = "\n".join(
        f"Final-Recipient: rfc822; {one}\nAction: {'failed' if status[0] == '5' else 'delayed'}\n"
        f"Status: {status}\n"
        for one in recipients
    )
    return (
        f"From: {sender}\nTo: {SUPPORT}\nSubject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <b1@mx.evil.example>\nAuto-Submitted: auto-replied\n{fields}"
        f"MIME-Version: 1.0\nContent-Type: multipart/report; report-type={report_type};"
        ' boundary="b"\n\n--b\nContent-Type: text/plain\n\nIt could not be delivered.\n\n'
        f"--b\nContent-Type: message/{report_type}\n\nReporting-MTA: dns; mx.evil.example\n\n"
        f"{groups}\n--b\nContent-Type: {enclosed}\n\nMessage-ID: <{message_id}>\nSubject: x\n\n"
        "--b--\n"
    )


def unsent(scene: Scene, purpose: Purpose = Purpose.RELAY) -> str:
    """A Message-ID with our signature of a letter that nobody got."""
    return scene.desk.signer.message_id(purpose, scene.ref, 1)


def plain(message_id: str) -> str:
    return (
        f"From: MAILER-DAEMON@mx.evil.example\nTo: {SUPPORT}\nSubject: failure notice\n"
        f"Message-ID: <b2@mx.evil.example>\n\nHi. This is the qmail-send program.\n\n<{CLIENT}>:\n"
        "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the"
        f" message.\n\nReturn-Path: <{SUPPORT}>\nMessage-ID: <{message_id}>\nSubject: x\n\ntext\n"
    )


FORGED: dict[str, Callable[[Scene], str]] = {
    "of an id that nobody knows": lambda scene: report("abc@evil.example"),
    "of our host without a signature": lambda scene: report("abc@hoster.example"),
    "with another signature": lambda scene: report(scene.sent.replace(scene.sent[-20], "q")[:-1]),
    "of another ticket": lambda scene: report(scene.sent.replace(scene.ref, "zzzzzzzzzz")),
    "of an answer that was not sent": lambda scene: report(unsent(scene)),
    "of a notice that was not sent": lambda scene: report(unsent(scene, Purpose.NOTICE)),
    "of an acknowledgement that was not sent": lambda scene: report(
        unsent(scene, Purpose.ACKNOWLEDGEMENT)
    ),
    "of the thread's root": lambda scene: report(scene.desk.signer.thread_root(scene.ref)),
    "of the client's own letter": lambda scene: report("1@client.example"),
    "of no id": lambda scene: report("").replace("Message-ID: <>\n", ""),
    "that answers what was not sent": lambda scene: report(
        "abc@evil.example", fields=f"In-Reply-To: <{unsent(scene)}>\n"
    ),
    "that cites what was not sent": lambda scene: report(
        "abc@evil.example", fields=f"References: <{unsent(scene)}> <1@client.example>\n"
    ),
    "with the client's id beside": lambda scene: report(
        unsent(scene), fields="References: <1@client.example>\n"
    ),
    "with failed recipients named": lambda scene: report(
        unsent(scene), fields=f"X-Failed-Recipients: {CLIENT}, {AGENT}\n"
    ),
    "with the whole letter": lambda scene: report(unsent(scene), enclosed="message/rfc822"),
    "of many recipients": lambda scene: report(
        unsent(scene), recipients=tuple(f"a{number}@client.example" for number in range(300))
    ),
    "that is a delay": lambda scene: report(unsent(scene), status="4.4.1"),
    "from our own domain": lambda scene: report(unsent(scene), sender="postmaster@hoster.example"),
    "from the client": lambda scene: report(unsent(scene), sender=CLIENT),
    "from the agent": lambda scene: report(unsent(scene), sender=AGENT),
    "in plain text": lambda scene: plain(unsent(scene)),
    "as a receipt": lambda scene: report(unsent(scene), report_type="disposition-notification"),
    "as a vacation answer": lambda scene: letter(
        "Автоответ: Re: Сайт не открывается",
        sender="m@evil.example",
        message_id="v@evil.example",
        headers=f"Auto-Submitted: auto-replied\nIn-Reply-To: <{unsent(scene)}>\n",
    ),
}


def state(scene: Scene) -> tuple[object, ...]:
    """All that a bounce could change."""
    [ticket] = [one for one in scene.desk.tickets() if one.ref == scene.ref]
    with scene.desk.database.read() as connection:
        outgoing = connection.execute(text("SELECT id, state FROM outbox ORDER BY id")).all()
        links = connection.execute(text("SELECT count(*) FROM links")).scalar()
    return ticket, scene.desk.people(ticket.id), outgoing, links


def notes(scene: Scene) -> int:
    [ticket] = [one for one in scene.desk.tickets() if one.ref == scene.ref]
    return len(scene.desk.events(ticket.id)) + len(scene.desk.letters(ticket.id))


@pytest.mark.parametrize("form", FORGED)
def test_a_forged_bounce_changes_nothing(scene: Scene, form: str) -> None:
    before, noted = state(scene), notes(scene)
    assert scene.desk.arrive(FORGED[form](scene), sender=None) == []
    assert (state(scene), notes(scene)) == (before, noted)
    assert scene.desk.states() == {"done": 3}


def test_there_are_enough_of_them() -> None:
    assert len(FORGED) >= 20


def test_at_the_reply_address_it_is_a_note(scene: Scene) -> None:
    before, noted = state(scene), notes(scene)
    raw = report(unsent(scene))
    assert scene.desk.arrive(raw, sender=None, to=(scene.reply_address,)) == []
    assert state(scene) == before
    assert notes(scene) == noted + 2


def test_a_bounce_of_a_notification_is_a_note(scene: Scene) -> None:
    ticket, people, _, links = state(scene)
    scene.desk.arrive(report(scene.told, recipients=(AGENT,)), sender=None)
    after = state(scene)
    assert (after[0], after[1], after[3]) == (ticket, people, links)


@pytest.mark.parametrize("status", ["5.1.1", "4.4.1"])
def test_a_bounce_of_a_sent_answer_is_noted_and_told_to_its_agent(
    scene: Scene, status: str
) -> None:
    sent = scene.desk.arrive(report(scene.sent, status=status), sender=None)
    assert [(one.purpose, one.recipient) for one in sent] == (
        [("notice", AGENT)] if status[0] == "5" else []
    )
    [ticket] = scene.desk.tickets()
    assert ticket.state == "waiting"
    assert "bounce" in scene.desk.events(ticket.id)
