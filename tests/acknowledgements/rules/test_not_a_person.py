"""Robots, reports and lists get no answer."""

import pytest

from acknowledgements.rules.not_a_person import not_a_person
from parsers.message import Kind
from tests.acknowledgements.values import facts, inbound


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSON])
def test_a_program_is_not_answered(kind: Kind) -> None:
    decision = not_a_person(inbound(kind=kind, kind_reason="Auto-Submitted: x"), facts())
    assert decision is not None
    assert decision.reason == f"{kind}: Auto-Submitted: x"


def test_a_person_is() -> None:
    assert not_a_person(inbound(), facts()) is None
