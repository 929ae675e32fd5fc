"""A greeting by name is right or absent, and is never the sender's own text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.names import first_name
from acknowledgements.names.dictionary import ALL_NAMES


@pytest.mark.parametrize(
    ("display_name", "expected"),
    [
        ("Иван", "Иван"),
        ("ИВАН", "Иван"),
        ("иван", "Иван"),
        ("Иванов Иван Петрович", "Иван"),
        ("ИВАНОВ ИВАН ПЕТРОВИЧ", "Иван"),
        ("Иван Петрович Иванов", "Иван"),
        ("Иван Петрович", "Иван"),
        ("Борис Фомич", "Борис"),
        ("Роман Абрамович", "Роман"),
        ("Абрамович Роман Аркадьевич", "Роман"),
        ("Мартин Павел Петрович", "Павел"),
        ("Мартин Павлов", "Мартин"),
        ("Павлов Мартин", "Мартин"),
        ("Анна | Ромашка", "Анна"),
        ("Анна (Ромашка)", "Анна"),
        ("Анна — Ромашка", "Анна"),
        ("Анна Корж", "Анна"),
        ("Иванова Анна", "Анна"),
        ("Иванова, Анна", "Анна"),
        ("Серёжа Ёлкин", "Серёжа"),
        ("Артем Семин", "Артем"),
        ("Дар\u2019я Бойко", "Дар'я"),
        ("Вікторія Панченко", "Вікторія"),
        ("Айгүл Тоқтарова", "Айгүл"),
        ("Серик Болатұлы", "Серик"),
        ("Аляксандр Лукашык", "Аляксандр"),
        ("Аделина Фатхуллина", "Аделина"),
        ("Ivan Ivanov", "Ivan"),
        ("Ivanov Ivan", "Ivan"),
        ("IVANOV IVAN PETROVICH", "Ivan"),
        ("Dmitry K. Orlov", "Dmitry"),
        ("Rebecca Stone", "Rebecca"),
        ("Patrick O'Brien", "Patrick"),
        ("Elena Markova-Smith", "Elena"),
        ("Noor van Dijk", "Noor"),
        ("И\u0306", ""),
        ("Андреи\u0306 Орлов", "Андрей"),
    ],
)
def test_a_sure_name(display_name: str, expected: str) -> None:
    assert first_name(display_name, "ru") == expected


@pytest.mark.parametrize(
    "display_name",
    [
        "",
        " ",
        "ИП Иванов",
        "ИП Иванов Иван",
        "ООО Ромашка",
        "ООО «Анна»",
        "«Анна»",
        '"Анна"',
        "'Ivan Ivanov'",
        "Иван Иванов, ООО Ромашка",
        "Vera Ltd",
        "Martin & Co",
        "Victoria Hotel",
        "Martin, LLC",
        "Анна Плюс",
        "Кафе Анна",
        "Бутик Анна",
        "Бухгалтерия",
        "Отдел кадров",
        "Отдел продаж | Анна",
        "Анна, бухгалтер",
        "Техподдержка Иван",
        "Ivan Support",
        "Анна и Иван",
        "Павел Иван",
        "Павел Мартин",
        "Мартин Павел",
        "James Martin",
        "Anna Maria Rossi",
        "Анна-Мария",
        "И. И. Иванов",
        "Иванов И.И.",
        "И. Мартин",
        "Мартин И.",
        "Иванов",
        "Mr Martin",
        "Dr. Martin",
        "anna@client.example",
        "Анна anna@client.example",
        "Анна https://x.example",
        "www.anna.example",
        "Анна7",
        "Анна\nИванова: срочно",
        "Ан\u200bна",
        "А\u0301нна",
        "Anна",  # two scripts
        "{{ first_name }}",
        "<b>Анна</b>",
        "Анна Иванова просит вас перезвонить",
        "Анна, ваш счёт заблокирован, позвоните нам",
        "Анна " + "о" * 60,
    ],
)
def test_no_name_rather_than_a_doubtful_one(display_name: str) -> None:
    assert first_name(display_name, "ru") == ""


def test_an_english_answer_greets_in_latin_letters() -> None:
    assert first_name("Ivan Ivanov", "en") == "Ivan"
    assert first_name("Иван Иванов", "en") == ""
    assert first_name("Ivan Ivanov", "ru") == "Ivan"


words = st.sampled_from(
    [
        "Анна",
        "Иван",
        "Мартин",
        "Ivan",
        "Иванов",
        "Петрович",
        "van",
        "И.",
        "ООО",
        "|",
        "—",
        ",",
        "(",
        "",
    ]
)
crafted = st.lists(words | st.text(max_size=8), max_size=6).map(" ".join)


@given(st.text(max_size=80) | crafted, st.sampled_from(["ru", "en", "uk", ""]))
def test_whatever_the_display_name_the_output_is_a_word_of_ours(
    display_name: str, language: str
) -> None:
    assert first_name(display_name, language) in {"", *ALL_NAMES.values()}


@given(st.sampled_from(sorted(ALL_NAMES.values())))
def test_every_name_is_known_in_any_case(name: str) -> None:
    assert first_name(name.upper(), "ru") == first_name(name.lower(), "ru") == name
