"""The agent on duty: always one, the best that is there, and for the same ticket the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.duty import parse_hours
from acknowledgements.roster import Choice, Member, choose, somebody_on
from tests.acknowledgements.test_duty import MOMENTS, at, office

NOON = at(25, 12)
NIGHT = at(25, 23)


def pick(*members: Member, **changes: object) -> Choice:
    wanted: dict[str, object] = {
        "now": NOON,
        "category": "technical",
        "language": "ru",
        "ref": "r1",
    }
    return choose(members, **(wanted | changes))


def member(name: str, **changes: object) -> Member:
    return Member(address=f"{name}@hoster.example", **changes)


def name(choice: Choice) -> str:
    return choice.address.partition("@")[0]


def test_by_category_and_language() -> None:
    money = member("money", categories=("finance",))
    server = member("server", categories=("technical",))
    english = member("english", categories=("technical",), languages=("en",))
    assert name(pick(money, server, category="finance")) == "money"
    assert name(pick(money, server, english, language="en", category="finance")) == "money"
    assert name(pick(money, english, language="ru")) == "english"
    chosen = pick(money, server, english, language="ru")
    assert chosen == Choice("server@hoster.example", "takes technical, writes ru")


def test_who_is_away_gets_nothing() -> None:
    ill = member("ill", absences=((date(2026, 11, 20), date(2026, 11, 25)),))
    here = member("here")
    assert name(pick(ill, here)) == "here"
    assert {name(pick(ill, here, now=at(26, 12), ref=str(n))) for n in range(20)} == {"ill", "here"}


def test_who_is_at_work_comes_first() -> None:
    day = member("day", duty=office())
    night = member("night", duty=office(hours={2: parse_hours("20:00-08:00")}))
    assert name(pick(day, night)) == "day"
    assert name(pick(day, night, now=NIGHT)) == "night"


def test_at_night_it_is_who_is_back_first() -> None:
    early = member("early", duty=office(hours={3: parse_hours("08:00-12:00")}))
    late = member("late", duty=office())
    assert pick(late, early, now=NIGHT) == Choice("early@hoster.example", "is back first")


def test_who_knows_the_client_is_preferred_among_those_at_work() -> None:
    known, other = member("known", duty=office()), member("other", duty=office())
    night = member("night", duty=office(hours={2: parse_hours("20:00-08:00")}))
    knows = ("KNOWN@hoster.example",)
    for ref in map(str, range(20)):
        assert name(pick(known, other, knows=knows, ref=ref)) == "known"
        assert name(pick(known, other, night, knows=knows, ref=ref, now=NIGHT)) == "night"


def test_never_nobody() -> None:
    away = member("away", absences=((date(2026, 1, 1), date(2027, 1, 1)),), categories=("finance",))
    never = member("never", duty=office(hours={}))
    assert name(pick(away)) == "away"
    assert name(pick(never)) == "never"
    assert name(pick(away, never)) == "never"
    with pytest.raises(ValueError, match="empty"):
        pick()


def test_somebody_on() -> None:
    day = member("day", duty=office())
    ill = member("ill", absences=((date(2026, 11, 25), date(2026, 11, 25)),))
    assert somebody_on([day], NOON)
    assert not somebody_on([day], NIGHT)
    assert not somebody_on([day, ill], NIGHT)
    assert somebody_on([ill], NOON + timedelta(days=1))


@given(MOMENTS, st.text(), st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_the_roster_changes_nothing(now: object, ref: str, names: list[str]) -> None:
    one = pick(*(member(each, duty=office()) for each in names), now=now, ref=ref)
    two = pick(*(member(each, duty=office()) for each in sorted(names)), now=now, ref=ref)
    assert one == two


def test_tickets_are_shared_out() -> None:
    drawn = [name(pick(member("a"), member("b"), ref=str(number))) for number in range(400)]
    assert 140 < drawn.count("a") < 260
