"""The scheduled jobs: when each ran last and how that went, and when it runs next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from db.jobs import Run
from gateway.ops.tickets import moment
from gateway.schedule import all_jobs, next_runs
from gateway.settings import Job, Settings

LATE = timedelta(minutes=10)  # after the time at which a job should have begun: it hangs
_BEGINNING = timedelta(seconds=1)  # no job runs more often: what is due now has begun


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus:
    """A job of the configuration with what is known of its runs."""

    name: str
    job: Job
    last: Run | None
    due_at: datetime | None  # the first run after the last one, by the schedule
    next_at: datetime | None  # the first one from now on


def jobs(settings: Settings, runs: Mapping[str, Run], now: datetime) -> list[JobStatus]:
    """The configured jobs in their order in the file, then those that run by default."""
    next_at = next_runs(settings, now)
    found = []
    for name, job in all_jobs(settings).items():
        last = runs.get(name)
        due_at = next_runs(settings, last.started_at + _BEGINNING).get(name) if last else None
        found.append(
            JobStatus(name=name, job=job, last=last, due_at=due_at, next_at=next_at.get(name))
        )
    return found


def schedule(job: Job) -> str:
    """When it runs, in the words of the configuration."""
    if job.every is None:
        return f"cron {job.cron}"
    return f"every {job.every.total_seconds():g}s"


def trouble(status: JobStatus, now: datetime) -> str:
    """Why the job needs a look, in words; "" when all is well.

    A job that should run often and does not is as bad as one that fails: mail stays unread, and
    nothing else would tell.
    """
    if status.last is not None and status.last.finished_at is not None and not status.last.ok:
        return f"job {status.name} failed: {status.last.detail}"
    if status.last is None:
        return f"job {status.name} has not run yet" if status.job.every else ""
    if status.due_at is not None and now - status.due_at > LATE:
        return f"job {status.name} is due since {utc(status.due_at)}"
    return ""


def utc(at: datetime | None) -> str:
    """A time in a sentence."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else "never"


def job_value(status: JobStatus) -> dict[str, Any]:
    """A job as JSON."""
    last = status.last
    return {
        "name": status.name,
        "task": status.job.task,
        "mailbox": status.job.mailbox,
        "schedule": schedule(status.job),
        "next_at": moment(status.next_at),
        "last": None
        if last is None
        else {
            "started_at": moment(last.started_at),
            "finished_at": moment(last.finished_at),
            "ok": last.ok,
            "detail": last.detail,
        },
    }
