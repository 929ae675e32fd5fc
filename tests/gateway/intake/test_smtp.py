"""The listener as senders meet it: real clients and raw sockets on loopback."""

import itertools
import logging
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from db.engine import Database
from gateway.clock import SystemClock
from gateway.errors import ConfigError
from gateway.intake.smtp import SmtpListener
from gateway.intake.spooler import Spooler
from gateway.settings import Smtp
from tests.gateway.intake.values import LETTER, SUPPORT, spooled, sqlite
from tests.gateway.values import settings
from tests.servers.process import free_port
from tests.servers.tls import Authority

TO = SUPPORT.address
FROM = "anna@client.example"
Listen = Callable[..., SmtpListener]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite(tmp_path) as opened:
        yield opened


@pytest.fixture
def spooler(database: Database) -> Iterator[Spooler]:
    spooler = Spooler(database)
    spooler.start()
    yield spooler
    assert spooler.stop()


@pytest.fixture
def listen(spooler: Spooler) -> Iterator[Listen]:
    listeners: list[SmtpListener] = []

    def start(**changes: Any) -> SmtpListener:
        smtp = Smtp(**{"listen": f"127.0.0.1:{free_port()}"} | changes)
        listeners.append(SmtpListener(settings(mailboxes=(SUPPORT,)), smtp, spooler, SystemClock()))
        listeners[-1].start()
        return listeners[-1]

    yield start
    for one in listeners:
        assert one.stop()


@contextmanager
def client(listener: SmtpListener) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("localhost", listener.port, timeout=20) as one:
        yield one


@contextmanager
def lmtp(listener: SmtpListener) -> Iterator[smtplib.LMTP]:
    one = smtplib.LMTP("localhost", listener.port, timeout=20)
    try:
        yield one
    finally:
        one.close()


class Wire:
    """A connection on which every byte is ours."""

    def __init__(self, listener: SmtpListener) -> None:
        self.socket = socket.create_connection(("127.0.0.1", listener.port), timeout=20)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> str:
        """One reply, the last of its lines."""
        while True:
            line = self.file.readline().decode().rstrip("\r\n")
            if line[3:4] != "-":
                return line

    def begin(self, hello: str = "EHLO", *recipients: str) -> None:
        """Up to the letter."""
        assert self.reply().startswith("220")
        commands = [f"{hello} client.example", f"MAIL FROM:<{FROM}>"]
        commands += [f"RCPT TO:<{one}>" for one in recipients or (TO,)]
        for command in [*commands, "DATA"]:
            self.send(command.encode() + b"\r\n")
            assert self.reply()[0] in "23"


class Broken(Spooler):
    """A spooler with a fault of ours."""

    def submit(self, letters: Any) -> Any:
        raise RuntimeError("password=hunter2")


def test_a_letter_is_spooled_as_it_came(listen: Listen, database: Database) -> None:
    with client(listen()) as smtp:
        assert smtp.sendmail(FROM, [TO], LETTER) == {}
        (letter,) = spooled(database)  # 250 came after the commit
    assert letter.raw == LETTER
    assert (letter.source, letter.mailbox, letter.state) == ("smtp", "", "new")
    assert (letter.envelope_sender, letter.envelope_known) == (FROM, True)
    assert letter.envelope_recipients == (TO,)


def test_the_null_reverse_path_is_none(listen: Listen, database: Database) -> None:
    with client(listen()) as smtp:
        smtp.sendmail("", [TO], LETTER)
    (letter,) = spooled(database)
    assert (letter.envelope_sender, letter.envelope_known) == (None, True)


def test_the_same_letter_again_is_the_same_letter(listen: Listen, database: Database) -> None:
    with client(listen()) as smtp:
        smtp.sendmail(FROM, [TO], LETTER)
        smtp.sendmail(FROM, ["support+TOKEN@hoster.example"], LETTER)
    (letter,) = spooled(database)
    assert letter.envelope_recipients == (TO, "support+TOKEN@hoster.example")


def test_dots_and_eight_bits_and_long_lines_survive(listen: Listen, database: Database) -> None:
    raw = b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\n" + "Привет".encode("koi8-r") + b"\x00\r\n"
    raw += b"." + b"y" * 300_000 + b"\r\n" + b"." * 70_000 + b"\r\nlone \n and \r stay\r\n"
    with client(listen()) as smtp:
        smtp.ehlo()
        smtp.mail(FROM, ["BODY=8BITMIME"])
        smtp.rcpt(TO)
        smtp.docmd("DATA")
        stuffed = raw.replace(b"\r\n.", b"\r\n..")
        smtp.send(stuffed + b".\r\n")
        assert smtp.getreply()[0] == 250
    assert spooled(database)[0].raw == raw


def test_unknown_recipients_are_refused(listen: Listen, database: Database) -> None:
    with client(listen()) as smtp:
        refused = smtp.sendmail(FROM, [TO, "sales@hoster.example"], LETTER)
    assert {one: code for one, (code, _) in refused.items()} == {"sales@hoster.example": 550}
    assert refused["sales@hoster.example"][1].startswith(b"5.1.1 ")
    assert spooled(database)[0].envelope_recipients == (TO,)


def test_the_postmaster_is_reached(listen: Listen, database: Database) -> None:
    with client(listen()) as smtp:
        smtp.sendmail(FROM, ["postmaster", "PostMaster@hoster.example"], LETTER)
    assert spooled(database)[0].envelope_recipients == (TO,)


@pytest.mark.parametrize(
    "command",
    [
        b"MAIL FROM:<a\rRCPT@client.example>",
        b"MAIL FROM:<a\x00@client.example>",
        b"MAIL FROM:<a\xff@client.example>",
        b"MAIL FROM:<" + b"a" * 300 + b"@client.example>",
    ],
)
def test_impossible_senders_are_refused(listen: Listen, command: bytes) -> None:
    with Wire(listen()) as wire:
        wire.send(b"EHLO client.example\r\n" + command + b"\r\n")
        wire.reply(), wire.reply()
        assert wire.reply().startswith("553 5.1.3")


def test_unicode_addresses_need_smtputf8(listen: Listen, database: Database) -> None:
    sender = "анна@клиент.example"
    with client(listen()) as smtp:
        smtp.ehlo()
        smtp.command_encoding = "utf-8"
        assert smtp.docmd(f"MAIL FROM:<{sender}>") == (
            553,
            b"5.6.7 This address needs SMTPUTF8",
        )
        smtp.sendmail(sender, [TO], LETTER, mail_options=["SMTPUTF8"])
    assert spooled(database)[0].envelope_sender == sender


def test_the_size_is_announced_and_kept(listen: Listen, database: Database) -> None:
    listener = listen(max_size=64 << 10)
    big = LETTER + b"x" * 70 + b"\r\n"
    big *= 1000
    with client(listener) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == str(64 << 10)
        assert smtp.mail(FROM, [f"SIZE={len(big)}"]) == (552, b"5.3.4 Message too big")
        smtp.mail(FROM)
        smtp.rcpt(TO)
        assert smtp.data(big) == (552, b"5.3.4 Message too big")
        assert smtp.sendmail(FROM, [TO], LETTER) == {}  # on the same connection
    assert [letter.raw for letter in spooled(database)] == [LETTER]


def test_memory_is_bounded_over_all_connections(listen: Listen, database: Database) -> None:
    listener = listen(max_size=64 << 10)
    listener._house.most_bytes = 100 << 10
    with Wire(listener) as one, Wire(listener) as other:
        one.begin()
        one.send((b"x" * 1022 + b"\r\n") * 60)
        other.begin()
        while listener._house.held < 50 << 10:
            time.sleep(0.01)
        other.send(b"y" * (60 << 10) + b"\r\n.\r\n")
        assert other.reply().startswith("452 4.3.1")
        one.send(b"\r\n.\r\n")
        assert one.reply().startswith("250")
    assert len(spooled(database)) == 1
    assert listener._house.held == 0


def test_a_fault_of_ours_is_transient_and_says_nothing(
    listen: Listen, database: Database, spooler: Spooler
) -> None:
    listener = listen()
    listener._spooler = Broken(database)
    with client(listener) as smtp:
        smtp.ehlo()
        smtp.mail(FROM)
        smtp.rcpt(TO)
        assert smtp.data(LETTER) == (451, b"4.3.0 Temporary failure, please try again later")
        listener._spooler = spooler
        smtp.sendmail(FROM, [TO], LETTER)
    assert len(spooled(database)) == 1


def test_a_fault_between_commands_is_transient_and_says_nothing(
    listen: Listen, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("password=hunter2")

    with client(listen()) as smtp:
        smtp.ehlo()
        smtp.mail(FROM)
        with monkeypatch.context() as patched:
            patched.setattr("gateway.intake.smtp_session.our_recipient", fail)
            assert smtp.rcpt(TO) == (451, b"4.3.0 Temporary failure, please try again later")
        assert smtp.rcpt(TO)[0] == 250


def test_a_broken_database_is_transient(listen: Listen, database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE spool RENAME TO gone"))
    with client(listen()) as smtp:
        with pytest.raises(smtplib.SMTPDataError, match="Temporary failure"):
            smtp.sendmail(FROM, [TO], LETTER)
        with database.begin() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO spool"))
        assert spooled(database) == []
        smtp.sendmail(FROM, [TO], LETTER)


def test_clients_side_by_side_share_commits(listen: Listen, database: Database) -> None:
    commits = 0

    class Counting(Database):
        @contextmanager
        def begin(self) -> Iterator[Connection]:
            nonlocal commits
            commits += 1
            with super().begin() as connection:
                time.sleep(0.02)  # a slow disk
                yield connection

    spooler = Spooler(Counting(database.engine))
    spooler.start()
    listener = listen()
    listener._spooler = spooler

    def send(sender: int) -> None:
        with client(listener) as smtp:
            for number in range(5):
                smtp.sendmail(FROM, [TO], LETTER + b"%d %d\r\n" % (sender, number))

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(send, range(20)))
    assert len(spooled(database)) == 100
    assert commits < 60
    assert spooler.stop()


def test_too_many_connections(listen: Listen) -> None:
    listener = listen(max_connections=2)
    with client(listener), client(listener), Wire(listener) as wire:
        assert wire.reply().startswith("421 4.7.0")
        assert wire.file.read() == b""
    with client(listener) as smtp:
        assert smtp.noop()[0] == 250


def test_of_a_burst_only_the_excess_is_refused(listen: Listen) -> None:
    listener = listen(max_connections=20)
    with ExitStack() as stack:
        wires = [stack.enter_context(Wire(listener)) for _ in range(30)]
        greetings = [wire.reply()[:3] for wire in wires]
    assert (greetings.count("220"), greetings.count("421")) == (20, 10)


def test_too_many_recipients(listen: Listen) -> None:
    with client(listen(max_recipients=2)) as smtp:
        smtp.ehlo()
        smtp.mail(FROM)
        codes = [smtp.rcpt(f"support+{n}@hoster.example")[0] for n in range(3)]
        assert codes == [250, 250, 452]
        assert smtp.data(LETTER)[0] == 250


def test_silence_ends_the_connection(listen: Listen) -> None:
    with Wire(listen(timeout=timedelta(milliseconds=200))) as wire:
        assert wire.reply().startswith("220")
        assert wire.file.read() == b""


def test_nobody_logs_in_and_nobody_is_looked_up(listen: Listen) -> None:
    with client(listen()) as smtp:
        smtp.ehlo()
        assert "auth" not in smtp.esmtp_features
        assert smtp.docmd("AUTH PLAIN AGEAYg==")[0] == 502
        assert smtp.verify(TO) == smtp.verify("nobody@hoster.example")


def test_a_taken_port_is_one_clear_line(listen: Listen, spooler: Spooler) -> None:
    taken = f"127.0.0.1:{listen().port}"
    second = SmtpListener(settings(), Smtp(listen=taken), spooler, SystemClock())
    with pytest.raises(ConfigError, match=rf"^intake\.smtp\.listen: cannot listen on {taken}: .+$"):
        second.start()
    assert second.stop()


def test_stop_says_goodbye_and_finishes_what_is_in_work(listen: Listen, database: Database) -> None:
    listener = listen()
    with Wire(listener) as idle, Wire(listener) as busy, ThreadPoolExecutor(1) as threads:
        assert idle.reply().startswith("220")
        busy.begin()
        busy.send(LETTER)
        stopped = threads.submit(listener.stop)
        assert idle.reply().startswith("421 4.3.2")
        busy.send(b".\r\n")
        assert busy.reply().startswith("250")
        assert busy.reply().startswith("421 4.3.2")
        assert stopped.result(10)
    assert len(spooled(database)) == 1
    with pytest.raises(ConnectionRefusedError):
        Wire(listener)


def test_stop_does_not_wait_for_a_client_that_hangs(listen: Listen, database: Database) -> None:
    listener = listen()
    with Wire(listener) as wire:
        wire.begin()
        wire.send(b"half a letter")
        assert listener.stop()
        assert wire.file.read() == b""
    assert spooled(database) == []


def test_a_cut_before_our_answer_loses_nothing(listen: Listen, database: Database) -> None:
    listener = listen()
    for number in range(30):
        raw = LETTER + b"%d\r\n" % number
        with Wire(listener) as wire:
            wire.begin()
            wire.send(raw + b".\r\n")  # and gone, without its answer
        with client(listener) as smtp:
            smtp.sendmail(FROM, [TO], raw)
    assert len(spooled(database)) == 30


# RFC 5321 section 2.3.8: only CRLF ends a line; what else looks like an end is text.
_ENDS = [
    before + b"." + after for before, after in itertools.product((b"\r\n", b"\n", b"\r"), repeat=2)
]
_SMUGGLED = (
    b"MAIL FROM:<boss@client.example>\r\nRCPT TO:<support@hoster.example>\r\nDATA\r\n"
    b"Subject: smuggled\r\n\r\nsmuggled\r\n.\r\n"
)


@pytest.mark.parametrize("end", _ENDS[1:], ids=repr)
@pytest.mark.parametrize("chunk", [1, 2, 3, 5, 10_000])
def test_nothing_is_smuggled(listen: Listen, database: Database, end: bytes, chunk: int) -> None:
    body = b"Subject: one\r\n\r\none" + end + _SMUGGLED
    with Wire(listen()) as wire:
        wire.begin()
        wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(0, len(body), chunk):
            wire.send(body[at : at + chunk])
        assert wire.reply().startswith("250 2.6.0")
        wire.send(b"QUIT\r\n")
        assert wire.reply().startswith("221")
    (letter,) = spooled(database)
    assert letter.envelope_sender == FROM
    assert b"smuggled" in letter.raw


def test_the_end_is_seen_at_every_chunk_boundary(listen: Listen, database: Database) -> None:
    body = b"Subject: one\r\n\r\n..one\r\n.\r\nNOOP\r\n"
    listener = listen()
    for at in range(len(body)):
        with Wire(listener) as wire:
            wire.begin()
            wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wire.send(body[:at])
            wire.send(body[at:])
            assert wire.reply().startswith("250 2.6.0")
            assert wire.reply().startswith("250 OK")
    assert [letter.raw for letter in spooled(database)] == [b"Subject: one\r\n\r\n.one\r\n"]


def test_an_empty_letter(listen: Listen, database: Database) -> None:
    with Wire(listen()) as wire:
        wire.begin()
        wire.send(b".\r\n")
        assert wire.reply().startswith("250")
    assert spooled(database)[0].raw == b""


# -- TLS ------------------------------------------------------------------
@pytest.fixture
def tls(authority: Authority) -> dict[str, Path]:
    return {"tls_cert": authority.certificate_file, "tls_key": authority.key_file}


def test_starttls(
    listen: Listen, database: Database, authority: Authority, tls: dict[str, Path]
) -> None:
    with client(listen(**tls)) as smtp:
        smtp.starttls(context=authority.client_context())
        smtp.ehlo()
        assert not {"auth", "starttls"} & smtp.esmtp_features.keys()
        smtp.sendmail(FROM, [TO], LETTER)
    assert len(spooled(database)) == 1


def test_commands_before_the_handshake_are_ignored(
    listen: Listen, database: Database, authority: Authority, tls: dict[str, Path]
) -> None:
    with Wire(listen(**tls)) as wire:
        assert wire.reply().startswith("220")
        wire.send(b"EHLO client.example\r\n")
        wire.reply()
        injected = b"STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@client.example>\r\n"
        wire.send(injected)
        assert wire.reply().startswith("220")
        context = authority.client_context()
        with context.wrap_socket(wire.socket, server_hostname="localhost") as secure:
            secure.sendall(b"RCPT TO:<support@hoster.example>\r\n")
            assert secure.recv(200).startswith(b"503")  # neither EHLO nor MAIL was carried out
    assert spooled(database) == []


def test_a_missing_certificate_is_one_clear_line(spooler: Spooler, tmp_path: Path) -> None:
    smtp = Smtp(tls_cert=tmp_path / "no.pem", tls_key=tmp_path / "no.key")
    with pytest.raises(ConfigError, match=r"^intake\.smtp\.tls_cert: .*no\.pem cannot be used"):
        SmtpListener(settings(), smtp, spooler, SystemClock()).start()


def test_a_client_that_speaks_no_tls_disturbs_nobody(
    listen: Listen, tls: dict[str, Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    listener = listen(**tls)
    with Wire(listener) as wire:
        wire.reply()
        wire.send(b"EHLO client.example\r\n")
        wire.reply()
        wire.send(b"STARTTLS\r\n")
        wire.reply()
        wire.send(b"this is no handshake\r\n")
        assert b"this" not in wire.file.read()
    with client(listener) as smtp:
        assert smtp.noop()[0] == 250


# -- LMTP -----------------------------------------------------------------
def lines(wire: Wire, number: int) -> list[str]:
    return [wire.file.readline().decode()[:9] for _ in range(number)]


def test_lmtp_answers_for_each_recipient(listen: Listen, database: Database) -> None:
    recipients = (TO, "support+a@hoster.example", TO)
    with Wire(listen(protocol="lmtp", max_size=64 << 10)) as wire:
        wire.begin("LHLO", *recipients)
        wire.send(LETTER + b".\r\nNOOP\r\n")
        assert lines(wire, 4) == ["250 2.6.0"] * 3 + ["250 OK\r\n"]
    (letter,) = spooled(database)
    assert letter.source == "lmtp"
    assert letter.envelope_recipients == recipients[:2]


def test_lmtp_refuses_for_each_recipient(listen: Listen, database: Database) -> None:
    listener = listen(protocol="lmtp", max_size=64 << 10)
    with Wire(listener) as wire:
        wire.begin("LHLO", TO, "support+a@hoster.example")
        wire.send(b"x" * (65 << 10) + b"\r\n.\r\n")
        assert lines(wire, 2) == ["552 5.3.4"] * 2
        listener._spooler = Broken(database)
        for command in (f"MAIL FROM:<{FROM}>", f"RCPT TO:<{TO}>", f"RCPT TO:<{TO}>", "DATA"):
            wire.send(command.encode() + b"\r\n")
            assert wire.reply()[0] in "23"
        wire.send(LETTER + b".\r\nNOOP\r\n")
        assert lines(wire, 3) == ["451 4.3.0"] * 2 + ["250 OK\r\n"]


def test_lmtp_with_a_real_client(listen: Listen, database: Database) -> None:
    with lmtp(listen(protocol="lmtp")) as one:
        one.ehlo()
        assert {"pipelining", "enhancedstatuscodes", "8bitmime", "smtputf8"} <= (
            one.esmtp_features.keys()
        )
        assert one.sendmail(FROM, [TO], LETTER) == {}
        assert one.docmd("EHLO client.example")[0] == 500
    assert len(spooled(database)) == 1


def test_secrets_of_letters_are_in_no_log(listen: Listen, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with client(listen()) as smtp:
        smtp.sendmail(FROM, [TO], LETTER + b"my password is hunter2\r\n")
    assert "hunter2" not in caplog.text
