"""Which language we write in."""

from acknowledgements.language import written_in


def test_the_letter_s_own_when_we_write_it() -> None:
    assert written_in("en", "ru") == "en"
    assert written_in("ru", "en") == "ru"


def test_else_the_hoster_s() -> None:
    assert written_in("", "ru") == "ru"
    assert written_in("kk", "en") == "en"
