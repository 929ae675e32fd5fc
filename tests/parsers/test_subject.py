"""Prefixes of replies and forwards, in the languages of the world."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.subject import base, is_forward

_PREFIXES = [
    "Re:",
    "RE:",
    "re:",
    "Re[2]:",
    "Re(3):",
    "Re^2:",
    "Re*2:",
    "Отв:",
    "Отв[2]:",
    "Ответ:",
    "НА:",
    "HA:",
    "AW:",
    "SV:",
    "FW:",
    "Fwd:",
    "FWD:",
    "Пересл:",
    "WG:",
    "TR:",
    "RV:",
    "Rif:",
    "RIF:",
    "Antw:",
    "回复:",
    "回复：",
    "转发:",
    "答复:",
    "Odp:",
    "Vá:",
    "BLS:",
    "VS:",
    "VL:",
    "ENC:",
    "RES:",
    "Doorst:",
    "YNT:",
    "İlt:",
    "На:",
    "Відп:",
    "PD:",
    "返信:",
    "轉寄:",
    "Fw[3]:",
    "R:",
    "I:",
]


@pytest.mark.parametrize("prefix", _PREFIXES)
def test_each_is_stripped(prefix: str) -> None:
    assert base(f"{prefix} Не открывается сайт") == "Не открывается сайт"
    assert base(f"{prefix}Re: {prefix} Сайт") == "Сайт"


@pytest.mark.parametrize(
    "subject",
    ["Сайт", "Ошибка: 502", "Вопрос: как?", "12: 30", "Reply: x", "Re", ": x", "[Re]: x", "",
     "https://site.example", "Domain: re: x"],
)  # fmt: skip
def test_what_is_no_prefix(subject: str) -> None:
    assert base(subject) == subject


def test_odd_spacing_and_nothing_left() -> None:
    assert base("  RE :  Re:   Отв:  Сайт   лежит ") == "Сайт   лежит"
    assert base("Re: ") == ""
    assert base("Site down (fwd)") == "Site down"


@given(st.text(max_size=300))
def test_stripping_twice_changes_nothing(subject: str) -> None:
    assert base(base(subject)) == base(subject)


def test_a_thousand_prefixes_end() -> None:
    assert base("Re: " * 1_000 + "x").endswith("x")


@pytest.mark.parametrize(
    ("subject", "forward"),
    [
        ("Fwd: Сайт", True),
        ("ПЕРЕСЛ: Re: Сайт", True),
        ("WG: AW: Seite", True),
        ("Re: Fwd: Сайт", False),
        ("Vs: Sivusto", False),  # a reply in Finnish, a forward in Danish
        ("Сайт: Fwd", False),
        ("", False),
    ],
)
def test_a_forward_by_its_outermost_prefix(subject: str, forward: bool) -> None:
    assert is_forward(subject) is forward
