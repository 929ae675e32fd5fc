"""What becomes of a letter: every decision, with its reason, before anything is done. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from acknowledgements.chain import decide as decide_acknowledgement
from acknowledgements.decision import Action, Decision, Facts
from gateway.agents.answer import Answer, agent_answer
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
    return Plan(
        step=step,
        threading=threading,
        answer=answer if step is Step.ANSWER else None,
        route=routed or route(situation.mailbox),
        acknowledgement=_acknowledgement(message, situation, settings, step, threading),
    )


def _step(
    message: InboundMessage, situation: Situation, threading: Threading, answer: Answer | None
) -> Step:
    if situation.filed_on is not None:
        return Step.DUPLICATE
    if answer is not None:
        return Step.ANSWER
    if threading.ticket is not None:
        return Step.FOLLOW_UP
    return Step.OPEN if message.kind is Kind.PERSON else Step.ASIDE


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
            sender_is_agent=settings.agent(message.header_from.address) is not None,
            opens_ticket=step is Step.OPEN and threading.standing is Standing.OPENER,
            ticket_acknowledged=ticket is not None and ticket.ticket.acknowledged_at is not None,
            authentication=situation.authentication.verdict,
            authentication_reason=situation.authentication.reason,
            sent_to_address_last_hour=situation.acknowledged_last_hour,
            address_cap_per_hour=settings.acknowledgement.per_address_per_hour,
        ),
    )
