"""Header fields: encoded words with the mistakes of real mail, raw 8-bit text, message ids."""

import base64
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.headers import MAX_IDS, MAX_LINE, clean_line, clean_text, decode, message_ids

_SUBJECT = "Не могу войти в панель"


def word(text: bytes, charset: str = "utf-8") -> bytes:
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(text) + b"?="


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "windows-1251", "iso-8859-5", "cp866"])
def test_encoded_words_and_raw_text(charset: str) -> None:
    assert decode(word(_SUBJECT.encode(charset), charset)) == _SUBJECT
    assert decode(_SUBJECT.encode(charset)) == _SUBJECT


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"=?utf-8?q?a_b=3F?=", "a b?"),
        (b"=?utf-8?Q?abc=C3=B6=C\r\n 3=B5=C3=BC?=", "abcöõü"),
        (b"=?UTF-8?Q?a?= =?utf-8?B?Yg==?=", "ab"),
        (b"=?utf-8?B?0JA=?= plain =?utf-8?B?0JA=?=", "А plain А"),
        (b"=?utf-8?B?0JA=?==?utf-8?B?0JA=?=", "АА"),
        (b"x=?utf-8?B?0JA=?=y", "xАy"),
        (b"=?utf-8?B?0JA?=", "А"),
        (b"=?utf-8?Q?two words?=", "two words"),
        (b"=?utf-8*ru?B?0JA=?=", "А"),
        (b"=?unknown?B?0JA=?=", "А"),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"=?utf-8?B?abc", "=?utf-8?B?abc"),
        (b"=?=?=?", "=?=?=?"),
        (b"a =? b ?= c", "a =? b ?= c"),
        (b"", ""),
    ],
)
def test_mistakes(raw: bytes, expected: str) -> None:
    assert decode(raw) == expected


def test_a_character_cut_in_two_words_is_joined() -> None:
    data = _SUBJECT.encode()
    assert decode(word(data[:11]) + b" " + word(data[11:])) == _SUBJECT


@pytest.mark.parametrize(
    "raw",
    [
        b"=?utf-8?q?hi=0D=0ABcc=3A_victim=40x.example?=",
        b"=?utf-8?q?hi=0ABcc=3A_victim?=",
        b"hi\r\nBcc: victim",
        b"=?utf-8?q?a=C2=85b=E2=80=A8c=E2=80=A9d=00e?=",
        b"=?utf-8?q?=E2=80=AEexe=2Efdp=E2=80=8B?=",
    ],
)
def test_nothing_breaks_out_of_its_line(raw: bytes) -> None:
    assert_line(decode(raw))


def test_a_line_has_a_length() -> None:
    assert len(decode(b"a" * 10_000)) == MAX_LINE
    assert len(decode(word(b"a" * 5_000))) == MAX_LINE


def test_text_keeps_its_lines_and_nothing_else() -> None:
    assert clean_text("a\r\nb\rc\n\td\0\x07\u202e\ud800") == "a\nb\nc\n\td\ufffd"


def test_emoji_stay_whole() -> None:
    assert clean_line("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"<a@b>", ("a@b",)),
        (b"a@b", ("a@b",)),
        (b"<a@b> <c@d>\t<a@b>", ("a@b", "c@d")),
        (b"<a@b> (comment) text", ("a@b",)),
        (b"<a @b>", ("a@b",)),
        (b"<a@[192.0.2.1]>", ("a@[192.0.2.1]",)),
        (b"<a@b", ("a@b",)),
        (b"<>", ()),
        (b"< >", ()),
        (b"<[>", ()),
        (b"<@>", ()),
        (b"<a@b\0>", ()),
        (b"", ()),
        (b"none", ()),
        (b"<" + b"a" * 2_000 + b"@b>", ()),
    ],
)
def test_message_ids(raw: bytes, expected: tuple[str, ...]) -> None:
    assert message_ids(raw) == expected


def test_there_is_a_most_of_ids() -> None:
    assert len(message_ids(b"".join(b"<%d@b> " % n for n in range(MAX_IDS * 2)))) == MAX_IDS


@given(st.binary(max_size=300))
def test_any_value_is_a_clean_line(raw: bytes) -> None:
    assert_line(decode(raw))
    assert_line(decode(b"=?utf-8?B?" + base64.b64encode(raw) + b"?="))
    for each in message_ids(raw):
        assert_line(each)


def assert_line(text: str) -> None:
    assert not {unicodedata.category(char) for char in text} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b")
