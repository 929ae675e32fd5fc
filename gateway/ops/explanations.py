"""`postdesk explain`: the decisions about a letter as JSON and as text."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.errors import PostdeskError
from gateway.explain import Explanation, explain, explain_filed, lines
from gateway.ops.letters import read_letter
from gateway.ops.printable import console, json_text, shown
from gateway.ops.stored import stored
from gateway.settings import load_settings
from gateway.tokens import load_signer

SPOOLED = "spool:"  # before the number of a letter of the spool


def explain_letters(config: Path, files: Sequence[str], *, as_json: bool) -> list[str]:
    """Print what would become of letters; gives what could not be read, in words."""
    settings = load_settings(config)
    errors = []
    with stored(settings) as database:
        signer = load_signer(settings.gateway.state_dir, settings.gateway.hostname, make=False)
        for file in files:
            now = datetime.now(UTC)
            number = file.removeprefix(SPOOLED)
            try:
                if file.startswith(SPOOLED) and number.isdecimal():
                    found = explain_filed(settings, database, signer, int(number), now)
                else:
                    found = explain(settings, database, signer, read_letter(file), now)
            except PostdeskError as error:
                errors.append(str(error))
                continue
            if as_json:
                print(json_text(explanation_value(found, file)))
            else:
                explanation_page(console(), found, file)
    return errors


def explanation_value(explanation: Explanation, file: str) -> dict[str, Any]:
    """Every decision with its reason, as JSON."""
    message, decided = explanation.message, explanation.plan
    threading, acknowledgement = decided.threading, decided.acknowledgement
    return {
        "file": file,
        "message_id": message.message_id,
        "from": {"name": message.header_from.name, "address": message.header_from.address},
        "subject": message.subject,
        "step": str(decided.step),
        "kind": {"kind": message.kind.value, "reason": message.kind_reason},
        "sender": {
            "authentication": explanation.situation.authentication.verdict,
            "reason": explanation.situation.authentication.reason,
        },
        "mailbox": explanation.situation.mailbox.name,
        "thread": {
            "ticket": threading.ticket.ticket.ref if threading.ticket else None,
            "rule": threading.rule,
            "standing": str(threading.standing),
            "reason": threading.reason,
            "probably_belongs_to": threading.link.ticket.ref if threading.link else None,
            "refused": [{"rule": one.rule, "reason": one.reason} for one in threading.refusals],
        },
        "answer": None
        if decided.answer is None
        else {
            "ticket": decided.answer.candidate.ticket.ref,
            "agent": decided.answer.agent.address if decided.answer.agent else None,
            "rule": decided.answer.rule,
            "reason": decided.answer.reason,
        },
        "route": {
            "category": decided.route.category,
            "urgency": decided.route.urgency,
            "topic": decided.route.topic,
            "service": decided.route.held.service,
            "service_state": str(decided.route.held.state),
            "reason": decided.route.reason,
        },
        "told": [one.address for one in explanation.told.recipients] if explanation.told else [],
        "acknowledgement": {
            "action": str(acknowledgement.action),
            "rule": acknowledgement.rule,
            "reason": acknowledgement.reason,
        },
        "decisions": [
            {"question": question, "decision": decision, "reason": reason}
            for question, decision, reason in lines(explanation)
        ],
        "defects": list(message.defects),
    }


def explanation_page(screen: Console, explanation: Explanation, file: str) -> None:
    """The same for people."""
    message = explanation.message
    author = message.header_from
    screen.print(Text(f"{shown(file)}: {shown(message.subject) or '(no subject)'}", "bold"))
    screen.print(shown(f"from {author.name} <{author.address}>"), style="dim")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for question, decision, reason in lines(explanation):
        separator = ": " if decision and reason else ""
        table.add_row(question, Text.assemble((shown(decision), "bold"), separator, shown(reason)))
    screen.print(table)
