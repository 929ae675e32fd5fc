"""What of a letter is weighed: the sender's own words, folded, each where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routing.text import Zone, fold, is_log, read, to_cyrillic


def folded(text: str) -> list[str]:
    return [word.folded for word in Zone(text).words]


def test_words_are_shown_as_they_are_written() -> None:
    zone = Zone("Сайт Ёлка-Shop.example НЕ открывается")
    assert [zone.text[word.start : word.end] for word in zone.words] == [
        "Сайт",
        "Ёлка-Shop.example",
        "НЕ",
        "открывается",
    ]


@given(st.text(max_size=300))
def test_every_word_stands_where_it_says(text: str) -> None:
    zone = Zone(text)
    ends = 0
    for word in zone.words:
        assert ends <= word.start < word.end <= len(zone.text)
        ends = word.end


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ("192.0.2.7", "qqip"),
        ("2001:db8:0:0:0:0:0:1", "qqip"),
        ("anna@client.example", "qqmail"),
        ("klumba.example", "qqdomain"),
        ("клумба.рф", "qqdomain"),
        ("https://klumba.example/kassa", "qqurl"),
        ("1 490 руб.", "qqsum"),
        ("€18.90", "qqsum"),
        ("14:30", "qqtime"),
    ],
)
def test_what_differs_from_letter_to_letter_is_one_placeholder(text: str, placeholder: str) -> None:
    assert placeholder in folded(f"вот {text} вот")


def test_letters_of_the_other_script_and_invisible_ones_hide_nothing() -> None:
    letter = read("", "c\u0430йт н\u200bе paботает")  # Latin c, p, a; a zero-width space
    assert [word.folded for word in letter.own.words] == ["сайт", "не", "работает"]
    assert fold("pаypal") == "paypal"  # one Cyrillic letter in a Latin word


def test_transliterated_russian_is_read_as_russian() -> None:
    assert "работает" in folded("zdravstvujte, u menya ne rabotaet sajt, pomogite pozhalujsta")
    assert to_cyrillic("oshibka") == "ошибка"


def test_quotations_signatures_and_disclaimers_do_not_vote() -> None:
    letter = read(
        "Re: вопрос",
        "Спасибо, всё открывается.\n\n-- \nАнна Корж\nСервер упал, сайт лежит\n\n"
        "> Ваш сервер заблокирован за неуплату",
    )
    text = " ".join(word.folded for word in letter.own.words)
    assert "неуплату" not in text
    assert "упал" not in text


@pytest.mark.parametrize(
    "line",
    [
        "Nov 25 04:11:38 gate sshd[30718]: Failed password for root from 203.0.113.211",
        "[2024-10-22T04:11:02,118][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] overhead",
        "$ systemctl status nginx",
        "    at org.example.Main.run(Main.java:12)",
        "Команда:\tUSER u10983_foto",
        " 3. sg1.carrier.example       0.0%  200   3.0   3.3   2.7  12.1",
    ],
)
def test_what_a_program_wrote_is_a_log(line: str) -> None:
    assert is_log(line)


@pytest.mark.parametrize(
    "line",
    [
        "Сервер не отвечает с 01:22:10, проверьте, пожалуйста",
        "Сайт не открывается с самого утра",
        "Please look at our server, it has been down since noon.",
    ],
)
def test_what_a_person_wrote_is_no_log(line: str) -> None:
    assert not is_log(line)


def test_a_letter_that_was_forwarded_stands_apart_from_the_words_above_it() -> None:
    letter = read(
        "Fwd: счёт",
        "Здравствуйте, в этом счёте неверная сумма, исправьте.\n\n"
        "-------- Пересылаемое сообщение --------\nОт: billing@hoster.example\n\nСервер 192.0.2.91",
    )
    assert "192.0.2.91" in letter.forwarded
    assert "192.0.2.91" not in letter.own.text
