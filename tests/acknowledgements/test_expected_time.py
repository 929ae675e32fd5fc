"""An honest time: never one that the hours on duty don't bear, and none when it isn't sure."""

from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.days_off import days_off
from acknowledgements.duty import Duty, parse_hours
from acknowledgements.expected_time import Expectation, expectation, in_words
from acknowledgements.language import LANGUAGES, Language
from tests.acknowledgements.test_duty import HOUR, MOMENTS, WEEKS, at, office
from tests.acknowledgements.values import MOSCOW

NEW_YEAR = days_off("RU", [2026, 2027])


def said(now: datetime, duty: Duty, target: timedelta | None, language: Language = "ru") -> str:
    expected = expectation(now, duty, target)
    return in_words(expected, now, MOSCOW, language, duty.days_off)


@pytest.mark.parametrize(
    ("now", "hours", "russian", "english"),
    [
        (at(25, 9, 30), 1, "сегодня до обеда", "this morning"),
        (at(25, 10), 4, "сегодня до вечера", "this afternoon"),
        (at(25, 12), 4, "сегодня до вечера", "this afternoon"),  # due at six, the end of the day
        (at(25, 17), 2, "завтра утром", "tomorrow morning"),
        (at(25, 23), 1, "завтра утром", "tomorrow morning"),
        (at(25, 3), 1, "утром", "in the morning"),
        (at(25, 3), 4, "сегодня днём", "in the afternoon"),
        (at(25, 16), 4, "завтра днём", "tomorrow afternoon"),
        (at(27, 17), 2, "в понедельник утром", "on Monday morning"),
        (at(28, 12), 4, "в понедельник днём", "on Monday afternoon"),
        (at(29, 12), 1, "завтра утром", "tomorrow morning"),
        (at(29, 3), 1, "в понедельник утром", "on Monday morning"),  # "tomorrow" may mean today
    ],
)
def test_in_office_hours(now: datetime, hours: int, russian: str, english: str) -> None:
    target = hours * HOUR
    assert (said(now, office(), target), said(now, office(), target, "en")) == (russian, english)


def test_a_desk_that_never_closes() -> None:
    always = office(hours=dict.fromkeys(range(7), parse_hours("00:00-24:00")))
    assert said(at(25, 19), always, 2 * HOUR) == "сегодня вечером"
    assert said(at(25, 22), always, 2 * HOUR) == "завтра утром"
    assert said(at(25, 1), always, 2 * HOUR) == "утром"


def test_the_client_s_clock_is_the_one_that_counts() -> None:
    expected = expectation(at(25, 16), office(), HOUR)
    vladivostok = ZoneInfo("Asia/Vladivostok")
    assert in_words(expected, at(25, 16), MOSCOW, "ru") == "сегодня до вечера"
    assert in_words(expected, at(25, 16), vladivostok, "ru") == "завтра утром"  # 23:00 there
    assert in_words(expected, at(25, 18), vladivostok, "ru") == "утром"  # an hour after midnight


def test_long_holidays() -> None:
    duty = office(days_off=NEW_YEAR)
    eve = datetime(2026, 12, 30, 17, tzinfo=MOSCOW)
    assert said(eve, duty, 4 * HOUR) == "после праздников"
    assert said(eve, duty, 4 * HOUR, "en") == "after the holidays"


def test_a_desk_that_is_closed_for_a_week_without_holidays_says_nothing() -> None:
    assert said(at(25, 17), office(hours={1: parse_hours("09:00-10:00")}), 2 * HOUR) == ""


def test_nothing_without_anything_to_count_with() -> None:
    assert said(at(25, 10), office(), None) == ""
    assert said(at(25, 10), office(hours={}), HOUR) == ""
    assert said(at(25, 10), office(), 40 * HOUR) == ""
    assert expectation(at(25, 10), office(), None, [HOUR] * 19).due is None


def test_figures_alone_are_enough() -> None:
    recent = [HOUR, 2 * HOUR, 2 * HOUR, 3 * HOUR, 30 * HOUR] * 4
    assert expectation(at(25, 10), office(), None, recent).due == at(25, 13)


def test_a_target_that_nobody_reaches_is_not_believed() -> None:
    assert expectation(at(25, 9), office(), HOUR, [4 * HOUR] * 20).due == at(25, 15)
    assert expectation(at(25, 9), office(), 4 * HOUR, [HOUR] * 20).due == at(25, 15)


# The last moment that the words still mean, told apart from how they are made.
PARTS = {
    "ru": {"утром": 12, "днём": 18, "вечером": 23, "до обеда": 12, "до вечера": 18},
    "en": {"morning": 12, "afternoon": 18, "evening": 23},
}
DAYS = {
    "ru": ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def last_moment(words: str, now: datetime, language: Language) -> datetime:
    day = now.date()
    if "завтра" in words or "tomorrow" in words:
        day += timedelta(days=1)
    for number, name in enumerate(DAYS[language]):
        if name in words:
            day += timedelta(days=(number - day.weekday()) % 7 or 7)
    hour = next(hour for part, hour in PARTS[language].items() if words.endswith(part))
    return datetime.combine(day, time(hour), now.tzinfo)


@given(MOMENTS, st.integers(1, 16 * 60), WEEKS, st.sampled_from(LANGUAGES))
def test_no_promise_that_the_hours_do_not_bear(
    moment: datetime, minutes: int, week: list[str], language: Language
) -> None:
    hours = {day: parse_hours(text) for day, text in enumerate(week)}
    duty = office(hours=hours, days_off=NEW_YEAR)
    target = timedelta(minutes=minutes)
    now = moment.astimezone(MOSCOW)
    words = said(now, duty, target, language)
    if words and "празд" not in words and "holidays" not in words:
        assert not any(char.isdigit() for char in words)
        assert duty.between(now, last_moment(words, now, language)) >= target


@given(
    MOMENTS,
    st.none() | st.integers(1, 16 * 60),
    st.lists(st.integers(0, 20 * 60), min_size=20, max_size=40),
    WEEKS,
)
def test_no_promise_sooner_than_half_of_the_clients_were_answered(
    moment: datetime, minutes: int | None, waits: list[int], week: list[str]
) -> None:
    duty = office(hours={day: parse_hours(text) for day, text in enumerate(week)})
    target = None if minutes is None else timedelta(minutes=minutes)
    recent = [timedelta(minutes=one) for one in waits]
    due = expectation(moment, duty, target, recent).due
    if due is not None:
        assert duty.between(moment, due) >= timedelta(minutes=median(waits))


@given(MOMENTS, st.integers(1, 3 * 24 * 60))
def test_words_are_short_and_never_of_the_past(moment: datetime, minutes: int) -> None:
    expected = Expectation(moment + timedelta(minutes=minutes), "")
    for language in LANGUAGES:
        words = in_words(expected, moment, MOSCOW, language)
        assert 0 < len(words) < 30
        now = moment.astimezone(MOSCOW)
        assert last_moment(words, now, language) >= expected.due


def test_two_days_off_in_a_row_are_holidays_one_is_not() -> None:
    expected = Expectation(at(25, 10) + timedelta(days=9), "")
    free = {date(2026, 11, 26), date(2026, 11, 27)}
    assert in_words(expected, at(25, 10), MOSCOW, "ru", frozenset(free)) == "после праздников"
    assert in_words(expected, at(25, 10), MOSCOW, "ru", frozenset([min(free)])) == ""
