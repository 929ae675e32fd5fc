"""How the sender is greeted: never by a wrong name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.names.dictionary import ALL_NAMES
from gateway.routing.greeting import greeting_name
from tests.gateway.routing.letters import own


@pytest.mark.parametrize(
    ("body", "display", "expected"),
    [
        ("Сайт лежит.\n\nС уважением,\nАнна Корж", "", "Анна"),
        ("Сайт лежит.\nАнна", "Бухгалтерия", "Анна"),
        ("Сайт лежит. С уважением, Анна", "", "Анна"),
        ("Сайт лежит. Спасибо, Анна", "", ""),  # thanks to an Anna, or from one
        ("Сайт лежит. Спасибо, Анна", "Анна Корж", "Анна"),
        ("Сайт лежит.\n\nС уважением,\nАнна Корж", "Пётр Сомов", ""),  # two people
        ("Hi Anna\nplease restart the server", "", ""),
        ("privet, ne rabotaet sajt", "Олег", ""),
        ("Please help.\n\nBest regards,\nHelen Marsh\nDirector", "Accounts Payable", "Helen"),
        ("Сайт лежит.\n\nС уважением, Корж А. В.", "Анна Корж", "Анна"),
        ("Сайт лежит.", "Корж Анна Викторовна", "Анна"),
        ("Сайт лежит.", "ООО «Анна»", ""),
        ("Сайт лежит.", "Секретарь", ""),
        ("Сайт лежит.\n\nС уважением,\nООО «Ромашка»", "", ""),
        ("privet, ne rabotaet sajt\n\nOleg", "Олег", "Oleg"),
        ("Передайте спасибо Артёму", "", ""),
        ("Письма не идут.\n\nСофия Брандль\n\n-----\nThis is the mail system", "Sofia B", "София"),
    ],
)
def test_names(body: str, display: str, expected: str) -> None:
    assert greeting_name(own(body), display) == expected


@given(st.text(max_size=60), st.text(max_size=200))
def test_what_comes_back_is_a_name_or_nothing(display: str, body: str) -> None:
    name = greeting_name(own(body), display)
    assert name == "" or name in ALL_NAMES.values()
