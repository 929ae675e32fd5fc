"""`postdesk jobs` and `postdesk status`: does it run, and is all well?"""

from datetime import UTC, datetime
from pathlib import Path

from db import jobs as job_runs
from gateway.errors import PostdeskError
from gateway.ops.jobs import job_value, jobs
from gateway.ops.printable import console, json_text
from gateway.ops.status import gather, status_value
from gateway.ops.stored import stored
from gateway.ops.surroundings import database_file, survey
from gateway.ops.views import jobs_page, status_page
from gateway.settings import load_settings


def show_jobs(config: Path, *, as_json: bool) -> None:
    """Print the scheduled jobs."""
    settings = load_settings(config)
    with stored(settings) as database, database.read() as connection:
        runs = job_runs.last_runs(connection)
    found = jobs(settings, runs, datetime.now(UTC))
    if as_json:
        print(json_text([job_value(one) for one in found], indent=2))
    else:
        jobs_page(console(), found, settings.gateway.zone)
        if not found:
            print("no jobs are configured")


def show_status(config: Path, *, as_json: bool) -> bool:
    """Print how it goes; gives whether all is well."""
    settings = load_settings(config)
    now = datetime.now(UTC)
    around = survey(settings)
    file = database_file(settings.gateway)
    if around.running and file and not file.is_file():
        raise PostdeskError("; ".join(around.reasons))
    with stored(settings) as database, database.read() as connection:
        status = gather(connection, settings, now, around)
    if as_json:
        print(json_text(status_value(status), indent=2))
    else:
        status_page(console(), status)
    return not status.reasons
