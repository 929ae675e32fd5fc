"""Tickets as JSON values."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from db import outbox, tickets
from db.tickets import Letter, TicketRow

STATES = ("open", "waiting", "closed", "aside")


def row_value(row: TicketRow) -> dict[str, Any]:
    """A ticket without what hangs on it."""
    return {
        "ref": row.ref,
        "state": row.state,
        "category": row.category,
        "urgency": row.urgency,
        "topic": row.topic,
        "service": row.service,
        "service_state": row.service_state,
        "route_reason": row.route_reason,
        "unsure": row.unsure,
        "chosen_by_agent": list(row.chosen),
        "language": row.language,
        "subject": row.subject,
        "agent": row.agent,
        "mailbox": row.mailbox,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "waiting_since": moment(row.waiting_since),
        "acknowledged_at": moment(row.acknowledged_at),
    }


def ticket_value(connection: Connection, row: TicketRow) -> dict[str, Any]:
    """A ticket whole, with the letters of those that are merged into it."""
    letters = tickets.letters(connection, tickets.family(connection, row.id))
    return row_value(row) | {
        "participants": [
            {"role": one.role, "name": one.name, "address": one.address, "proven": one.proven}
            for one in tickets.people(connection, [row.id])[row.id]
        ],
        "messages": [letter_value(one) for one in letters],
        "links": [
            {
                "ref": one.other_ref,
                "kind": one.kind,
                "made_for": "this" if one.outward else "other",
                "reason": one.reason,
                "at": moment(one.at),
            }
            for one in tickets.links(connection, row.id)
        ],
        "events": [
            {"at": moment(one.at), "kind": one.kind, "text": one.text}
            for one in tickets.events(connection, row.id)
        ],
        "outgoing": [
            {
                "message_id": one.message_id,
                "purpose": one.purpose,
                "to": one.recipient,
                "state": one.state,
                "attempts": one.attempts,
                "sent_at": moment(one.sent_at),
                "response": one.response,
            }
            for one in outbox.of_ticket(connection, row.id)
        ],
    }


def letter_value(letter: Letter) -> dict[str, Any]:
    """A message of a ticket."""
    return {
        "message_id": letter.message_id,
        "spool": letter.spool_id,
        "direction": letter.direction,
        "kind": letter.kind,
        "kind_reason": letter.kind_reason,
        "from": {"name": letter.from_name, "address": letter.from_address},
        "to": list(letter.recipients),
        "date": moment(letter.date),
        "at": moment(letter.at),
        "subject": letter.subject,
        "new_text": letter.new_text,
        "threaded_by": letter.threaded_by,
        "reason": letter.reason,
        "proven": letter.proven,
        "attachments": list(letter.attachments),
        "defects": list(letter.defects),
    }


def moment(at: datetime | None) -> str | None:
    """A time as JSON has it: in UTC."""
    return at.astimezone(UTC).isoformat() if at else None
