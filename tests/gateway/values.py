"""Values with defaults for the decisions of the gateway."""

from datetime import UTC, datetime
from typing import Any

from db.tickets import Person, TicketRow
from gateway.settings import Agent, Gateway, Mailbox, Security, Settings
from gateway.threading.evidence import Candidate

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
CLIENT = "anna@client.example"
AGENT = "petya.ivanov@hoster.example"
MAILBOX = Mailbox(name="support", address="support@hoster.example")


def settings(**changes: Any) -> Settings:
    """One mailbox, one agent."""
    values: dict[str, Any] = {
        "gateway": Gateway(
            hostname="hoster.example",
            database="sqlite:///var/postdesk.db",
            state_dir="var",
            timezone="Europe/Moscow",
        ),
        "security": Security(trusted_authserv_ids=("mx.hoster.example",)),
        "mailboxes": (MAILBOX,),
        "agents": (Agent(name="Петя Иванов", address=AGENT),),
    }
    return Settings(**values | changes)


def ticket(**changes: Any) -> TicketRow:
    """An open ticket of the client."""
    values: dict[str, Any] = {
        "id": 1,
        "ref": "0123456789",
        "state": "open",
        "created_at": NOW,
        "updated_at": NOW,
        "waiting_since": NOW,
        "mailbox": "support",
        "category": "technical",
        "urgency": "general",
        "topic": "",
        "service": "",
        "service_state": "",
        "route_reason": "",
        "unsure": False,
        "chosen": (),
        "language": "ru",
        "subject": "Сайт не открывается",
        "agent": AGENT,
        "acknowledged_at": NOW,
        "first_answered_at": None,
        "closed_at": None,
        "subject_key": "",
        "merged_into": None,
        "split_from": None,
    }
    return TicketRow(**values | changes)


def candidate(**changes: Any) -> Candidate:
    """That ticket with its client, a colleague and its agent."""
    people = (
        Person(number=1, role="client", name="Анна Корж", address=CLIENT, proven=""),
        Person(number=2, role="colleague", name="", address="boss@client.example", proven=""),
        Person(number=3, role="agent", name="Петя Иванов", address=AGENT, proven="configured"),
    )
    return Candidate(ticket(**changes), people)
