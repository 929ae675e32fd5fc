"""Run the jobs at their times, one run of each at once, and keep how its last run went."""

import logging
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from db import jobs
from db.engine import Database, DatabaseUnavailableError
from db.jobs import Run
from gateway.clock import Clock
from gateway.intake.imap import Look
from gateway.schedule.retraining import Retraining
from gateway.schedule.timetable import all_jobs, trigger
from gateway.settings import Job, Settings

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # below, a line for every skipped run

PATIENCE = 60.0  # seconds that a run waits for its mailbox


class Poller(Protocol):
    """What looks after a mailbox."""

    def poll(self, timeout: float) -> Look: ...


class Scheduler:
    """The jobs of the settings, from ``start`` to ``stop``. ``pollers`` are by mailbox name."""

    def __init__(
        self, settings: Settings, database: Database, clock: Clock, pollers: Mapping[str, Poller]
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._pollers = pollers
        self._stopping = threading.Event()
        self._jobs = all_jobs(settings)
        self._retraining = Retraining(settings, database)
        self._scheduler = BackgroundScheduler(
            timezone=settings.gateway.zone,
            executors={"default": ThreadPoolExecutor(max(1, len(self._jobs)))},
            # a run that is late is still wanted, and one of it
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin. The first run of each job is at its time, not now: watchers look by themselves."""
        for name, job in self._jobs.items():
            self._scheduler.add_job(
                self.run, trigger(job, self._settings.gateway.zone), (name, job), id=name
            )
        self._scheduler.start()

    def stop(self) -> None:
        """End after the runs that go on. Stop the pollers first: then these end at once."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def run(self, name: str, job: Job) -> None:
        """Run the job now."""
        started_at = self._clock.now()
        self._record(name, started_at, finished=False, ok=True, detail="")
        try:
            task = self._poll if job.task == "poll" else self._train
            ok, detail = task(job)
        except Exception as error:
            log.exception("job %s failed", name)
            ok, detail = False, f"failed with {type(error).__name__}"
        if self._stopping.is_set():
            ok, detail = True, "the gateway stopped meanwhile"
        self._record(name, started_at, finished=True, ok=ok, detail=detail)

    def _poll(self, job: Job) -> tuple[bool, str]:
        look = self._pollers[job.mailbox].poll(PATIENCE)
        letters = "1 letter" if look.letters == 1 else f"{look.letters} letters"
        if look.error:
            return False, f"{letters}; {look.error}" if look.letters else look.error
        return True, letters

    def _train(self, _: Job) -> tuple[bool, str]:
        return self._retraining.run(self._stopping)

    def _record(
        self, name: str, started_at: datetime, *, finished: bool, ok: bool, detail: str
    ) -> None:
        run = Run(
            name=name,
            started_at=started_at,
            finished_at=self._clock.now() if finished else None,
            ok=ok,
            detail=detail,
        )
        try:
            with self._database.begin() as connection:
                jobs.record(connection, run)
        except DatabaseUnavailableError as error:
            log.warning("the run of job %s is not recorded: %s", name, error)
