"""Names of attachments: normalised first, checked second, never a path."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.filenames import MAX_NAME, clean, storable

_STEMS = [
    "a.txt",
    ".htaccess",
    "..",
    "con",
    "nul.txt",
    "LPT1",
    "счёт.pdf",
    "a" * 300 + ".pdf",
    "x.",
    "",
]
_BEFORE = [
    "",
    "../",
    "..\\",
    "/etc/",
    "C:\\",
    "\u200b",
    "\u202e",
    "\0",
    "\r\n",
    " ",
    ".",
    "．．／",
    "﹨",
]
_AFTER = ["", "\u200b", "\u202e", "\0", " ", ".", "...", "/", "\n"]
HOSTILE = ["".join(each) for each in itertools.product(_BEFORE, _STEMS, _AFTER)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("Счёт на оплату.pdf", "Счёт на оплату.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\site.log", "site.log"),
        ("\u200b.htaccess", "htaccess"),
        ("．．／．htaccess", "htaccess"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\0.php", "a.php"),
        ("a.php.", "a.php"),
        ("a.php . .", "a.php"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹.txt", "_COM1.txt"),
        ("console.log", "console.log"),
        ("a:b|c?.txt", "a_b_c_.txt"),
        ("two\r\n lines.txt", "two lines.txt"),
        ("ﬁle.txt", "file.txt"),
        ("...", ""),
        ("///", ""),
        ("", ""),
    ],
)
def test_names(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_a_long_name_keeps_its_extension() -> None:
    assert clean("я" * 300 + ".pdf") == "я" * (MAX_NAME - 4) + ".pdf"
    assert clean("a" * MAX_NAME) == "a" * MAX_NAME
    assert len(clean("a" * (MAX_NAME + 1))) == MAX_NAME
    assert len(clean("a." + "b" * 300)) == MAX_NAME


def test_there_are_enough_hostile_names() -> None:
    assert len(HOSTILE) >= 500


@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_names(raw: str) -> None:
    assert_safe(clean(raw))


@given(st.text(max_size=400))
def test_any_name(raw: str) -> None:
    name = clean(raw)
    assert_safe(name)
    assert clean(name) == name


@given(st.text(alphabet=st.characters(), max_size=50))
def test_the_record_is_storable(raw: str) -> None:
    kept = storable(raw + "\0\ud800")
    assert "\0" not in kept
    kept.encode("utf-8")


def assert_safe(name: str) -> None:
    assert len(name) <= MAX_NAME
    assert not set(name) & set('/\\<>:"|?*')
    assert not {unicodedata.category(char) for char in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert name == name.strip(" .")
    assert name.split(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1", "lpt1")
