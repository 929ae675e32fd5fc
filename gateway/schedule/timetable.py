"""Which jobs there are and when they run. Pure: the gateway and who asks about it agree."""

from datetime import UTC, datetime, timedelta, tzinfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from gateway.crontab import crontab
from gateway.settings import Job, Settings

DEFAULT_POLL = timedelta(seconds=60)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def all_jobs(settings: Settings) -> dict[str, Job]:
    """The configured jobs, and a poll of every mailbox that is fetched by IMAP and has none."""
    jobs = dict(settings.jobs)
    polled = {job.mailbox for job in jobs.values() if job.task == "poll"}
    for box in settings.mailboxes:
        if box.imap and box.name not in polled:
            name = f"poll-{box.name}"
            while name in jobs:
                name += "-too"
            jobs[name] = Job(task="poll", mailbox=box.name, every=DEFAULT_POLL)
    return jobs


def trigger(job: Job, zone: tzinfo) -> BaseTrigger:
    """When it runs. ``every`` counts from a fixed moment, so that anybody can tell the next run."""
    if job.every is None:
        return crontab(job.cron, zone)
    return IntervalTrigger(
        seconds=job.every.total_seconds(), start_date=_EPOCH.astimezone(zone), timezone=zone
    )


def next_runs(settings: Settings, now: datetime) -> dict[str, datetime]:
    """When each job runs next, in UTC. A job whose day never comes is left out."""
    zone = settings.gateway.zone
    found = {
        name: trigger(job, zone).get_next_fire_time(None, now.astimezone(zone))
        for name, job in all_jobs(settings).items()
    }
    return {name: at.astimezone(UTC) for name, at in found.items() if at}
