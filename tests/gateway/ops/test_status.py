import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import jobs as job_runs
from db import outbox, spool
from db.jobs import Run
from gateway.ops.jobs import JobStatus, job_value, jobs, trouble
from gateway.ops.printable import console
from gateway.ops.status import Status, gather, status_value
from gateway.ops.surroundings import Surroundings
from gateway.ops.views import jobs_page, status_page
from gateway.settings import Imap, Job, Mailbox
from tests.gateway.desk import Desk, letter
from tests.gateway.values import NOW, settings

POLL = Job(task="poll", mailbox="support", every="30s")
NIGHTLY = Job(task="poll", mailbox="support", cron="0 3 * * *")
MAILBOX = Mailbox(
    name="support",
    address="support@hoster.example",
    imap=Imap(host="127.0.0.1", user="support", password_env="NOWHERE"),
)


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    desk = Desk(
        tmp_path,
        database_url,
        mailboxes=(MAILBOX,),
        jobs={"poll-support": POLL, "nightly": NIGHTLY},
    )
    yield desk
    desk.close()


def run(at: datetime = NOW, **changes: Any) -> Run:
    values = {"name": "poll-support", "started_at": at, "finished_at": at, "ok": True}
    return Run(**values | {"detail": "3 new"} | changes)


def record(desk: Desk, found: Run) -> None:
    with desk.database.begin() as connection:
        job_runs.record(connection, found)


AT_WORK = Surroundings(running=True, reasons=())


def status(desk: Desk, around: Surroundings = AT_WORK) -> Status:
    with desk.database.read() as connection:
        return gather(connection, desk.settings, desk.clock.now(), around)


def test_a_gateway_that_does_its_work_is_healthy(desk: Desk) -> None:
    record(desk, run())
    desk.spool(letter())
    desk.drain()
    found = status_value(status(desk))
    assert found["healthy"] is True
    assert found["reasons"] == []
    assert found["spool"]["done"] == 1
    assert found["outbox"]["queued"] == 2
    assert found["tickets"] == {"open": 1, "waiting": 0, "closed": 0, "aside": 0}
    assert found["schema_current"] is True
    assert found["mailboxes"] == [
        {"name": "support", "address": "support@hoster.example", "imap": True}
    ]


def test_a_quarantined_letter_is_named_with_its_error(desk: Desk) -> None:
    record(desk, run())
    desk.spool(letter())
    with desk.database.begin() as connection:
        spool.quarantine(connection, 1, "ValueError: cannot be read")
    found = status_value(status(desk))
    assert found["healthy"] is False
    assert "quarantine" in found["reasons"][0]
    (failure,) = found["spool"]["failures"]
    assert (failure["id"], failure["state"], failure["error"]) == (
        1,
        "quarantined",
        "ValueError: cannot be read",
    )
    assert failure["received_at"] == NOW.isoformat()


def test_a_letter_that_nobody_files_is_noticed(desk: Desk) -> None:
    record(desk, run())
    desk.spool(letter())
    assert status(desk).reasons == ()
    desk.later(minutes=6)
    (reason,) = status(desk).reasons
    assert reason == "a letter waits to be filed since 2026-11-27 09:00 UTC"


def test_outgoing_mail_that_nobody_sends_is_noticed(desk: Desk) -> None:
    record(desk, run())
    desk.spool(letter())
    desk.drain()
    desk.later(minutes=6)
    assert status(desk).reasons == ("outgoing mail is due since 2026-11-27 09:00 UTC",)


def test_an_outgoing_letter_that_failed_is_shown_and_is_no_alarm(desk: Desk) -> None:
    record(desk, run())
    desk.arrive(letter())
    with desk.database.begin() as connection:
        outbox.settle(connection, 1, "failed", NOW, "550 5.1.1 no such user")
        outbox.settle(connection, 2, "sent", NOW, "250 ok")
    desk.later(minutes=6)
    found = status_value(status(desk))
    assert found["healthy"] is True
    (letter_out,) = found["outbox"]["undelivered"]
    assert letter_out["response"] == "550 5.1.1 no such user"
    assert letter_out["to"] == "anna@client.example"


def test_an_agent_who_got_nothing_is_an_alarm_for_a_day(desk: Desk) -> None:
    desk.arrive(letter())
    desk.later(days=3)  # it was tried for so long
    record(desk, run(desk.clock.now()))
    with desk.database.begin() as connection:
        outbox.settle(connection, 1, "sent", NOW, "250 ok")
        outbox.settle(connection, 2, "failed", desk.clock.now(), "550 5.1.1 no such user")
    desk.later(minutes=6)
    assert status(desk).reasons == (
        "an agent did not get a notification: petya.ivanov@hoster.example: 550 5.1.1 no such user",
    )
    desk.later(days=1)
    record(desk, run(desk.clock.now()))
    assert status(desk).reasons == ()


def test_what_is_seen_beside_the_database_comes_first(desk: Desk) -> None:
    desk.spool(letter())
    desk.later(minutes=6)
    found = status_value(status(desk, Surroundings(running=False, reasons=("no postdesk runs",))))
    assert (found["running"], found["healthy"]) == (False, False)
    assert found["reasons"][0] == "no postdesk runs"


def test_stopped_automatic_mail_is_said_until_it_goes_on(desk: Desk) -> None:
    record(desk, run())
    for number in range(320):
        who = f"c{number}@client{number}.example"
        desk.spool(
            letter(f"Q{number}", sender=who, message_id=f"{number}@x.example", proven=False),
            sender=who,
        )
    desk.drain()
    [reason] = status(desk).reasons
    assert reason == (
        "automatic mail is stopped since 2026-11-27 09:00 UTC, too much of it was wanted;"
        " it goes on by itself, or by `postdesk ack resume`"
    )
    found = status_value(status(desk))["automatic_mail"]
    assert found["stopped_since"] == NOW.isoformat()
    assert found["withheld_last_day"] >= 20
    desk.new()
    desk.later(minutes=31)  # nobody wrote since: the next letter is answered
    record(desk, run(desk.clock.now()))
    assert status(desk).reasons == ()
    desk.later(days=1)
    assert status_value(status(desk))["automatic_mail"]["withheld_last_day"] == 0


@pytest.mark.parametrize(
    ("job", "last", "words"),
    [
        (POLL, run(), ""),
        (POLL, run(NOW - timedelta(minutes=9)), ""),
        (POLL, run(NOW - timedelta(minutes=11)), "is due since 2026-11-27 08:49 UTC"),
        (POLL, run(ok=False, detail="login failed"), "failed: login failed"),
        (POLL, run(finished_at=None, ok=False, detail=""), ""),
        (POLL, None, "has not run yet"),
        (NIGHTLY, None, ""),
        (NIGHTLY, run(NOW - timedelta(hours=9)), ""),
        (NIGHTLY, run(NOW - timedelta(days=3)), "is due since 2026-11-25 00:00 UTC"),
    ],
)
def test_a_job_that_fails_or_hangs_is_noticed(job: Job, last: Run | None, words: str) -> None:
    with_job = settings(mailboxes=(MAILBOX,), jobs={"poll-support": job})
    runs = {"poll-support": last} if last else {}
    (found_job,) = jobs(with_job, runs, NOW)
    found = trouble(found_job, NOW)
    assert (words in found) if words else found == ""


def test_a_mailbox_without_a_job_has_one_by_default() -> None:
    (found,) = jobs(settings(mailboxes=(MAILBOX,)), {}, NOW)
    assert (found.job.task, found.job.mailbox) == ("poll", "support")
    assert found.next_at is not None


def test_a_job_that_just_began_on_time_is_not_due_again() -> None:
    hourly = settings(
        mailboxes=(MAILBOX,), jobs={"poll-support": Job(task="poll", mailbox="support", every="1h")}
    )
    (found,) = jobs(hourly, {"poll-support": run()}, NOW)
    assert found.due_at == NOW + timedelta(hours=1)
    assert trouble(found, NOW + timedelta(minutes=30)) == ""


def test_a_job_is_told_with_its_last_and_next_run() -> None:
    found = job_value(
        JobStatus(name="poll-support", job=POLL, last=run(), due_at=None, next_at=NOW)
    )
    assert found == {
        "name": "poll-support",
        "task": "poll",
        "mailbox": "support",
        "schedule": "every 30s",
        "next_at": NOW.isoformat(),
        "last": {
            "started_at": NOW.isoformat(),
            "finished_at": NOW.isoformat(),
            "ok": True,
            "detail": "3 new",
        },
    }


def test_the_page_says_why_a_person_should_look(desk: Desk) -> None:
    desk.spool(letter())
    with desk.database.begin() as connection:
        spool.quarantine(connection, 1, "ValueError: \x1b[2J[red]")
    page = io.StringIO()
    status_page(console(page), status(desk))
    text = page.getvalue()
    assert text.startswith("needs attention\n  1 letter(s) in quarantine")
    assert "quarantined 1: received 27.11. 12:00" in text
    assert "[red]" in text
    assert "\x1b" not in text


def test_the_page_of_jobs_fits_eighty_columns(desk: Desk) -> None:
    record(desk, run(detail="connection to imap.hoster.example timed out after 30 s", ok=False))
    page = io.StringIO()
    jobs_page(console(page), status(desk).jobs, desk.settings.gateway.zone)
    assert max(map(len, page.getvalue().splitlines())) <= 80
    assert "never" in page.getvalue()
    assert "every 30s" in page.getvalue()
