"""How the demo tells its story: one block a letter, at most 80 columns wide."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from gateway.demo.check import Outcome
from gateway.demo.letters import Sample
from gateway.demo.sink import Caught
from gateway.demo.story import CLIENT_READS, Step
from gateway.ops.printable import console, shown, shown_block
from parsers.message import InboundMessage

_WIDTH = 80
_MOST_TEXT = 200  # characters of a letter's new text


def demo_console() -> Console:
    """A terminal's colours, and never wider than the story is meant to be."""
    screen = console()
    screen.width = min(screen.width, _WIDTH)
    return screen


class Story:
    """Prints the steps."""

    def __init__(self, screen: Console, steps: int) -> None:
        self._screen = screen
        self._steps = steps

    def begin(self, listen: str) -> None:
        """Before the first letter."""
        self._screen.print(
            f"A gateway runs as a process of its own and takes letters by SMTP on {listen}."
            f" {self._steps} letters follow; what it sends is caught here.",
        )

    def arrival(self, number: int, step: Step, sample: Sample, message: InboundMessage) -> None:
        """The letter as it comes in."""
        self._screen.print()
        self._screen.print(Rule(Text(f"{number} of {self._steps}", "bold cyan"), style="cyan"))
        self._screen.print(Text(step.title, "bold"))
        author = message.header_from
        self._fact("from", shown(f"{author.name} <{author.address}>".strip()))
        self._fact("to", shown(sample.recipient))
        self._fact("subject", shown(message.subject))
        self._fact("file", f"{step.file}, {len(sample.raw)} bytes")
        for file in message.attachments:
            self._fact(
                "attached", f"{shown(file.filename) or file.content_type}, {file.size} bytes"
            )
        text = shown(" ".join(message.new_text.split()))
        cut = text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT].rpartition(" ")[0] + " …"
        self._fact("text", cut, "italic")

    def became(
        self,
        step: Step,
        found: Outcome,
        names: Mapping[str, str],
        sent: Sequence[tuple[str, Caught]],
    ) -> None:
        """What the gateway made of it, from its own books."""
        ticket, letter = found.ticket, found.letter
        where = f"ticket {names.get(ticket.ref, '?')} ({ticket.ref})"
        route = f"{ticket.category}, {ticket.urgency}"
        if letter is None:
            self._fact("became", f"nothing new on {where}", "yellow")
        elif found.opened:
            what = "a new" if ticket.state != "aside" else "kept aside as"
            self._fact("became", f"{what} {where}: {route}", "bold green")
        else:
            self._fact("became", f"a letter on {where}, now {ticket.state}", "bold green")
        if letter is not None:
            self._fact("why", shown(f"{letter.threaded_by}: {letter.reason}"))
            if letter.kind != "person":
                self._fact("kind", shown(f"{letter.kind}: {letter.kind_reason}"))
        for other in found.linked_to:
            self._fact("link", f"probably belongs to ticket {names.get(other, other)}", "yellow")
        for event in found.events:
            if event.kind not in ("opened", "acknowledged"):
                self._fact("event", shown(f"{event.kind}: {event.text}"))
        if not sent:
            self._fact("sent", "nothing")
        for purpose, caught in sent:
            self._fact("sent", shown(f"{purpose} to {caught.recipient}"))
            if step.shows_answer and purpose in CLIENT_READS:
                self._screen.print(_as_read(purpose, caught))

    def verdict(self, faults: Sequence[str]) -> None:
        """Whether it came out as it should."""
        for fault in faults:
            self._fact("WRONG", shown(fault), "bold red")
        if not faults:
            self._fact("check", "as it should be", "green")

    def summary(self, rows: Sequence[tuple[Step, Outcome | None, Sequence[str]]]) -> None:
        """All steps in a table."""
        self._screen.print()
        self._screen.print(Rule(Text("what each letter became", "bold cyan"), style="cyan"))
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("letter", "ticket", "by", "answered", "check"):
            table.add_column(column, overflow="fold")
        for step, found, faults in rows:
            purposes = {one.purpose for one in found.outgoing} if found else set()
            table.add_row(
                step.file.removesuffix(".eml"),
                ("new " if found and found.opened else "") + step.expected.ticket,
                found.letter.threaded_by if found and found.letter else "",
                "yes" if purposes & set(CLIENT_READS) else "",
                Text("WRONG", "bold red") if faults else Text("ok", "green"),
            )
        self._screen.print(table)

    def end(self, wrong: int, seconds: float, kept: str) -> None:
        """The result, and how to look further."""
        self._screen.print()
        if wrong:
            self._screen.print(Text(f"{wrong} of {self._steps} came out wrong.", "bold red"))
        else:
            right = f"All {self._steps} came out as they should, in {seconds:.1f} s."
            self._screen.print(Text(right, "bold green"))
        self._screen.print("\nLook further:")
        if kept:
            self._command(f"postdesk tickets --all --config {kept}")
            self._command(f"postdesk ticket REF --config {kept}")
            self._command(f"postdesk status --config {kept}")
        else:
            self._command("postdesk demo --keep", "keeps this gateway's folder to look into")
        self._command("postdesk parse FILE.eml", "what a letter of yours says")
        self._command("postdesk init", "a configuration to start from")
        self._command("postdesk run", "the gateway, in earnest")

    def _fact(self, name: str, value: str, style: str = "") -> None:
        row = Table.grid(padding=(0, 1))
        row.add_column(width=10, style="dim")
        row.add_column(overflow="fold")
        row.add_row(name, Text(value, style))
        self._screen.print(row)

    def _command(self, command: str, what: str = "") -> None:
        note = f"  # {what}" if what else ""
        self._screen.print(Text.assemble((f"  {command}", "bold"), (note, "dim")), soft_wrap=True)


def _as_read(purpose: str, caught: Caught) -> Panel:
    """A letter as its addressee sees it."""
    message = caught.message
    head = f"{shown(str(message['From']))}\n{shown(str(message['Subject']))}\n\n"
    title = f"the {'answer' if purpose == 'relay' else purpose} as the client sees it"
    text = Text.assemble((head, "bold"), shown_block(caught.text))
    return Panel(text, title=title, border_style="green")
