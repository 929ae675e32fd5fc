"""Hours on duty, whatever the zone and the calendar do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.days_off import days_off
from acknowledgements.duty import Duty, Hours, parse_hours, parse_week
from tests.acknowledgements.values import MOSCOW

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = dict.fromkeys(range(5), parse_hours("09:00-18:00"))
HOUR = timedelta(hours=1)
FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 12, 1)  # noqa: DTZ001 - as hypothesis wants
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
SPANS = ("", "09:00-18:00", "20:00-08:00", "00:00-24:00", "09:00-13:00, 14:00-18:00", "22:00-24:00")
WEEKS = st.lists(st.sampled_from(SPANS), min_size=7, max_size=7)


def office(**changes: object) -> Duty:
    return Duty(**({"zone": MOSCOW, "hours": WEEK} | changes))


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = MOSCOW) -> datetime:
    """In the week of Monday, November 23 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def test_on_duty_from_the_first_minute_to_the_last() -> None:
    moments = [at(23, 8, 59), at(23, 9), at(23, 17, 59), at(23, 18), at(28, 12)]
    assert [office().is_on(one) for one in moments] == [False, True, True, False, False]


def test_a_day_off_has_no_hours() -> None:
    assert not office(days_off=frozenset({date(2026, 11, 23)})).is_on(at(23, 12))


def test_the_night_shift_of_a_day_ends_on_the_next() -> None:
    night = office(hours={0: parse_hours("20:00-08:00")})
    moments = [at(23, 19), at(23, 20), at(24, 7, 59), at(24, 8), at(24, 21)]
    assert [night.is_on(one) for one in moments] == [False, True, True, False, False]


def test_next_start() -> None:
    assert office().next_start(at(27, 20)) == at(30, 9)
    assert office().next_start(at(27, 12)) == at(27, 12)
    assert office(hours={}).next_start(at(27, 12)) is None


def test_work_goes_on_the_next_day() -> None:
    assert office().after(at(23, 10), 4 * HOUR) == at(23, 14)
    assert office().after(at(27, 17), 4 * HOUR) == at(30, 12)
    assert office().after(at(23, 9), 9 * HOUR) == at(23, 18)
    assert office(hours={}).after(at(23, 9), HOUR) is None


def test_round_the_clock_is_the_clock() -> None:
    always = office(hours=dict.fromkeys(range(7), parse_hours("00:00-24:00")))
    assert always.after(at(23, 10), 100 * HOUR) == at(23, 10) + 100 * HOUR
    assert always.between(at(23, 10), at(27, 10)) == 96 * HOUR


def test_summer_time_neither_adds_nor_takes_an_hour() -> None:
    always = Duty(zone=BERLIN, hours=dict.fromkeys(range(7), parse_hours("00:00-24:00")))
    before = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert always.after(before, 5 * HOUR) == before + 5 * HOUR
    night = Duty(zone=BERLIN, hours={5: parse_hours("20:00-08:00")})
    assert night.between(before - 9 * HOUR, before + 24 * HOUR) == 11 * HOUR


@given(MOMENTS, st.integers(1, 60 * 30), WEEKS)
def test_as_much_work_lies_before_the_end_as_was_asked_for(
    now: datetime, minutes: int, week: list[str]
) -> None:
    duty = office(hours={day: parse_hours(text) for day, text in enumerate(week)})
    work = timedelta(minutes=minutes)
    end = duty.after(now, work)
    if end is None:
        assert duty.between(now, now + timedelta(days=58)) < work
    else:
        assert duty.between(now, end) == work
        assert duty.is_on(end - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", ()),
        ("9:00-18:00", (Hours(time(9), time(18)),)),
        ("09:00–13:00, 14:30-18:00", (Hours(time(9), time(13)), Hours(time(14, 30), time(18)))),
        ("00:00-24:00", (Hours(time(0), time(0)),)),
    ],
)
def test_hours_are_read(text: str, hours: tuple[Hours, ...]) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize("text", ["9-18", "09:00", "24:00-25:00", "09:60-18:00", "all day"])
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no span of hours"):
        parse_hours(text)


def test_a_week_is_read() -> None:
    week = parse_week({"Mon-Fri": "09:00-18:00", "sat": "10:00-14:00", "sun": ""})
    assert week == dict.fromkeys(range(5), parse_hours("09:00-18:00")) | {
        5: parse_hours("10:00-14:00"),
        6: (),
    }


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"monday": ""}, "'monday' is no day"),
        ({"fri-mon": ""}, "'fri-mon' is no day"),
        ({"-fri": ""}, "'-fri' is no day"),
        ({"mon-fri": "", "fri": ""}, "'fri' names fri again"),
        ({"mon": "9-18"}, "no span of hours"),
    ],
)
def test_a_mistake_in_a_week_is_named(table: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_week(table)


class TestDaysOff:
    def test_public_holidays_of_a_country(self) -> None:
        found = days_off("ru", [2026])
        assert {date(2026, 1, 1), date(2026, 1, 9), date(2026, 11, 4)} <= found
        assert date(2026, 11, 25) not in found

    def test_the_hoster_s_own_days_win(self) -> None:
        ours, works = date(2026, 11, 25), date(2026, 11, 4)
        found = days_off("RU", [2026], also_off=[ours], not_off=[works])
        assert ours in found
        assert works not in found

    def test_no_country_has_only_his(self) -> None:
        assert days_off("", [2026], also_off=[date(2026, 5, 5)]) == {date(2026, 5, 5)}

    def test_an_unknown_country_is_told(self) -> None:
        with pytest.raises(ValueError, match="'XX'"):
            days_off("XX", [2026])
