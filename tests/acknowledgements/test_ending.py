"""The warm note fits the day, the hour and the zone."""

from datetime import UTC, datetime, timedelta

import pytest

from acknowledgements.ending import ending
from acknowledgements.language import Language
from tests.acknowledgements.values import MOSCOW

MONDAY = datetime(2026, 11, 23, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("day", "russian", "english"),
    [
        (0, "Удачного понедельника!", "Have a good Monday!"),
        (1, "Хорошего вторника!", "Have a good Tuesday!"),
        (2, "Хорошей среды!", "Have a good Wednesday!"),
        (3, "Хорошего четверга!", "Have a good Thursday!"),
        (4, "Хорошей пятницы!", "Have a good Friday!"),
        (5, "Хороших выходных!", "Have a good weekend!"),
        (6, "Хорошего воскресенья!", "Have a good Sunday!"),
    ],
)
@pytest.mark.parametrize("hour", [5, 12, 17])
def test_by_day(day: int, russian: str, english: str, hour: int) -> None:
    moment = MONDAY + timedelta(days=day, hours=hour)
    assert (ending(moment, "ru"), ending(moment, "en")) == (russian, english)


@pytest.mark.parametrize(
    ("day", "russian", "english"),
    [
        (2, "Хорошего вечера!", "Have a good evening!"),
        (4, "Хорошего вечера и приятных выходных!", "Have a good evening and a nice weekend!"),
        (5, "Хорошего субботнего вечера!", "Have a good Saturday evening!"),
        (6, "Хорошего воскресного вечера!", "Have a good Sunday evening!"),
    ],
)
@pytest.mark.parametrize("hour", [18, 22])
def test_in_the_evening(day: int, russian: str, english: str, hour: int) -> None:
    moment = MONDAY + timedelta(days=day, hours=hour)
    assert (ending(moment, "ru"), ending(moment, "en")) == (russian, english)


@pytest.mark.parametrize("hour", [23, 0, 4])
def test_at_night(hour: int) -> None:
    moment = MONDAY + timedelta(hours=hour)
    assert ending(moment, "ru") == "Спокойной вам ночи!"
    assert ending(moment, "en") == "Have a quiet night!"


def test_around_the_new_year() -> None:
    assert ending(datetime(2026, 12, 31, 23, tzinfo=MOSCOW), "ru") == "С наступающим Новым годом!"
    assert ending(datetime(2027, 1, 1, 0, tzinfo=MOSCOW), "ru") == "С Новым годом!"
    assert ending(datetime(2027, 1, 3, 12, tzinfo=MOSCOW), "en") == "Happy New Year!"


def test_the_zone_makes_the_day() -> None:
    moment = datetime(2026, 11, 26, 21, 30, tzinfo=UTC)
    assert ending(moment, "en") == "Have a good evening!"
    assert ending(moment.astimezone(MOSCOW), "en") == "Have a quiet night!"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_hour_of_a_year_has_one_short_note(language: Language) -> None:
    notes = {ending(MONDAY + timedelta(hours=hour), language) for hour in range(366 * 24)}
    assert len(notes) == 7 + 4 + 1 + 2
    assert all(note.endswith("!") and len(note) < 45 for note in notes)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        ending(datetime(2026, 11, 27, 12), "ru")  # noqa: DTZ001
