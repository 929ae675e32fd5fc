"""What wraps others: S/MIME, winmail.dat, uuencoded files; damaged and hostile ones too."""

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import cms, mime, tnef, uuencoded
from parsers.limits import view
from parsers.parse import parse
from tests.parsers.letters import letter, stored


def payload(name: str) -> bytes:
    seen = view(stored(name))
    return mime.read(seen.fields, seen.body).parts[0].data()


def test_every_cut_of_a_signed_part_is_borne() -> None:
    data = payload("smime_opaque")
    assert cms.signed_content(data)
    for end in range(len(data)):
        cms.signed_content(data[:end])


def test_content_in_pieces_of_no_said_length() -> None:
    signed, plain = (bytes.fromhex(f"06092a864886f70d01070{digit}") for digit in "21")
    data = b"\x30\x80" + signed + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" + plain
    data += b"\xa0\x80\x24\x80" + b"\x04\x03abc\x04\x02de" + b"\0\0" * 6
    assert cms.signed_content(data) == b"abcde"


def stream(*attributes: tuple[int, bytes]) -> bytes:
    """A TNEF stream (MS-OXTNEF 2.1.3)."""
    parts = [
        b"\x02" + number.to_bytes(4, "little") + len(value).to_bytes(4, "little") + value + b"\0\0"
        for number, value in attributes
    ]
    return tnef.SIGNATURE + b"\0\0" + b"".join(parts)


def prop(kind: int, identity: int, value: bytes) -> bytes:
    """One MAPI property of several octets."""
    head = kind.to_bytes(2, "little") + identity.to_bytes(2, "little") + (1).to_bytes(4, "little")
    return head + len(value).to_bytes(4, "little") + value + b"\0" * (-len(value) % 4)


RENDERING, TITLE, CONTENT, PROPERTIES, CODEPAGE = 0x69002, 0x18010, 0x6800F, 0x69005, 0x69007


def test_a_file_that_outlook_keeps_as_a_property_is_not_lost() -> None:
    long_name = prop(0x1F, 0x3707, "план.txt".encode("utf-16-le"))
    plain = (2).to_bytes(4, "little") + prop(0x102, 0x3701, b"bytes") + long_name
    an_object = (1).to_bytes(4, "little") + prop(0x0D, 0x3701, b"g" * 16 + b"inner")
    contents = tnef.read(
        stream(
            (RENDERING, b""), (TITLE, b"a.txt\0"), (PROPERTIES, plain),
            (RENDERING, b""), (TITLE, b"b.msg\0"), (PROPERTIES, an_object),
            (RENDERING, b""), (TITLE, b"empty.txt\0"), (CONTENT, b""),
        )
    )  # fmt: skip
    assert contents.whole
    assert [one.content for one in contents.files] == [b"bytes", b"inner", b""]


def test_names_in_eight_bits_are_in_the_codepage_of_the_stream() -> None:
    data = stream(
        (CODEPAGE, (1252).to_bytes(8, "little")), (RENDERING, b""),
        (TITLE, "Übersicht-äöü.txt".encode("cp1252")), (CONTENT, b"x"),
    )  # fmt: skip
    raw = b"Content-Type: application/ms-tnef; name=winmail.dat\n\n" + data
    assert [one.filename for one in parse(raw).attachments] == ["Übersicht-äöü.txt"]


def test_a_uuencoded_line_with_something_behind_it_does_not_spoil_the_file() -> None:
    good = binascii.b2a_uu(b"a line of a file").decode().rstrip("\n")
    for text in (good, f"{good}x", f"{good} "):
        found = uuencoded.extract(f"See:\nbegin 644 a.txt\n{text}\n`\nend\n")
        assert found.files == (("a.txt", b"a line of a file"),)


@given(st.binary(max_size=100))
def test_any_bytes_as_cms(data: bytes) -> None:
    cms.signed_content(bytes.fromhex("308006092a864886f70d010702") + data)


def test_a_stream_of_outlook() -> None:
    contents = tnef.read(payload("winmail_dat"))
    assert contents.whole
    assert contents.text.decode("cp1251") == "Счёт во вложении."
    (file,) = contents.files
    assert (file.name.decode(file.charset), file.content) == ("Счёт.pdf", b"%PDF-1.4")


def test_a_damaged_stream_keeps_the_file_itself() -> None:
    data = payload("winmail_dat")
    for end in range(0, len(data), 3):
        message = parse(b"Content-Type: application/ms-tnef; name=winmail.dat\n\n" + data[:end])
        kept = "winmail.dat" in [file.filename for file in message.attachments]
        assert kept or message.text == "Счёт во вложении."


@given(st.binary(max_size=300))
def test_any_bytes_as_tnef(data: bytes) -> None:
    tnef.read(tnef.SIGNATURE + b"\0\0" + data)
    tnef.read(data)


def test_counts_that_lie() -> None:
    lie = b"\xff\xff\xff\x7f"
    value = lie + b"\x1f\x10\x07\x37" + lie + b"\0" * 200_000
    attribute = b"\x02" + (0x00069005).to_bytes(4, "little") + len(value).to_bytes(4, "little")
    tnef.read(tnef.SIGNATURE + b"\0\0" + (attribute + value + b"\0\0") * 5)


@pytest.mark.parametrize(
    "text",
    ["begin 644 a\nno code\nend", "begin 644 a\n", "begin the day\nend", "begin 644\nend",
     "end\nbegin 644 a", "I begin 644 a\nend"],
)  # fmt: skip
def test_what_is_no_file_stays_text(text: str) -> None:
    assert uuencoded.extract(text) == uuencoded.Found(text, ())


def test_two_files_in_one_text() -> None:
    block = "begin 644 {}\n%2&5L;&\\ \n`\nend"
    found = uuencoded.extract(f"a\n{block.format('one')}\nb\n{block.format('two')}\nc")
    assert found.text == "a\nb\nc"
    assert found.files == (("one", b"Hello"), ("two", b"Hello"))


def test_nothing_is_decompressed() -> None:
    bomb = b"PK\x03\x04" + b"\0" * 5_000
    message = parse(letter(bomb, content_type="application/zip; name=bomb.zip"))
    assert [file.size for file in message.attachments] == [len(bomb)]


def test_many_texts_are_bounded_together() -> None:
    part = b"--b\nContent-Type: text/html\n\n" + b"<p>word</p>" * 90_000 + b"\n"
    message = parse(letter(part * 20, content_type="multipart/mixed; boundary=b"))
    assert len(message.text) <= 2**21
    plain = b"--b\n\n" + b"word\n" * 200_000
    message = parse(letter(plain * 5, content_type="multipart/mixed; boundary=b"))
    assert "text cut at 2 Mi characters" in message.defects
