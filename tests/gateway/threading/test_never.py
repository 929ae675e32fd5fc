"""What holds for any letter, whatever it points to."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.traces import KnownId
from gateway.threading.chain import Standing, decide
from gateway.threading.evidence import Evidence, Quotation
from gateway.tokens import Direction, OwnId, Purpose, Token
from parsers.message import Address, Kind
from tests.acknowledgements.values import inbound
from tests.gateway.values import AGENT, CLIENT, NOW, candidate

TICKETS = {
    number: candidate(id=number, ref=f"{number:010}", state=state, closed_at=closed_at)
    for number, state, closed_at in (
        (1, "open", None),
        (2, "closed", NOW - timedelta(days=1)),
        (3, "closed", NOW - timedelta(days=99)),
        (4, "aside", None),
    )
}
PEOPLE = (CLIENT, "boss@client.example", AGENT)
numbers = st.sampled_from(sorted(TICKETS))
refs = numbers.map(lambda number: f"{number:010}")
addresses = st.sampled_from((*PEOPLE, "m@evil.example", "new@client.example", ""))
values = st.sampled_from(("1@client.example", "7@client.example", "8@client.example"))

tokens = st.builds(Token, st.sampled_from(Direction), refs, st.integers(1, 4))
own_ids = st.builds(OwnId, st.sampled_from(Purpose), refs, st.integers(0, 4))


@st.composite
def letters(draw: st.DrawFn) -> Evidence:
    authors = tuple(Address("", one) for one in draw(st.lists(addresses, max_size=2)))
    message = inbound(
        header_from=authors[0] if authors else Address("", ""),
        authors=authors,
        kind=draw(st.sampled_from(Kind)),
        subject=draw(st.sampled_from(("Re: Сайт не открывается", "Другое", ""))),
        subject_base=draw(st.sampled_from(("Сайт не открывается", "Другое", ""))),
        quoted_text=draw(st.sampled_from(("", "> цитата"))),
    )
    known = st.builds(
        KnownId,
        value=values,
        role=st.sampled_from(("letter", "mentioned")),
        ticket_id=numbers,
        **_more(KnownId),
    )
    found: dict[str, Any] = {
        "tokens": draw(st.lists(tokens, max_size=2)),
        "own_ids": draw(st.lists(own_ids, max_size=2)),
        "known_ids": draw(st.lists(known, max_size=4)),
        "thread_index": draw(st.lists(numbers, max_size=2)),
        "same_subject": draw(st.lists(numbers, max_size=2)),
        "recent": draw(st.lists(numbers, max_size=2)),
    }
    return Evidence(
        message=message,
        authentication=draw(st.sampled_from(("pass", "fail", "none"))),
        now=NOW,
        reopen_for=timedelta(days=14),
        repeat_within=timedelta(days=3),
        by_agent=message.header_from.address == AGENT and draw(st.booleans()),
        quotation=draw(st.none() | st.builds(Quotation, numbers, st.integers(1, 5), st.just(5))),
        repeats=draw(st.none() | st.tuples(numbers, st.just(NOW - timedelta(hours=1)))),
        by_ref={one.ticket.ref: one for one in TICKETS.values()},
        by_id=TICKETS,
        **{name: tuple(value) for name, value in found.items()},
    )


def _more(kind: Any) -> dict[str, Any]:
    """Fields of a row that say nothing here."""
    named = {"value", "role", "ticket_id"}
    return {name: st.integers(1, 9) for name in kind.__slots__ if name not in named}


@given(letters())
def test_a_member_is_one_of_the_ticket_s_people_and_did_not_fail(evidence: Evidence) -> None:
    found = decide(evidence)
    if found.standing is Standing.MEMBER:
        assert found.ticket is not None
        assert evidence.message.kind is Kind.PERSON
        assert evidence.authentication != "fail"
        assert evidence.message.authors
        assert all(one.address in PEOPLE for one in evidence.message.authors)


@given(letters())
def test_a_stranger_is_attached_by_a_client_s_token_alone(evidence: Evidence) -> None:
    found = decide(evidence)
    if found.standing in (Standing.UNPROVEN, Standing.HELD):
        assert found.ticket is not None
        assert found.ticket.ticket.ref in {
            one.ref for one in evidence.tokens if one.direction is Direction.CLIENT
        }


@given(letters())
def test_nobody_is_brought_in_by_a_bare_from(evidence: Evidence) -> None:
    found = decide(evidence)
    if found.brings:
        assert found.standing in (Standing.MEMBER, Standing.OPENER)
        assert evidence.authentication == "pass" or evidence.tokens
        assert evidence.authentication != "fail"


@given(letters())
def test_what_machines_write_links_nothing_and_reopens_nothing(evidence: Evidence) -> None:
    found = decide(evidence)
    if evidence.message.kind is not Kind.PERSON:
        assert found.link is None
        assert found.standing in (Standing.REPORT, Standing.HELD, Standing.OPENER)


@given(letters())
def test_what_is_closed_for_long_stays_closed(evidence: Evidence) -> None:
    found = decide(evidence)
    if found.standing is Standing.MEMBER:
        assert found.ticket is not TICKETS[3]


@given(letters())
def test_every_decision_says_why(evidence: Evidence) -> None:
    found = decide(evidence)
    assert found.reason
    assert (found.ticket is None) is (found.standing is Standing.OPENER)
    assert all(one.reason for one in found.refusals)
