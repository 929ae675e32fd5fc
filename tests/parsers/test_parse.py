"""Whole letters: what ``parse`` says of them."""

import hashlib
from datetime import UTC, datetime

import pytest

from parsers.message import Address, Envelope, Kind
from parsers.parse import parse, read
from tests.parsers.letters import HEADER, letter, stored


def test_the_fields_of_an_ordinary_letter() -> None:
    raw = letter(
        "Сайт не открывается.\n".encode(),
        in_reply_to="<0@client.example>",
        references="<a@x.example> <0@client.example>",
        thread_index="AdZ1 Q2==",
        content_type="text/plain; charset=utf-8",
        return_path="<bounce@client.example>",
        delivered_to="support@hoster.example",
    )
    message = parse(raw)
    assert message.message_id == "1@client.example"
    assert message.in_reply_to == ("0@client.example",)
    assert message.references == ("a@x.example", "0@client.example")
    assert message.thread_index == "AdZ1Q2=="
    assert message.date == datetime(2026, 11, 25, 11, 5, tzinfo=UTC)
    assert message.header_from == Address("Anna", "anna@client.example")
    assert message.to == (Address("", "support@hoster.example"),)
    assert message.delivered_to == ("support@hoster.example",)
    assert (message.envelope_sender, message.envelope_sender_known) == (
        "bounce@client.example",
        True,
    )
    assert message.text == message.new_text == "Сайт не открывается."
    assert (message.language, message.kind, message.defects) == ("ru", Kind.PERSON, ())


def test_several_authors_and_broken_copies() -> None:
    message = parse(stored("several_authors"))
    assert [author.name for author in message.authors] == ["Анна", "Борис"]
    assert message.header_from == message.authors[0]
    assert message.sender == Address("", "anna@client.example")
    assert message.reply_to == (Address("Отдел, закупок", "zakup@client.example"),)
    assert [copy.address for copy in message.cc] == [
        "one@client.example", "two@client.example", "", "three@client.example"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("envelope", "header", "expected"),
    [
        (Envelope("a@x.example"), b"", ("a@x.example", True)),
        (Envelope(None), b"Return-Path: <b@x.example>\n", (None, True)),
        (Envelope("a@x.example"), b"Return-Path: <b@x.example>\n", ("a@x.example", True)),
        (Envelope(known=False), b"Return-Path: <b@x.example>\n", ("b@x.example", True)),
        (None, b"Return-Path: <b@x.example>\n", ("b@x.example", True)),
        (None, b"Return-Path: <>\n", (None, True)),
        (None, b"", (None, False)),
    ],
)
def test_who_sent_it(
    envelope: Envelope | None, header: bytes, expected: tuple[str | None, bool]
) -> None:
    message = parse(header + letter(), envelope)
    assert (message.envelope_sender, message.envelope_sender_known) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Wed, 25 Nov 2026 14:05:00 +0300", datetime(2026, 11, 25, 11, 5, tzinfo=UTC)),
        ("25 Nov 2026 14:05 GMT", datetime(2026, 11, 25, 14, 5, tzinfo=UTC)),
        ("Wed, 25 Nov 2026 14:05:00 +0300 (MSK)", datetime(2026, 11, 25, 11, 5, tzinfo=UTC)),
        ("2026-11-25 14:05:00 +0300", datetime(2026, 11, 25, 11, 5, tzinfo=UTC)),
        ("Wed Nov 25 14:05:00 2026", datetime(2026, 11, 25, 14, 5, tzinfo=UTC)),
        ("Wed, 25 Nov 2026 14:05:00.123 +0300", datetime(2026, 11, 25, 11, 5, tzinfo=UTC)),
        ("Wed, 25 Nov 2026 14:05:00 MSK", datetime(2026, 11, 25, 11, 5, tzinfo=UTC)),
        ("Wed, 25 Nov 2026 14:05:00 EEST", datetime(2026, 11, 25, 11, 5, tzinfo=UTC)),
        ("Wed, 25 Nov 2026 14:05:00 GMT+0300", datetime(2026, 11, 25, 11, 5, tzinfo=UTC)),
        ("yesterday", None),
        ("Wed, 45 Nov 2026 14:05:00 +0300", None),
        ("Wed, 25 Nov 9999 14:05:00 +0300", None),
        ("", None),
    ],
)
def test_dates(written: str, expected: datetime | None) -> None:
    raw = letter().replace(b"Wed, 25 Nov 2026 14:05:00 +0300", written.encode())
    assert parse(raw).date == expected


def test_raw_eight_bit_header() -> None:
    message = parse(stored("raw_koi8r_header"))
    assert message.subject == "Не открывается сайт"
    assert message.header_from.name == "Анна Корж"
    assert message.text == "Помогите, пожалуйста: сайт не открывается с утра."


def test_wrong_declaration_is_seen_and_said() -> None:
    message = parse(stored("windows1251_declared_latin1"))
    assert message.text == "Здравствуйте! Пришлите, пожалуйста, счёт за октябрь."
    assert message.subject == "Вопрос по счёту"
    assert message.defects == ("declared iso-8859-1, read as cp1251",)


def test_a_character_split_between_words_of_the_subject() -> None:
    assert parse(stored("split_multibyte_subject")).subject == "Не могу войти в панель управления"


def test_html_alone_becomes_readable_text() -> None:
    message = parse(stored("html_only_with_picture"))
    assert message.text == (
        "Добрый день!\n\n- сайт site.example\n- почта\n\nДомен | Срок\na.example | 01.12"
    )
    assert "track.example" not in message.html
    assert 'src="cid:shot@client"' in message.html
    (picture,) = message.attachments
    assert (picture.filename, picture.inline, picture.content_id) == (
        "shot.png",
        True,
        "shot@client",
    )


def test_soft_line_ends_are_undone_before_anything_else() -> None:
    assert parse(stored("flowed_delsp")).text == (
        "Длинная строка, которая разбита посередине слова.\n"
        "> цитата, которая тоже разбита\n-- \nАнна"
    )


def test_text_of_an_alternative_is_its_plain_form() -> None:
    message = parse(stored("alternative_apple"))
    assert message.text == "Смотрите файл."
    assert "Конец." in message.html
    assert [file.filename for file in message.attachments] == ["a.pdf"]


def test_a_blank_plain_form_is_not_the_text() -> None:
    raw = letter(
        b"--b\n\n \n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n",
        content_type="multipart/alternative; boundary=b",
    )
    assert parse(raw).text == "Hello"


def test_a_plain_form_that_only_excuses_itself_is_not_the_text() -> None:
    raw = letter(
        b"--b\n\nNo HTML shown here.\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n",
        content_type="multipart/alternative; boundary=b",
    )
    assert parse(raw).text == "Hello"
    alone = letter(b"My html page is broken\n")
    assert parse(alone).text == "My html page is broken"


def test_several_texts_are_all_read() -> None:
    raw = letter(
        b"--b\n\nOne\n--b\nContent-Type: text/html\n\n<p>Two</p>\n--b\n\nThree\n--b--\nepilogue\n",
        content_type="multipart/mixed; boundary=b",
    )
    assert parse(raw).text == "One\n\nTwo\n\nThree"


def test_text_enriched() -> None:
    raw = letter(b"<bold>One</bold>\ntwo<<\n\n<param>x</param>three", content_type="text/enriched")
    assert parse(raw).text == "One two<\nthree"


def test_an_enclosed_letter_is_a_file_and_not_our_text() -> None:
    message = parse(stored("forwarded_with_comment"))
    assert message.text == message.new_text == "Что ответить клиенту?"
    assert [file.content_type for file in message.attachments] == ["message/rfc822"]


def test_a_letter_that_only_encloses_another_is_readable() -> None:
    raw = stored("forwarded_as_attachment")
    reading = read(raw)
    assert "Subject: Re: Ошибка 502" in reading.message.text
    assert "Сайт отвечает 502 с ночи." in reading.message.new_text
    (file,) = reading.message.attachments
    assert file.filename == "letter.eml"
    assert reading.file(file.part) in raw


def test_letters_in_letters_end() -> None:
    raw = letter(
        b"Content-Type: message/rfc822\n\n" * 1_000 + b"\nhi", content_type="message/rfc822"
    )
    assert "Forwarded message" in parse(raw).text


def test_an_invitation_says_what_and_when() -> None:
    message = parse(stored("invitation"))
    assert message.kind is Kind.CALENDAR
    assert message.text.split("\n") == [
        "Обсуждение переноса, срочно",
        "2026-11-26 11:00 Europe/Moscow",
        "– 2026-11-26 09:00 UTC",
        "Переговорная",
    ]


def test_file_names_in_all_forms() -> None:
    message = parse(stored("filename_both_forms"))
    assert [file.filename for file in message.attachments] == [
        "Счёт.pdf", "Договор.doc", "Фото.jpg", "журнал.log"
    ]  # fmt: skip


def test_what_wraps_others_is_unwrapped() -> None:
    for name, text, filename in [
        ("smime_opaque", "Подписанное письмо.", "a.csv"),
        ("winmail_dat", "Счёт во вложении.", "Счёт.pdf"),
        ("uuencoded", "The log is here:\nThank you", "site.log"),
    ]:
        reading = read(stored(name))
        assert reading.message.text == text
        (file,) = reading.message.attachments
        assert file.filename == filename
        assert hashlib.sha256(reading.file(file.part)).hexdigest() == file.sha256


def test_encrypted_letters_say_so() -> None:
    message = parse(stored("openpgp_encrypted"))
    assert message.defects == ("encrypted (OpenPGP): the text cannot be read",)
    assert [file.filename for file in message.attachments] == ["", "encrypted.asc"]
    enveloped = letter(
        bytes.fromhex("308006092a864886f70d010703a080"),
        content_type="application/pkcs7-mime; smime-type=enveloped-data",
    )
    assert parse(enveloped).defects == ("encrypted (S/MIME): the text cannot be read",)


def test_a_signed_text_is_read_without_its_armour() -> None:
    text = (
        "Before\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- -- \nAnna\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert parse(letter(text.encode())).text == "Before\nHello\n-- \nAnna"
    cut = text.partition("-----END")[0]
    assert parse(letter(cut.encode())).text == cut.strip()
    encrypted = letter(b"-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n")
    assert parse(encrypted).defects == ("encrypted (OpenPGP): the text cannot be read",)


@pytest.mark.parametrize(
    "content_type",
    ["multipart/mixed; boundary*0=a; boundary*1=b", 'multipart/mixed; boundary="ab "',
     "multipart/mixed; boundary*=us-ascii''ab", "MULTIPART/Mixed; BOUNDARY=ab"],
)  # fmt: skip
def test_boundaries(content_type: str) -> None:
    assert parse(letter(b"--ab\n\nHello\n--ab--\n", content_type=content_type)).text == "Hello"


def test_a_mark_of_utf8_before_the_letter() -> None:
    assert parse(b"\xef\xbb\xbf" + letter()).subject == "Site"


def test_a_lost_boundary_is_found() -> None:
    message = parse(stored("boundary_lost"))
    assert message.text == "Текст письма."
    assert [file.filename for file in message.attachments] == ["a.png"]
    assert message.defects == ("multipart without its boundary: guessed",)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("base64", b"SGVsbG8="), ("base64", b"SGVsbG8"), ("base64", b"SGVs\r\nbG8=\r\n"),
        ("BASE64 ", b"SGVsbG8=\n\n"), ("base64", b"SGVs*bG8="), ("quoted-printable", b"Hel=6Co="),
        ("quoted-printable", b"Hel=\r\nlo"), ("7bit", b"Hello"), ("x-unknown", b"Hello"),
        ("base64 (really)", b"SGVsbG8="), ("x-uuencode", b"begin 644 a\n%2&5L;&\\ \n`\nend\n"),
    ],
)  # fmt: skip
def test_transfer_encodings(encoding: str, body: bytes) -> None:
    assert parse(letter(body, content_transfer_encoding=encoding)).text == "Hello"


def test_words_that_only_claim_to_be_base64() -> None:
    raw = letter(b"Hello, the site is down again\n", content_transfer_encoding="base64")
    assert parse(raw).text == "Hello, the site is down again"


@pytest.mark.parametrize(
    "content_type", ["text", "plain/text", "text/plain charset=utf-8", "", "/", "a/b/c"]
)
def test_types_that_are_none_are_text(content_type: str) -> None:
    assert parse(letter(content_type=content_type)).text == "Hello"


def test_only_the_last_hops_authentication_results_are_told() -> None:
    raw = (
        b"Authentication-Results: mx.hoster.example; dmarc=pass\nReceived: from a by mx\n"
        b"Authentication-Results: mx.hoster.example; dkim=pass\nReceived: from b by a\n"
        b"Authentication-Results: mx.hoster.example; spf=pass\n"
    ) + letter()
    assert parse(raw).authentication_results == (
        "mx.hoster.example; dmarc=pass", "mx.hoster.example; dkim=pass"
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\r\n\r\n", b"\0", b"a", b"From x\n", b":\n\n", b"\xff" * 10, HEADER]
)
def test_hardly_a_letter(raw: bytes) -> None:
    message = parse(raw)
    assert message.header_from.address in ("", "anna@client.example")
    assert message.kind is Kind.PERSON or message.envelope_sender is None


def test_an_mbox_line_and_bare_cr_lines() -> None:
    assert parse(b"From anna Wed Nov 25 14:05:00 2026\n" + letter()).text == "Hello"
    assert parse(letter().replace(b"\n", b"\r")).text == "Hello"
    assert parse(b"\n\n" + letter()).subject == "Site"


def test_a_file_with_bare_cr_is_kept_as_it_is() -> None:
    raw = letter(
        b"--b\n\nHello\n--b\nContent-Type: application/x-data; name=a\n\n1\r2\r\n3\n--b--\n",
        content_type="multipart/mixed; boundary=b",
    )
    reading = read(raw)
    assert reading.file(reading.message.attachments[0].part) == b"1\r2\r\n3"


def test_a_stage_that_fails_costs_its_answer_and_not_the_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    for stage in ("quoting.split", "kinds.verdict"):
        monkeypatch.setattr(f"parsers.parse.{stage}", fail)
    message = parse(letter())
    assert message.text == message.new_text == "Hello"
    assert message.kind is Kind.PERSON
    assert message.withhold_reason == "the kind could not be told"
    assert message.defects == (
        "finding quotations failed (RecursionError)",
        "telling the kind failed (RecursionError)",
    )


def test_files_are_found_by_their_number() -> None:
    reading = read(stored("filename_both_forms"))
    for file in reading.message.attachments:
        data = reading.file(file.part)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    assert reading.file(99) == b""
