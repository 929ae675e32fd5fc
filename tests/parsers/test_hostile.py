"""Letters that break programs: each is read, its limits are said, and no stage gives up.

Each of them costs a fraction of a second when the work is bounded, and minutes or a RecursionError
when it is not; the timeout of the test run is what tells.
"""

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from pkgutil import walk_packages
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import parsers
from parsers import limits
from parsers.parse import parse
from tests.parsers.letters import HEADER, letter


def nested(depth: int) -> bytes:
    """Multiparts in multiparts, a text in the last of them."""
    lines = [b"Content-Type: multipart/mixed; boundary=b0\n\n"]
    lines += [
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (level - 1, level)
        for level in range(1, depth)
    ]
    return HEADER + b"".join(lines) + b"--b%d\n\nHello\n" % (depth - 1)


def parts(count: int) -> bytes:
    """A multipart with so many parts, itself among them."""
    return letter(b"--b\n\n" * (count - 1), content_type="multipart/mixed; boundary=b")


def test_a_newline_in_an_encoded_subject_stays_in_the_subject() -> None:
    message = parse(b"Subject: =?utf-8?q?hi=0D=0ABcc=3A_victim=40x=2Eexample?=\n\nx")
    assert message.subject.split() == ["hi", "Bcc:", "victim@x.example"]
    assert message.cc == ()


def test_a_newline_in_an_encoded_name() -> None:
    message = parse(b"From: =?utf-8?q?a=0D=0Ab?= <a@x.example>\n\nx")
    assert message.header_from.name.split() == ["a", "b"]


def test_ids_that_crash_readers() -> None:
    for junk in (b"<[>", b"<>", b"<]>", b"<@>", b"[", b"<a@[>"):
        assert (
            parse(b"Message-ID: " + junk + b"\nIn-Reply-To: " + junk + b"\n\nx").message_id is None
        )


@pytest.mark.parametrize("depth", [10, 500, 10_000])
def test_nested_comments(depth: int) -> None:
    message = parse(b"From: " + b"(" * depth + b"a" + b")" * depth + b" <a@x.example>\n\nx")
    assert message.header_from.address == "a@x.example"
    parse(b"From: " + b"(" * depth + b" <a@x.example>\n\nx")


def test_nested_multiparts() -> None:
    for depth in (1_000, 10_000):
        message = parse(nested(depth))
        assert f"nested deeper than {limits.MAX_DEPTH}: kept as a file" in message.defects


@pytest.mark.parametrize("depth", [1_000, 10_000])
def test_nested_letters(depth: int) -> None:
    message = parse(HEADER + b"Content-Type: message/rfc822\n\n" * depth + b"\nhi")
    assert message.attachments[0].content_type == "message/rfc822"


def test_a_header_field_of_megabytes() -> None:
    for size in (976, 1_953):
        message = parse(HEADER + b"X-Long: " + b"a " * (size * 512) + b"\n\nHello")
        assert message.text == "Hello"
        assert message.defects == ("header field x-long cut at 100 KiB",)


def test_twenty_thousand_recipients() -> None:
    to = b", ".join(b"N %d <n%d@x.example>" % (n, n) for n in range(20_000))
    message = parse(b"To: " + to + b"\n\nx")
    assert len(message.to) == 500
    assert "header field to cut at 100 KiB" in message.defects


def test_eight_thousand_encoded_words() -> None:
    message = parse(b"Subject: " + b" ".join([b"=?utf-8?q?a?="] * 8_000) + b"\n\nx")
    assert message.subject.startswith("a" * 1_000)


def test_two_thousand_parameters() -> None:
    many = "".join(f"; p{n}=1" for n in range(2_000))
    message = parse(letter(content_type="text/plain" + many))
    assert message.text == "Hello"
    assert message.defects == ("header field content-type has too many parameters",)


def test_a_hundred_thousand_empty_parts() -> None:
    message = parse(parts(100_000))
    assert "more than 500 parts: the rest is left out" in message.defects


def test_unknown_charsets_and_missing_boundaries() -> None:
    assert parse(letter(content_type="text/plain; charset=nope")).text == "Hello"
    assert parse(letter(content_type='text/plain; charset="a\0b"')).text == "Hello"
    message = parse(letter(content_type="multipart/mixed"))
    assert message.text == "Hello"
    assert message.defects == ("multipart without boundary",)


@pytest.mark.parametrize(
    "header",
    [
        b"From: =?utf-8?B?abcde?= <a@x.example>\n",  # wrong padding
        b'Content-Type: text/plain; charset="a\0b"\n',
        b"Content-Type: text/plain; charset*=utf-8''a\n",
        b"Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: multipart/x; boundary=a\n\n--a\nContent-Type: multipart/x; boundary=b\n",
        b"Content-Type: a/b; charset*=utf-8''a; name=a\nContent-Transfer-Encoding: base64\n\n\xff",
    ],
)
def test_what_makes_other_readers_raise(header: bytes) -> None:
    for sender in (b"", b"From: MAILER-DAEMON@x.example\nSubject: Undelivered Mail\n"):
        message = parse(sender + header + b"\nx\xff")
        assert [defect for defect in message.defects if " failed (" in defect] == []


@pytest.mark.parametrize(
    "body",
    [
        b">" * 1_000_000, b"On x wrote:\n" * 80_000, b"http://a" * 125_000, b" " * 1_000_000,
        b"\n" * 1_000_000, b"\r\n" * 500_000, b"\r" * 1_000_000, b"-- \n" * 250_000,
        b"From: a\nSent: b\n" * 60_000, b"-----Original Message-----\n" * 40_000,
        b"_" * 1_000_000, b"<" * 1_000_000, b"a@x.example " * 80_000, b"begin 644 a\n" * 50_000,
        b"--b\n" * 250_000, b"=?" * 500_000, b"\0" * 1_000_000, b"\xff" * 1_000_000,
        b"".join(b">" * (n % 200) + b" a\n" for n in range(10_000)),
    ],
)  # fmt: skip
def test_a_megabyte_of_one_thing(body: bytes) -> None:
    for content_type in ("text/plain", "text/html", "text/plain; format=flowed"):
        parse(letter(body, content_type=content_type))


def test_boundary_lines_that_are_none() -> None:
    message = parse(letter(b"--c\n" * 600_000, content_type="multipart/mixed; boundary=b"))
    assert "letter cut after 500000 lines" in message.defects


@pytest.mark.parametrize(
    ("raw", "over"),
    [
        (lambda more: b"X-A: " + b"a" * (limits.MAX_FIELD + more), "cut at 100 KiB"),
        (lambda more: b"\n".join([b"X: 1"] * (limits.MAX_FIELDS + more)), "header cut after"),
        (lambda more: b"\n".join([b"Received: x"] * (limits.MAX_RECEIVED + more)), "101 Received"),
    ],
)
def test_limits_of_the_header(raw: Callable[[int], bytes], over: str) -> None:
    for more in (-1, 0):
        view = limits.view(raw(more) + b"\n\nHello")
        assert (view.body, view.defects) == (b"Hello", ())
    view = limits.view(raw(1) + b"\n\nHello")
    assert view.body == b"Hello"
    assert [over in defect for defect in view.defects] == [True]


def test_limit_of_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LETTER", 2**20)
    for more in (-1, 0):
        assert parse(HEADER + b"\n" + b"a" * (2**20 - len(HEADER) - 1 + more)).defects == ()
    message = parse(HEADER + b"\n" + b"a" * (2**20 - len(HEADER)))
    assert message.defects == ("letter cut at 1 MiB",)


def test_limits_of_parts_and_depth() -> None:
    for count in (limits.MAX_PARTS - 1, limits.MAX_PARTS):
        assert parse(parts(count)).defects == ()
    assert parse(parts(limits.MAX_PARTS + 1)).defects == (
        f"more than {limits.MAX_PARTS} parts: the rest is left out",
    )
    for depth in (limits.MAX_DEPTH - 1, limits.MAX_DEPTH):
        assert parse(nested(depth)).text == "Hello"
        assert parse(nested(depth)).defects == ()
    assert (
        f"nested deeper than {limits.MAX_DEPTH}: kept as a file"
        in parse(nested(limits.MAX_DEPTH + 1)).defects
    )


def test_limit_of_lines() -> None:
    lines = b"a\n" * limits.MAX_LINES
    assert limits.view(HEADER + b"\n" + lines).defects == ()
    assert limits.view(HEADER + b"\n" + lines + b"a\n").defects == (
        f"letter cut after {limits.MAX_LINES} lines",
    )


def patterns() -> list[re.Pattern[str] | re.Pattern[bytes]]:
    """Every compiled expression of the package."""
    modules = [import_module(info.name) for info in walk_packages(parsers.__path__, "parsers.")]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, re.Pattern)
    ]


def nests(tree: Iterable[tuple[object, Any]], *, inside: bool = False) -> bool:
    """Whether something that repeats without end repeats without end itself."""
    for operation, argument in tree:
        endless = inside
        if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            endless = argument[1] == _constants.MAXREPEAT
            if endless and inside:
                return True
            endless = endless or inside
        if any(nests(each, inside=endless) for each in _inner(operation, argument)):
            return True
    return False


def _inner(operation: object, argument: Any) -> list[Any]:
    if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        return [argument[2]]
    if operation is _constants.SUBPATTERN:
        return [argument[3]]
    if operation is _constants.BRANCH:
        return list(argument[1])
    return [argument[1]] if operation in (_constants.ASSERT, _constants.ASSERT_NOT) else []


def test_the_check_below_sees_nested_quantifiers() -> None:
    assert nests(_parser.parse("(?:a+b)*"))
    assert not nests(_parser.parse("(?:a{1,3}b)*"))


def test_no_expression_has_nested_quantifiers() -> None:
    found = patterns()
    assert len(found) > 10
    assert [p.pattern for p in found if nests(_parser.parse(p.pattern, p.flags))] == []
