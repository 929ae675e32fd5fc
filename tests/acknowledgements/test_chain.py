"""The chain as a whole (RFC 3834 section 2): who is answered, and who never is."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.chain import CHAIN, decide
from acknowledgements.decision import Action, Facts
from parsers.message import Address, InboundMessage, Kind
from tests.acknowledgements.values import facts, inbound

printable = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)
addresses = st.builds(Address, printable, printable)


@st.composite
def inbound_messages(draw: st.DrawFn, /, **fixed: Any) -> InboundMessage:
    """Letters of any kind, with the fields that the rules read drawn freely."""
    author = draw(addresses)
    drawn: dict[str, Any] = {
        "header_from": author,
        "authors": (author,),
        "sender": draw(st.none() | addresses),
        "reply_to": (draw(addresses),),
        "envelope_sender": draw(st.none() | printable | st.emails()),
        "envelope_sender_known": draw(st.booleans()),
        "withhold_reason": draw(st.just("") | printable),
        "kind": draw(st.sampled_from(Kind)),
    }
    return inbound(**drawn | fixed)


any_facts = st.builds(
    facts,
    sender_is_agent=st.booleans(),
    opens_ticket=st.booleans(),
    ticket_acknowledged=st.booleans(),
    authentication=st.sampled_from(["pass", "fail", "none"]),
    sent_to_address_last_hour=st.integers(0, 9),
    reopens_ticket=st.booleans(),
    agent_answered=st.booleans(),
    sender_blocked=st.booleans(),
    to_panel=st.booleans(),
    loop=st.sampled_from(["", "a loop"]),
    stopped=st.sampled_from(["", "a flood"]),
)


def test_every_rule_is_in_the_chain() -> None:
    shipped = {
        path.name.removesuffix(".py")
        for path in files("acknowledgements.rules").iterdir()
        if path.name.endswith(".py") and path.name != "__init__.py"
    }
    assert {rule.__name__ for rule in CHAIN} == shipped
    assert len(CHAIN) == len(shipped)


def test_a_letter_from_a_person_is_acknowledged() -> None:
    decision = decide(inbound(), facts())
    assert (decision.action, decision.rule) == (Action.ACKNOWLEDGE, "default")


@given(inbound_messages(kind=Kind.AUTO_REPLY), any_facts)
def test_automatic_mail_is_never_acknowledged(message: InboundMessage, known: Facts) -> None:
    assert decide(message, known).rule == "not_a_person"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSON])
def test_only_people_are_acknowledged(kind: Kind) -> None:
    assert decide(inbound(kind=kind), facts()).action is Action.WITHHOLD


@given(inbound_messages(envelope_sender=None, envelope_sender_known=True), any_facts)
def test_a_null_reverse_path_is_never_answered(message: InboundMessage, known: Facts) -> None:
    assert decide(message, known).action is Action.WITHHOLD


@given(inbound_messages(), any_facts)
def test_every_letter_gets_a_decision_with_its_reason(
    message: InboundMessage, known: Facts
) -> None:
    decision = decide(message, known)
    assert decision.rule in {"default", *(rule.__name__ for rule in CHAIN)}
    assert decision.reason


@pytest.mark.parametrize("rule", CHAIN, ids=lambda rule: rule.__name__)
def test_each_rule_lets_an_ordinary_letter_pass(rule: Callable[..., Any]) -> None:
    assert rule(inbound(), facts()) is None


def test_the_deepest_reason_is_the_one_that_is_told() -> None:
    hopeless = facts(opens_ticket=False, authentication="fail", sent_to_address_last_hour=99)
    assert decide(inbound(kind=Kind.BOUNCE), hopeless).rule == "not_a_person"
    assert decide(inbound(), hopeless).rule == "follow_up"


def test_ten_letters_within_an_hour_on_one_ticket_are_acknowledged_once() -> None:
    acknowledged = 0
    for number in range(10):
        known = facts(opens_ticket=number == 0, ticket_acknowledged=acknowledged > 0)
        acknowledged += decide(inbound(), known).action is Action.ACKNOWLEDGE
    assert acknowledged == 1
