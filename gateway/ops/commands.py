"""What the looking commands do: read the settings, ask the database, print."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from db import jobs as job_runs
from db import tickets
from gateway.errors import PostdeskError
from gateway.explain import explain
from gateway.ops.explanations import explanation_page, explanation_value
from gateway.ops.jobs import job_value, jobs
from gateway.ops.letters import read_letter
from gateway.ops.printable import console, json_text
from gateway.ops.status import gather, status_value
from gateway.ops.stored import stored
from gateway.ops.tickets import ticket_value
from gateway.ops.views import jobs_page, status_page, ticket_page, tickets_table
from gateway.schedule import next_runs
from gateway.settings import CATEGORIES, load_settings
from gateway.tokens import KEY_FILE, load_signer

_SCREENFUL = 200
_ALL = 1 << 31


def list_tickets(
    config: Path, states: Sequence[str], category: str, limit: int | None, *, as_json: bool
) -> None:
    """Print the queue: a screenful for people, and all of it, ticket by ticket, as JSON."""
    settings = load_settings(config)
    if category and category not in CATEGORIES:
        raise PostdeskError(f"{category}: no such category; there are {', '.join(CATEGORIES)}")
    with stored(settings) as database, database.read() as connection:
        most = limit or (_ALL if as_json else _SCREENFUL)
        rows = tickets.listing(connection, states, category, most + 1)
        if as_json:
            _print_array(json_text(ticket_value(connection, row)) for row in rows[:most])
        else:
            tickets_table(console(), rows[:most], datetime.now(UTC), cut=len(rows) > most)


def _print_array(values: Iterable[str]) -> None:
    separator = "["
    for value in values:
        sys.stdout.write(f"{separator}\n{value}")
        separator = ","
    sys.stdout.write("[]\n" if separator == "[" else "\n]\n")


def show_ticket(config: Path, ref: str, *, as_json: bool) -> None:
    """Print one ticket."""
    settings = load_settings(config)
    with stored(settings) as database, database.read() as connection:
        row = tickets.by_ref(connection, ref)
        if row is None:
            raise PostdeskError(f"{ref}: no such ticket; `postdesk tickets --all` lists them")
        value = ticket_value(connection, row)
    if as_json:
        print(json_text(value, indent=2))
    else:
        ticket_page(console(), value, settings.gateway.zone)


def show_jobs(config: Path, *, as_json: bool) -> None:
    """Print the scheduled jobs."""
    settings = load_settings(config)
    with stored(settings) as database, database.read() as connection:
        runs = job_runs.last_runs(connection)
    found = jobs(settings, runs, next_runs(settings, datetime.now(UTC)))
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
    with stored(settings) as database, database.read() as connection:
        status = gather(connection, settings, now, next_runs(settings, now))
    if as_json:
        print(json_text(status_value(status), indent=2))
    else:
        status_page(console(), status)
    return not status.reasons


def explain_letters(config: Path, files: Sequence[str], *, as_json: bool) -> list[str]:
    """Print what would become of letters; gives what could not be read, in words."""
    settings = load_settings(config)
    key = settings.gateway.state_dir / KEY_FILE
    errors = []
    with stored(settings) as database:
        if not key.is_file():  # reading it would make a new one
            raise PostdeskError(f"{key}: is missing; `postdesk run` makes it")
        signer = load_signer(settings.gateway.state_dir, settings.gateway.hostname)
        for file in files:
            try:
                raw = read_letter(file)
            except PostdeskError as error:
                errors.append(str(error))
                continue
            found = explain(settings, database, signer, raw, datetime.now(UTC))
            if as_json:
                print(json_text(explanation_value(found, file)))
            else:
                explanation_page(console(), found, file)
    return errors
