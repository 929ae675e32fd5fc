"""The lists are clean: one name a line, once, in one script."""

import re
import unicodedata
from importlib.resources import files

import pytest

from acknowledgements.names.dictionary import ALL_NAMES, LATIN_NAMES, NOT_A_PERSON

LISTS = ("ru", "uk", "be", "kk", "tt", "neighbours", "en", "transliterated")


def lines(name: str) -> list[str]:
    path = files("acknowledgements.names").joinpath(f"{name}.txt")
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", LISTS)
def test_each_line_is_one_capitalised_name(name: str) -> None:
    for line in lines(name):
        assert re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]+)?", line), line
        assert line[0].isupper()
        assert line[1:].islower(), line
        assert unicodedata.is_normalized("NFC", line), line
        assert len({unicodedata.name(char).split()[0] for char in line if char.isalpha()}) == 1


def test_no_name_stands_twice() -> None:
    every = [line for name in LISTS for line in lines(name)]
    assert len(every) == len(set(every))


def test_enough_names() -> None:
    assert len(lines("ru")) >= 350
    assert len(lines("en")) >= 300
    assert len(lines("transliterated")) >= 150


@pytest.mark.parametrize(
    "name",
    [
        *("Саша", "Лена", "Настя", "Серёжа", "Сережа", "Артём", "Артем", "Пётр", "Петр"),
        *("Ivan", "Olga", "Dmitry", "Aleksandr", "Олександр", "Айгүл", "Дзмітрый", "Ильдар"),
    ],
)
def test_common_names_are_there(name: str) -> None:
    assert ALL_NAMES[name.casefold()] == name


def test_latin_names_hold_no_cyrillic() -> None:
    assert not [name for name in LATIN_NAMES.values() if re.search(r"[\u0400-\u04ff]", name)]


def test_a_given_name_is_never_a_word_of_firms() -> None:
    assert NOT_A_PERSON.isdisjoint(key.replace("ё", "е") for key in ALL_NAMES)
    assert all(word == word.casefold().replace("ё", "е") for word in NOT_A_PERSON)
