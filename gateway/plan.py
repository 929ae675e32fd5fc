"""What becomes of a letter: every decision, with its reason, before anything is done. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from acknowledgements.budget import Bucket, Exchanged, Scope, alternating, take
from acknowledgements.chain import decide as decide_acknowledgement
from acknowledgements.decision import Action, Decision, Facts
from acknowledgements.recipient import recipient
from db.budgets import BREAKER, WANTED, Left
from gateway.agents.answer import Answer, agent_answer
from gateway.breaker import look
from gateway.routing.route import Route, route
from gateway.settings import Settings
from gateway.situation import Situation
from gateway.threading.chain import Standing, Threading
from gateway.threading.chain import decide as decide_threading
from parsers.message import InboundMessage, Kind


class Step(StrEnum):
    """The one thing that is done with a letter."""

    DUPLICATE = "duplicate"  # it is filed already
    ANSWER = "answer"  # an agent's letter, by way of a notification
    FOLLOW_UP = "follow_up"  # goes on a ticket
    OPEN = "open"  # opens a ticket in the queue
    ASIDE = "aside"  # automatic mail that answers nothing: kept, listed apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The decisions about one letter."""

    step: Step
    threading: Threading
    answer: Answer | None  # for ANSWER
    route: Route  # of a new ticket; of a follow-up, what it says by itself
    acknowledgement: Decision
    budgets: Mapping[str, Left]  # what is left then
    alarm: str  # ops must know; "" for nothing


def plan(
    message: InboundMessage,
    situation: Situation,
    settings: Settings,
    routed: Route | None = None,
) -> Plan:
    """Decide. Never raises. ``routed`` is what the router made of the letter, if it was asked."""
    threading = decide_threading(situation.evidence)
    answer = agent_answer(situation.evidence, situation.mailbox, settings)
    step = _step(message, situation, threading, answer)
    found = routed or route(situation.mailbox)
    decision = _acknowledgement(message, situation, settings, step, threading)
    budgeted = _Budgeted(decision)
    if decision.action is Action.ACKNOWLEDGE:
        budgeted = _within_budget(situation, found, decision)
    return Plan(
        step=step,
        threading=threading,
        answer=answer if step is Step.ANSWER else None,
        route=found,
        acknowledgement=budgeted.decision,
        budgets=budgeted.left,
        alarm=budgeted.alarm,
    )


@dataclass(frozen=True, slots=True)
class _Budgeted:
    decision: Decision
    left: Mapping[str, Left] = field(default_factory=dict)
    alarm: str = ""


def _within_budget(situation: Situation, found: Route, decision: Decision) -> _Budgeted:
    """The last word: how much automatic mail goes out. An outage is answered more than once an
    hour, since it gets the telephone number."""
    now = situation.now
    step, left = look(situation.buckets, now)
    alarm = step.reason if step.tell_ops else ""
    if step.breaker.open_since:
        stopped = Decision(Action.WITHHOLD, "automatic_mail_stopped", step.reason)
        return _Budgeted(stopped, left, alarm)
    kept = {
        Scope(scope): Bucket(*rest) if rest else None
        for scope, rest in situation.buckets.items()
        if scope not in (WANTED, BREAKER) and (scope != Scope.HOUR or found.urgency != "outage")
    }
    verdict = take(kept, now)
    if not verdict.allowed:
        return _Budgeted(Decision(Action.WITHHOLD, "budget", verdict.reason), left, alarm)
    taken = {str(one): (rest.tokens, rest.at) for one, rest in verdict.buckets.items()}
    return _Budgeted(decision, left | taken, alarm)


def _step(
    message: InboundMessage, situation: Situation, threading: Threading, answer: Answer | None
) -> Step:
    if situation.filed_on is not None:
        return Step.DUPLICATE
    if answer is not None:
        return Step.ANSWER
    if threading.ticket is not None:
        return Step.FOLLOW_UP
    return Step.OPEN if message.kind is Kind.PERSON or message.is_guessed else Step.ASIDE


def _acknowledgement(
    message: InboundMessage,
    situation: Situation,
    settings: Settings,
    step: Step,
    threading: Threading,
) -> Decision:
    if step is Step.DUPLICATE:
        return Decision(Action.WITHHOLD, "duplicate", "the letter is filed already")
    ticket = threading.ticket
    return decide_acknowledgement(
        message,
        Facts(
            now=situation.now,
            received_at=situation.received_at,
            max_age=settings.acknowledgement.max_age,
            own_addresses=settings.own_addresses,
            sender_is_agent=any(
                settings.agent(one) is not None or settings.is_group(one)
                for one in (message.header_from.address, recipient(message))
            ),
            opens_ticket=step is Step.OPEN and threading.standing is Standing.OPENER,
            ticket_acknowledged=ticket is not None and ticket.ticket.acknowledged_at is not None,
            authentication=situation.authentication.verdict,
            authentication_reason=situation.authentication.reason,
            sent_to_address_last_hour=situation.acknowledged_last_hour,
            address_cap_per_hour=settings.acknowledgement.per_address_per_hour,
            reopens_ticket=settings.acknowledgement.when_reopened
            and threading.standing is Standing.MEMBER
            and ticket is not None
            and ticket.ticket.state == "closed",
            sender_blocked=any(
                settings.is_blocked(one)
                for one in (message.header_from.address, message.envelope_sender or "")
            ),
            to_panel=settings.panel.sends(recipient(message)),
            loop=_loop(situation),
        ),
    )


def _loop(situation: Situation) -> str:
    """Why the sender seems to be a program that answers ours; "" when he doesn't."""
    rows = [
        Exchanged(at, _exchanged(direction, kind)) for at, direction, kind in situation.exchanged
    ]
    found = alternating([*rows, Exchanged(situation.now, "theirs")], situation.now)
    return found.reason if found.loops else ""


def _exchanged(direction: str, kind: str) -> Literal["theirs", "automatic", "human"]:
    if direction == "in":
        return "theirs"
    return "automatic" if kind == "acknowledgement" else "human"
