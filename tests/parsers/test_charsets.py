"""Bytes to text: declared rightly, wrongly, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.charsets import codec_name, decode

_RUSSIAN = "Здравствуйте! Не могу войти в панель управления, помогите, пожалуйста."
_SHORT = ["Не открывается сайт", "Вопрос по оплате", "Привет, как дела?", "Спасибо большое"]
_CYRILLIC = ["windows-1251", "koi8-r", "iso-8859-5", "cp866"]


@pytest.mark.parametrize(
    "charset", ["utf-8", *_CYRILLIC, "koi8-u", "mac-cyrillic", "utf-16", "utf-7"]
)
def test_a_right_declaration_never_loses(charset: str) -> None:
    decoded = decode(_RUSSIAN.encode(charset), charset)
    assert (decoded.text, decoded.guessed) == (_RUSSIAN, "")


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb2312", "我的网站打不开，请帮忙"),
        ("gb18030", "我的网站打不开，请帮忙"),
        ("big5", "我的網站打不開"),
        ("iso-2022-jp", "サイトが開けません"),
        ("shift_jis", "サイトが開けません"),
        ("euc-kr", "사이트가 열리지 않습니다"),
        ("windows-1252", "L’été à Genève — où êtes-vous ?"),
        ("iso-8859-1", "Müller grüßt"),
        ("iso-8859-2", "Zażółć gęślą jaźń"),
        ("windows-1254", "çalışmıyor, teşekkürler"),
    ],
)
def test_other_scripts(charset: str, text: str) -> None:
    assert decode(text.encode(charset), charset).text == text


@pytest.mark.parametrize(
    "declared", ["", "us-ascii", "utf-8", "iso-8859-1", "nonsense", "x-unknown"]
)
@pytest.mark.parametrize("charset", _CYRILLIC)
def test_cyrillic_under_a_wrong_name(charset: str, declared: str) -> None:
    decoded = decode(_RUSSIAN.encode(charset), declared)
    assert decoded.text == _RUSSIAN
    assert decoded.guessed


@pytest.mark.parametrize("text", _SHORT)
@pytest.mark.parametrize("charset", _CYRILLIC)
def test_short_texts_without_a_name(charset: str, text: str) -> None:
    assert decode(text.encode(charset)).text == text


@pytest.mark.parametrize(
    "declared", ["", "windows-1251", "koi8-r", "iso-8859-1", "us-ascii", "junk"]
)
def test_utf8_under_another_name(declared: str) -> None:
    assert decode(_RUSSIAN.encode(), declared).text == _RUSSIAN


@pytest.mark.parametrize(
    "name", ["cp-1251", "win-1251", "x-cp1251", "WINDOWS-1251", '"cp1251"', "windows1251"]
)
def test_names_that_programs_make_up(name: str) -> None:
    assert codec_name(name) == "cp1251"


@pytest.mark.parametrize(
    "name", ["base64", "zip", "rot13", "idna", "unicode_escape", "", "a\0b", "x" * 99]
)
def test_codecs_that_are_no_charsets(name: str) -> None:
    assert codec_name(name) == ""


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb18030", "我的网站打不开，请帮忙看看"),
        ("big5", "我的網站打不開，請幫忙"),
        ("shift_jis", "サイトが開けません。"),
        ("euc-jp", "サイトが開けません。"),
        ("euc-kr", "사이트가 열리지 않습니다"),
        ("windows-1252", "L’été à Genève — où êtes-vous ?"),
        ("windows-1252", "Müller grüßt"),
    ],
)
def test_other_scripts_without_a_name(charset: str, text: str) -> None:
    assert decode(text.encode(charset)).text == text


def test_japanese_that_does_not_say_so() -> None:
    assert decode("サイトが開けません".encode("iso-2022-jp")).text == "サイトが開けません"


@pytest.mark.parametrize("text", ["ÅÄÖ", "ÖÄÜ", "ÄÖÜß"])
def test_western_letters_under_their_own_name_are_no_cyrillic(text: str) -> None:
    assert decode(text.encode("cp1252"), "windows-1252").text == text


def test_a_few_broken_bytes_do_not_change_the_charset() -> None:
    data = _RUSSIAN.encode()[:-1]
    assert decode(data, "utf-8").charset == "utf-8"
    assert decode(data, "utf-8").text.startswith("Здравствуйте!")


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_have_a_text(data: bytes, declared: str) -> None:
    decode(data, declared).text.encode("utf-8")
