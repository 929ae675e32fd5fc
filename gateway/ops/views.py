"""The same values as text for people, readable in 80 columns."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from db.tickets import TicketRow
from gateway.agents.masking import mask
from gateway.ops.jobs import JobStatus, schedule
from gateway.ops.printable import shown, shown_block
from gateway.ops.status import Status

_URGENT = {"outage": "bold red", "technical": "yellow"}
_DIRECTIONS = {"in": ("<-", "cyan"), "out": ("->", "green"), "note": ("--", "yellow")}


def tickets_table(console: Console, rows: Iterable[TicketRow], now: datetime, *, cut: bool) -> None:
    """The queue, the most urgent first. ``cut`` says that there are more."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("ref", "state", "urgency", "category", "waits"):
        table.add_column(column, no_wrap=True)
    table.add_column("subject")
    for row in rows:
        table.add_row(
            shown(row.ref),
            row.state,
            Text(row.urgency, _URGENT.get(row.urgency, "")),
            row.category + "?" * row.unsure,
            age(now - row.waiting_since),
            Text(shown(mask(row.subject)) or "(no subject)", no_wrap=True, overflow="ellipsis"),
        )
    if table.row_count:
        console.print(table)
    console.print("… and more: --limit shows them" if cut else _counted(table.row_count, "ticket"))


def ticket_page(console: Console, ticket: dict[str, Any], zone: ZoneInfo) -> None:
    """One ticket whole: ``ticket`` is its JSON value."""
    console.print(Text(shown(mask(ticket["subject"])) or "(no subject)", "bold"))
    route = ", ".join(
        shown(ticket[key])
        for key in ("state", "category", "urgency", "topic", "language")
        if ticket[key]
    )
    console.print(f"{ticket['ref']}: {route}{', unsure' * ticket['unsure']}", style="dim")
    if ticket["service_state"]:
        name = shown(ticket["service"]) or "not named"
        console.print(f"service: {name} ({ticket['service_state']})")
    if ticket["route_reason"]:
        console.print(f"why: {shown(mask(ticket['route_reason']))}", style="dim")
    console.print(f"agent: {shown(ticket['agent']) or 'nobody'}")
    for person in ticket["participants"]:
        proven = f" (proven: {shown(person['proven'])})" if person["proven"] else ""
        console.print(f"{person['role']}: {_who(person)}{proven}")
    for link in ticket["links"]:
        ours = f"{link['kind']} {link['ref']}"
        theirs = f"{link['ref']} {link['kind']} this ticket"
        console.print(f"{ours if link['made_for'] == 'this' else theirs}: {shown(link['reason'])}")
    for letter in ticket["messages"]:
        console.print()
        _message(console, letter, zone)
    console.print()
    for event in ticket["events"]:
        console.print(
            f"{_local(event['at'], zone)} {event['kind']}: {shown(event['text'])}", style="dim"
        )
    for letter in ticket["outgoing"]:
        answer = f" ({shown(letter['response'])})" if letter["response"] else ""
        console.print(f"{letter['purpose']} to {shown(letter['to'])}: {letter['state']}{answer}")


def client_page(console: Console, client: dict[str, Any], zone: ZoneInfo) -> None:
    """A client: ``client`` is his JSON value."""
    console.print(Text(shown(client["name"]) or "(no name)", "bold"))
    for one in client["addresses"]:
        proven = f" (proven: {shown(one['proven'])})" if one["proven"] else ""
        console.print(f"{shown(one['address'])}, since {_local(one['since'], zone)}{proven}")
    told = client["panel"]
    if told["last_suggested_at"]:
        when = _local(told["last_suggested_at"], zone)
        console.print(f"the panel was suggested {told['suggested']}x, last {when}")
    if told["told_not_to_at"]:
        when = _local(told["told_not_to_at"], zone)
        console.print(f"the panel is never suggested: an agent said so {when}")
    if told["seen_there_at"]:
        when = _local(told["seen_there_at"], zone)
        console.print(f"the panel is never suggested: he wrote from it {when}")
    for ticket in client["tickets"]:
        subject = shown(mask(ticket["subject"])) or "(no subject)"
        console.print(f"{ticket['ref']} {ticket['state']}: {subject}", style="dim")


def _message(console: Console, letter: dict[str, Any], zone: ZoneInfo) -> None:
    arrow, style = _DIRECTIONS.get(letter["direction"], ("--", ""))
    head = f"{arrow} {_local(letter['at'], zone)} {_who(letter['from'])}"
    console.print(
        head + (f" to {shown(', '.join(letter['to']))}" if letter["to"] else ""), style=style
    )
    if letter["kind"] != "person":
        _indented(console, f"{letter['kind']}: {shown(letter['kind_reason'])}".strip(": "), "dim")
    if letter["threaded_by"]:
        _indented(console, f"{letter['threaded_by']}: {shown(letter['reason'])}", "dim")
    if letter["new_text"].strip():
        text = "\n".join(mask(line) for line in letter["new_text"].strip().split("\n"))
        _indented(console, shown_block(text))
    for file in letter["attachments"]:
        name = shown(file["filename"]) or file["content_type"]
        _indented(console, f"+ {name} ({file['size']} bytes)")


def _indented(console: Console, text: str, style: str = "") -> None:
    console.print(Padding(Text(text, style), (0, 0, 0, 3)))


def jobs_page(console: Console, jobs: Iterable[JobStatus], zone: ZoneInfo) -> None:
    """Every job with its last and its next run."""
    for one in jobs:
        when = f": {f'{one.job.task} {one.job.mailbox}'.strip()}, {schedule(one.job)}"
        console.print(Text.assemble((one.name, "bold"), when))
        last, failed = _last(one, zone)
        console.print(f"  last run: {last}", style="red" if failed else "")
        if one.next_at:
            console.print(f"  next run: {_local(one.next_at.isoformat(), zone)}")


def _last(job: JobStatus, zone: ZoneInfo) -> tuple[str, bool]:
    """What is known of the last run, and whether it failed."""
    last = job.last
    if last is None:
        return "never", False
    began = _local(last.started_at.isoformat(), zone)
    if last.finished_at is None:
        return f"{began}, not finished yet", False
    return f"{began}, {'ok' if last.ok else 'failed'}: {shown(last.detail)}", not last.ok


def status_page(console: Console, status: Status) -> None:
    """What is well and what is not."""
    zone = status.settings.gateway.zone
    if status.reasons:
        console.print("needs attention", style="bold red")
        for reason in status.reasons:
            console.print(f"  {shown(reason)}", style="red")
    else:
        console.print("healthy", style="bold green")
    console.print(f"database  {shown(status.settings.gateway.database_shown)}")
    listener = status.settings.intake.smtp
    if listener:
        console.print(f"listens   {listener.protocol.upper()} {listener.listen}")
    for box in status.settings.mailboxes:
        console.print(f"mailbox   {box.name} <{box.address}>{' by IMAP' if box.imap else ''}")
    console.print(f"tickets   {_counts(status.tickets)}")
    console.print(f"letters   {_counts(status.spooled)}")
    for failure in status.failures:
        when = _local(failure.received_at.isoformat(), zone)
        console.print(
            f"  {failure.state} {failure.id}: received {when}, {failure.size} bytes, tried"
            f" {failure.attempts}x: {shown(failure.error)}",
            style="red",
        )
    console.print(f"outgoing  {_counts(status.outgoing)}")
    if status.withheld:
        console.print(f"withheld  {status.withheld} acknowledgements in a day, as too many")
    for letter in status.undelivered:
        console.print(
            f"  {letter.state} {letter.id}: {letter.purpose} to {shown(letter.recipient)}, tried"
            f" {letter.attempts}x: {shown(letter.response)}",
            style="red",
        )
    jobs_page(console, status.jobs, zone)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in counts.items())


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _who(person: dict[str, str]) -> str:
    name = shown(person["name"])
    return f"{name} <{shown(person['address'])}>" if name else shown(person["address"])


def _local(at: str | None, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(at).astimezone(zone):%d.%m. %H:%M}" if at else ""


def age(span: timedelta) -> str:
    """A span of time in its largest unit."""
    for unit, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if span.total_seconds() >= unit:
            return f"{int(span.total_seconds() // unit)} {name}"
    return "now"
