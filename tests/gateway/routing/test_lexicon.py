"""Patterns of words, found in one pass."""

import pytest

from gateway.routing.lexicon import Lexicon, lexicon
from gateway.routing.text import Zone


def found(pattern: str, text: str) -> bool:
    return any(Lexicon({"it": pattern}).find(Zone(text).words))


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("не работа*", "сайт НЕ РАБОТАЕТ", True),
        ("не работа*", "не очень работает", False),
        ("не ~ работа*", "не очень работает", True),
        ("не ~ работа*", "нет. Работает", False),
        ("site|website is down", "Our website is down!", True),
        ("0 числа", "с 5 числа", True),
        ("0 числа", "до числа", False),
        ("счёт*", "счета", True),
        ("a / b", "b", True),
        ("работа", "работает", False),
    ],
)
def test_patterns(pattern: str, text: str, fits: bool) -> None:
    assert found(pattern, text) is fits


def test_a_beginning_that_would_fit_half_the_language_is_refused() -> None:
    with pytest.raises(ValueError, match="beginning"):
        Lexicon({"it": "с*"})


@pytest.mark.parametrize("name", ["concepts", "facts"])
def test_the_shipped_lexicons_are_well_formed(name: str) -> None:
    assert len(lexicon(name).concepts) > 15
