"""A client's earlier tickets: a weak hint where the letter leaves doubt, and silent elsewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.tickets import Earlier
from gateway.routing.classes import CATEGORIES, TOPICS
from gateway.routing.history import hint, reason
from gateway.routing.model import CLASSES
from gateway.routing.route import THRESHOLD, Known, Route
from tests.gateway.routing.letters import corpus, own, router

DOUBT = "Интересует: сервер, договор, администратор, условия"


def earlier(
    category: str, topic: str = "", number: int = 4, *, unsure: bool = False
) -> tuple[Earlier, ...]:
    return (Earlier(category=category, topic=topic, unsure=unsure),) * number


def routed(body: str, subject: str = "", *given: Earlier) -> Route:
    return router().decide(own(body, subject), "", Known(earlier=given))


def test_a_category_that_is_in_doubt_is_settled_by_a_habit() -> None:
    alone = routed(DOUBT)
    assert (alone.category, alone.unsure) == ("technical", True)
    hinted = routed(DOUBT, "", *earlier("sysadmin"))
    assert (hinted.category, hinted.unsure) == ("sysadmin", False)
    assert "history: 4 of 4 earlier tickets of this client were category sysadmin" in hinted.reasons
    assert alone.confidence["category"] < hinted.confidence["category"] < 0.8


def test_a_topic_that_is_in_doubt_too() -> None:
    text = "Снова не отправляется, всё как тогда"
    alone, hinted = routed(text), routed(text, "", *earlier("technical", "mail"))
    assert alone.topic != "mail"
    assert hinted.topic == "mail"
    assert hinted.confidence["category"] == alone.confidence["category"]
    assert any(one.startswith("history: 4 of 4") for one in hinted.reasons)


@pytest.mark.parametrize(
    "given",
    [(), earlier("sysadmin", unsure=True), earlier("sysadmin", number=1) + earlier("finance")],
)
def test_what_is_no_habit_settles_nothing(given: tuple[Earlier, ...]) -> None:
    assert routed(DOUBT, "", *given).category != "sysadmin"


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(corpus()),
    st.sampled_from(CATEGORIES),
    st.sampled_from(TOPICS),
    st.integers(1, 10),
)
def test_a_sure_verdict_is_never_overruled(
    row: dict[str, str], category: str, topic: str, number: int
) -> None:
    alone = routed(row["body"], row["subject"])
    hinted = routed(row["body"], row["subject"], *earlier(category, topic, number))
    assert hinted.urgency == alone.urgency or alone.unsure
    for question in CLASSES:
        if alone.confidence[question] >= THRESHOLD:
            assert hinted.confidence[question] == alone.confidence[question]
            assert getattr(hinted, question) == getattr(alone, question) or alone.unsure


@given(
    st.lists(
        st.builds(
            Earlier,
            category=st.sampled_from([*CATEGORIES, "gone"]),
            topic=st.sampled_from([*TOPICS, ""]),
            unsure=st.booleans(),
        )
    )
)
def test_a_hint_is_weak_and_has_its_reason(given: list[Earlier]) -> None:
    for question in ("category", "topic"):
        gains = hint(given, question)
        assert sum(gains.values()) <= 1.0 + 1e-9
        for name in CLASSES[question]:
            assert bool(reason(given, question, name)) is (name in gains)
