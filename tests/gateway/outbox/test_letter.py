from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.outbox import letter
from gateway.outbox.letter import File, UnsafeInterpreterError, render, self_test
from parsers.message import Address
from tests.gateway.outbox.values import DRAFT, NOW, draft

FIELDS = [
    *("Date", "Message-ID", "From", "To", "Reply-To", "Subject", "In-Reply-To", "References"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "X-Postdesk-Loop", "Content-Language"),
    *("MIME-Version", "Content-Type"),
]
HOSTILE = st.text(
    st.sampled_from("aж\r\n\0\x0b\x0c\x85\u2028\u2029\u202e\u200b\ud800 \t:;,<>@\"'\\()=?%*_-💥")
    | st.characters()
) | st.sampled_from(
    [
        "x\r\nBcc: victim@evil.example",
        "x\n\r\nbody",
        "=?utf-8?q?hi=0D=0ABcc=3A_victim=40evil.example?=",
        "=?utf-8?b?DQpCY2M6IHY=?=",
        "\"; filename*0*=utf-8''%0d%0aX-A: b",
        'a" <victim@evil.example>, "',
        "a, b: c;",
        "\x85X-A: b",
        "\u2028X-A: b",
        "word " * 500,
        "я" * 3000,
        "x" * 5000,
    ]
)


def read(written: bytes) -> EmailMessage:
    message = message_from_bytes(written, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def content(part: Message) -> str:
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def test_an_acknowledgement_says_what_it_is() -> None:
    message = read(render(DRAFT))
    assert message.keys() == FIELDS
    assert message["From"] == "Петя Иванов <support@hoster.example>"
    assert message["To"] == "anna@client.example"
    assert message["Subject"] == "Мы получили ваше письмо"
    assert message["Message-ID"] == "<k0.abc@hoster.example>"
    assert message["In-Reply-To"] == "<1@client.example>"
    assert message["References"] == "<0@client.example> <1@client.example>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-Postdesk-Loop"] == "hoster.example"
    assert message["Date"].datetime == NOW
    assert message["Bcc"] is None


def test_text_and_html_are_alternatives() -> None:
    message = read(render(DRAFT))
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert content(text) == DRAFT.text
    assert content(html) == DRAFT.html
    assert html.get_content_type() == "text/html"


def test_a_plain_letter_is_one_part() -> None:
    message = read(render(draft(html="", text="Hello = you\n.\nFrom here\n trailing \n")))
    assert message.get_content_type() == "text/plain"
    assert content(message) == "Hello = you\n.\nFrom here\n trailing \n"


def test_what_is_not_given_is_left_out() -> None:
    bare = draft(
        reply_to="",
        in_reply_to="",
        references=(),
        auto_submitted="",
        suppress=False,
        loop_id="",
        language="",
    )
    names = [*FIELDS[:4], "Subject", *FIELDS[-2:]]
    assert read(render(bare)).keys() == names


@settings(max_examples=1000, deadline=None)
@given(
    subject=HOSTILE,
    from_name=HOSTILE,
    to_name=HOSTILE,
    in_reply_to=HOSTILE,
    references=st.lists(HOSTILE, max_size=4).map(tuple),
    language=HOSTILE,
    text=HOSTILE,
    html=HOSTILE,
    filename=HOSTILE,
    content_type=HOSTILE,
)
def test_no_text_becomes_a_header_or_a_recipient(
    from_name: str, to_name: str, filename: str, content_type: str, **texts: Any
) -> None:
    written = render(
        draft(
            header_from=Address(from_name, "support@hoster.example"),
            to=Address(to_name, "anna@client.example"),
            files=(File(filename=filename, content_type=content_type, content=b"data"),),
            **texts,
        )
    )
    _assert_fit_for_smtp(written)
    compat = message_from_bytes(written)
    optional = {"In-Reply-To", "References", "Content-Language"}
    assert [name for name in compat if name not in optional] == [
        name for name in FIELDS if name not in optional
    ]
    message = read(written)
    for field, address in (("From", "support@hoster.example"), ("To", "anna@client.example")):
        assert [one.addr_spec for one in message[field].addresses] == [address]
        assert not any(char in message[field].addresses[0].display_name for char in "\r\n\0\x85")
    _, attached = message.iter_parts()
    assert set(attached.keys()) == {
        *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")
    }
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_payload(decode=True) == b"data"
    assert attached.get_filename()


def _assert_fit_for_smtp(written: bytes) -> None:
    assert written.isascii()
    assert b"\0" not in written
    assert written.count(b"\r") == written.count(b"\n") == written.count(b"\r\n")
    assert max(len(line) for line in written.split(b"\r\n")) <= 998


def quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(name=st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=80))
def test_a_name_comes_back_as_it_was(name: str) -> None:
    written = render(draft(header_from=Address(name, "support@hoster.example")))
    shown = str(make_header(decode_header(message_from_bytes(written)["From"])))
    assert shown.rpartition(" <")[0] == (
        name if not name.isascii() or "=?" in name else quoted(name)
    )


@given(subject=st.text(st.characters(blacklist_categories=["C", "Z"]), max_size=200))
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    assert read(render(draft(subject=subject)))["Subject"] == subject


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("Re: hello", b"Subject: Re: hello\r\n"),
        ("", b"Subject:\r\n"),
        ("a  b", b"Subject: a b\r\n"),
        ("=?utf-8?q?a?=", b"Subject: =?utf-8?B?PT91dGYtOD9xP2E/PQ==?=\r\n"),
    ],
)
def test_a_plain_subject_is_not_encoded(subject: str, line: bytes) -> None:
    assert line in render(draft(subject=subject))


@given(st.lists(st.integers(1, 400), max_size=60))
def test_references_keep_the_first_and_the_newest_within_1000_bytes(sizes: list[int]) -> None:
    ids = tuple(f"{n}.{'x' * size}@client.example" for n, size in enumerate(sizes))
    written = render(draft(references=ids))
    header = written.partition(b"\r\nReferences:")[2].partition(b"\r\nAuto-Submitted")[0]
    assert len("References:") + len(header) <= 1000
    kept = [one.strip("<>") for one in header.decode().split()]
    if ids:
        assert kept[0] == ids[0]
        assert kept[1:] == list(ids[len(ids) - len(kept) + 1 :])
    else:
        assert kept == []


def test_a_usual_chain_of_references_is_kept_whole() -> None:
    ids = tuple(f"{n}@client.example" for n in range(30))
    assert read(render(draft(references=ids)))["References"].split() == [f"<{one}>" for one in ids]


@pytest.mark.parametrize(
    "name",
    [
        "act.pdf",
        "Акт выполненных работ за ноябрь.pdf",
        "50% «скидка».docx",
        "it's (1); a=b.txt",
        "ж" * 300 + ".pdf",
    ],
)
def test_a_file_name_is_readable_in_both_spellings(name: str) -> None:
    file = File(filename=name, content_type="application/pdf", content=b"%PDF")
    _, attached = read(render(draft(files=(file,)))).iter_parts()
    shown = attached.get_filename()
    assert shown is not None
    assert shown.endswith(name[-4:])
    assert shown == attached["Content-Type"].params["name"]
    assert len(shown.encode()) <= letter.MAX_FILENAME
    if len(name) < 100:
        assert shown == name


def test_a_path_as_a_file_name_is_no_path() -> None:
    file = File(filename="../../etc/passwd", content_type="text/plain", content=b"x")
    _, attached = read(render(draft(files=(file,)))).iter_parts()
    assert attached.get_filename() == "passwd"


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        ("Image/PNG", "image/png"),
        ("multipart/mixed", "application/octet-stream"),
        ("message/partial", "application/octet-stream"),
        ("text/plain; charset=x", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_only_a_plain_content_type_is_passed_on(declared: str, sent: str) -> None:
    file = File(filename="a", content_type=declared, content=bytes(range(256)))
    _, attached = read(render(draft(files=(file,)))).iter_parts()
    assert attached.get_content_type() == sent
    assert attached.get_payload(decode=True) == bytes(range(256))


def test_an_enclosed_letter_stays_a_letter() -> None:
    file = File(filename="", content_type="message/rfc822", content=b"Subject: inner\n\nHello\n")
    _, attached = read(render(draft(files=(file,)))).iter_parts()
    assert attached.get_content_type() == "message/rfc822"
    assert attached.get_filename() == "letter.eml"
    assert attached.get_content()["Subject"] == "inner"


@pytest.mark.parametrize(
    "content",
    [
        "Subject: 8 бит\n\nПривет\n".encode(),
        b"Subject: " + b"x" * 2000 + b"\n\n",
        b"Subject: a\rb\n\n",
        b"Subject: a\0b\n\n",
    ],
)
def test_an_enclosed_letter_that_is_not_fit_to_travel_goes_as_a_file(content: bytes) -> None:
    file = File(filename="a.eml", content_type="message/rfc822", content=content)
    written = render(draft(files=(file,)))
    _assert_fit_for_smtp(written)
    _, attached = read(written).iter_parts()
    assert attached.get_content_type() == "application/octet-stream"
    assert attached.get_payload(decode=True) == content


def test_an_enclosed_letter_cannot_end_ours() -> None:
    first = render(draft(files=(File(filename="a", content_type="a/b", content=b""),)))
    file = File(filename="a.eml", content_type="message/rfc822", content=first)
    other = File(filename="b.txt", content_type="text/plain", content=b"b")
    parts = list(read(render(draft(files=(file, other)))).iter_parts())
    assert [part.get_filename() for part in parts] == [None, "a.eml", "b.txt"]


def test_a_foreign_local_part_stands_in_utf_8() -> None:
    written = render(draft(to=Address("", "почта@пример.example")))
    assert "To: почта@xn--e1afmkfd.example\r\n".encode() in written


@pytest.mark.parametrize(
    "changes",
    [
        {"to": Address("Anna", "")},
        {"to": Address("", "anna@client.example\r\nBcc: b@client.example")},
        {"header_from": Address("", "-f@hoster.example")},
        {"reply_to": "a@b, c@d"},
        {"message_id": ""},
        {"message_id": "a b@hoster.example"},
        {"message_id": "no-host"},
        {"auto_submitted": "yes"},
        {"loop_id": "a\nb"},
        {"date": datetime(2026, 1, 1)},  # noqa: DTZ001
    ],
)
def test_a_mistake_of_ours_is_an_error(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        render(draft(**changes))


def test_this_interpreter_may_send() -> None:
    self_test()


def test_an_interpreter_that_lets_a_header_through_may_not_send(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letter, "clean_line", lambda text, limit=0: text)
    monkeypatch.setattr(letter, "_unstructured", lambda field, value: f"{field}: {value}")
    with pytest.raises(UnsafeInterpreterError):
        self_test()


def test_an_interpreter_whose_smtplib_sends_two_commands_may_not_send(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("smtplib.SMTP.putcmd", lambda self, cmd, args="": None)
    with pytest.raises(UnsafeInterpreterError):
        self_test()


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert render(DRAFT) == render(replace(DRAFT))
