"""`postdesk status`: is all well, as far as the database knows, and if not, why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from db import budgets, outbox, spool, tickets
from db import jobs as job_runs
from gateway.breaker import look
from gateway.ops.jobs import JobStatus, job_value, jobs, trouble, utc
from gateway.ops.surroundings import Surroundings
from gateway.ops.tickets import STATES, moment
from gateway.settings import Settings

WAITS_TOO_LONG = timedelta(minutes=5)  # work that is due and that nobody takes up
_DAY = timedelta(days=1)
_TOO_MANY = ("budget", "address_cap", "looping", "automatic_mail_stopped")  # rules
_UNDELIVERED_FOR = _DAY  # so long a letter that failed for good is a reason
_WANTED = {  # what people wait for; an acknowledgement that failed leaves nobody without an answer
    "notification": "an agent did not get a notification",
    "relay": "a letter of a conversation was not delivered",
    "notice": "an agent did not get a notice",
}
_SPOOL_STATES = ("new", "retry", "done", "quarantined")
_OUTBOX_STATES = ("queued", "retry", "sent", "failed", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is known of a gateway at one moment."""

    settings: Settings
    now: datetime
    around: Surroundings
    spooled: dict[str, int]  # letters in, by state
    oldest_waiting: datetime | None
    failures: tuple[spool.Failure, ...]
    outgoing: dict[str, int]  # letters out, by state
    next_due: datetime | None
    undelivered: tuple[outbox.Shown, ...]
    lost: tuple[outbox.Shown, ...]  # what people waited for, and lately failed for good
    jobs: tuple[JobStatus, ...]
    tickets: dict[str, int]
    stopped_since: datetime | None  # all automatic mail, because too much of it was wanted
    withheld: int  # acknowledgements that were too many, within a day

    @property
    def reasons(self) -> tuple[str, ...]:
        """What a person should look at, the gravest first; empty when all is well."""
        lost = [f"{_WANTED[one.purpose]}: {one.recipient}: {one.response}" for one in self.lost]
        return self._reasons(lost)

    @property
    def reasons_unnamed(self) -> tuple[str, ...]:
        """The same for a page that asks for no password: without anybody's address."""
        lost = f"{len(self.lost)} letter(s) were not delivered; `postdesk status` names them"
        return self._reasons([lost] if self.lost else [])

    def _reasons(self, lost: list[str]) -> tuple[str, ...]:
        found = list(self.around.reasons)
        if set_aside := self.spooled["quarantined"]:
            found.append(f"{set_aside} letter(s) in quarantine could not be filed")
        if self._late(self.oldest_waiting):
            found.append(f"a letter waits to be filed since {utc(self.oldest_waiting)}")
        if self._late(self.next_due):
            found.append(f"outgoing mail is due since {utc(self.next_due)}")
        found += lost
        if self.stopped_since:
            found.append(
                f"automatic mail is stopped since {utc(self.stopped_since)}, too much of it was"
                " wanted; it goes on by itself, or by `postdesk ack resume`"
            )
        found += [why for job in self.jobs if (why := trouble(job, self.now))]
        return tuple(found)

    def _late(self, at: datetime | None) -> bool:
        return at is not None and self.now - at > WAITS_TOO_LONG


def gather(
    connection: Connection, settings: Settings, now: datetime, around: Surroundings
) -> Status:
    """Ask a database of the current schema."""
    buckets = budgets.load(connection, {budgets.BREAKER: "", budgets.WANTED: ""})
    breaker = look(buckets, now, more=0)[0].breaker
    return Status(
        settings=settings,
        now=now,
        around=around,
        spooled=dict.fromkeys(_SPOOL_STATES, 0) | spool.counts(connection),
        oldest_waiting=spool.oldest_waiting(connection),
        failures=tuple(spool.failures(connection)),
        outgoing=dict.fromkeys(_OUTBOX_STATES, 0) | outbox.counts(connection),
        next_due=outbox.next_due(connection),
        undelivered=tuple(outbox.undelivered(connection)),
        lost=tuple(outbox.lost(connection, tuple(_WANTED), now - _UNDELIVERED_FOR)),
        jobs=tuple(jobs(settings, job_runs.last_runs(connection), now)),
        tickets=dict.fromkeys(STATES, 0) | tickets.counts(connection),
        stopped_since=breaker.open_since,
        withheld=tickets.withheld_since(connection, now - _DAY, _TOO_MANY),
    )


def status_value(status: Status) -> dict[str, Any]:
    """The status as JSON."""
    listener = status.settings.intake.smtp
    return {
        "healthy": not status.reasons,
        "reasons": list(status.reasons),
        "running": status.around.running,
        "now": moment(status.now),
        "database": status.settings.gateway.database_shown,
        "schema_current": True,  # another one ends the command: nothing could be read from it
        "mailboxes": [
            {"name": box.name, "address": box.address, "imap": box.imap is not None}
            for box in status.settings.mailboxes
        ],
        "listener": None
        if listener is None
        else {"protocol": listener.protocol, "listen": listener.listen},
        "spool": {
            **status.spooled,
            "oldest_waiting": moment(status.oldest_waiting),
            "failures": [
                {
                    "id": one.id,
                    "state": one.state,
                    "source": one.source,
                    "mailbox": one.mailbox,
                    "received_at": moment(one.received_at),
                    "size": one.size,
                    "attempts": one.attempts,
                    "error": one.error,
                }
                for one in status.failures
            ],
        },
        "outbox": {
            **status.outgoing,
            "next_due": moment(status.next_due),
            "undelivered": [
                {
                    "id": one.id,
                    "state": one.state,
                    "purpose": one.purpose,
                    "to": one.recipient,
                    "created_at": moment(one.created_at),
                    "due_at": moment(one.due_at),
                    "attempts": one.attempts,
                    "response": one.response,
                }
                for one in status.undelivered
            ],
        },
        "jobs": [job_value(one) for one in status.jobs],
        "tickets": status.tickets,
        "automatic_mail": {
            "stopped_since": moment(status.stopped_since),
            "withheld_last_day": status.withheld,
        },
    }
