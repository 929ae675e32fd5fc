"""The decisions about a letter, made on what the database knows now; nothing is stored or sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from acknowledgements.decision import Action
from db import spool, tickets
from db.engine import Database
from gateway.agents.recipients import Recipients, Told
from gateway.duty import DutyBook
from gateway.errors import PostdeskError
from gateway.plan import Plan, Step, plan
from gateway.reading import own, read_spooled
from gateway.routed import ClientRouter
from gateway.settings import Settings
from gateway.situation import Apart, Situation, gather
from gateway.tokens import Signer
from parsers.message import Envelope, InboundMessage
from parsers.parse import parse

_NOTHING = Apart()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A letter as it was read, and every decision about it with its reason."""

    message: InboundMessage
    situation: Situation
    plan: Plan
    told: Told | None  # of a new ticket in the queue


def explain(
    settings: Settings,
    database: Database,
    signer: Signer,
    raw: bytes,
    now: datetime,
    envelope: Envelope | None = None,
) -> Explanation:
    """What would happen to the letter if it arrived now.

    Without an envelope the letter's own Return-Path and addresses stand for it, as on IMAP.
    """
    message = parse(raw, envelope or Envelope(known=False), own(settings, signer))
    with database.read() as connection:
        situation = gather(
            connection, settings, signer, message, now=now, received_at=now, mailbox=""
        )
        return _explained(connection, settings, message, situation)


def explain_filed(
    settings: Settings, database: Database, signer: Signer, spool_id: int, now: datetime
) -> Explanation:
    """The same for a letter of the spool, on what is known now but without what it brought itself.

    Raises PostdeskError when there is none of that number.
    """
    with database.read() as connection:
        spooled = spool.load(connection, [spool_id]).get(spool_id)
        if spooled is None:
            raise PostdeskError(f"{spool_id}: the spool has no letter of that number")
        message = read_spooled(spooled, own(settings, signer)).message
        filed = tickets.filed(connection, spool_id)
        apart = Apart()
        if filed:
            row, ticket, letter = filed
            opened = letter.threaded_by == "new_ticket" and ticket.split_from is None
            apart = Apart(row, ticket.id if opened else 0)
        situation = gather(
            connection,
            settings,
            signer,
            message,
            now=now,
            received_at=spooled.received_at,
            mailbox=spooled.mailbox,
            apart=apart,
        )
        return _explained(connection, settings, message, situation, apart)


def _explained(
    connection: Connection,
    settings: Settings,
    message: InboundMessage,
    situation: Situation,
    apart: Apart = _NOTHING,
) -> Explanation:
    routing = ClientRouter(settings)
    routed = routing.by_text(message, situation.mailbox)
    decided = plan(message, situation, settings, routed)
    if decided.step is Step.OPEN:
        routed = routing.of_new_ticket(connection, message, situation, routed, apart.opened)
        decided = plan(message, situation, settings, routed)
    told = None
    if decided.step is Step.OPEN:
        told = Recipients(settings, DutyBook(settings)).of_new(
            category=decided.route.category,
            urgency=decided.route.urgency,
            language=message.language,
            author=message.header_from.address,
            now=situation.now,
        )
    return Explanation(message=message, situation=situation, plan=decided, told=told)


def lines(explanation: Explanation) -> list[tuple[str, str, str]]:
    """(question, decision, reason) in the order in which a letter meets them."""
    message, situation, decided = explanation.message, explanation.situation, explanation.plan
    threading = decided.threading
    found = [
        ("kind", str(message.kind), message.kind_reason or message.kind_rule),
        ("sender", situation.authentication.verdict, situation.authentication.reason),
        ("mailbox", situation.mailbox.name, situation.mailbox.address),
    ]
    found += [("thread", f"not by {one.rule}", one.reason) for one in threading.refusals]
    found.append(_ticket(explanation))
    if decided.step in (Step.OPEN, Step.ASIDE):
        found.append(
            ("route", f"{decided.route.category}, {decided.route.urgency}", decided.route.reason)
        )
    held = decided.route.held
    if decided.step is Step.OPEN and held.state:
        what = f"{held.service or 'not named'} ({held.state})"
        found.append(("service", what, held.reason or "as the letter writes it"))
    if told := explanation.told:
        addresses = ", ".join(one.address for one in told.recipients)
        found.append(("told", addresses, "; ".join(told.reasons) or "agents of the category"))
    acknowledgement = decided.acknowledgement
    yes = acknowledgement.action is Action.ACKNOWLEDGE
    found.append(
        (
            "acknowledgement",
            "yes" if yes else f"no ({acknowledgement.rule})",
            acknowledgement.reason,
        )
    )
    found += [("defect", "", defect) for defect in message.defects]
    return found


def _ticket(explanation: Explanation) -> tuple[str, str, str]:
    decided = explanation.plan
    threading, answer = decided.threading, decided.answer
    match decided.step:
        case Step.DUPLICATE:
            return "ticket", "none", "the very same letter is filed already"
        case Step.ANSWER if answer:
            verb = "kept as a note on" if answer.withheld else "relayed from"
            return "ticket", f"{verb} {answer.candidate.ticket.ref} by {answer.rule}", answer.reason
        case Step.FOLLOW_UP if threading.ticket:
            where = f"{threading.ticket.ticket.ref} by {threading.rule} ({threading.standing})"
            return "ticket", where, threading.reason
        case Step.ASIDE:
            return "ticket", "a new one, set aside", threading.reason
    link = threading.link
    how = threading.link_kind.replace("_", " ")
    reason = f"{threading.reason}; {how} {link.ticket.ref}" if link else None
    return "ticket", "a new one", reason or threading.reason
