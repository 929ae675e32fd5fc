import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.outbox import transport as module
from gateway.outbox.letter import render
from gateway.outbox.transport import (
    PermanentRefusal,
    ServerUnavailable,
    TransientRefusal,
    Transport,
)
from gateway.settings import Outgoing
from tests.gateway.outbox.values import DRAFT
from tests.servers.sink import Sink
from tests.servers.tls import Authority

CONTENT = render(DRAFT)
ANNA = "anna@client.example"
MakeSink = Callable[..., Sink]


@pytest.fixture
def to() -> Iterator[Callable[..., Transport]]:
    """Makes transports to a sink."""
    made: list[Transport] = []

    def make(sink: Sink, **changes: Any) -> Transport:
        values = {"host": "127.0.0.1", "port": sink.port, "timeout": timedelta(seconds=5)}
        made.append(Transport(Outgoing(**(values | changes)), "hoster.example"))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_letter_arrives_byte_for_byte(sink: Sink, to: Callable[..., Transport]) -> None:
    content = CONTENT + b".\r\n..dots\r\n"
    assert to(sink).send("", ANNA, content) == "250 2.0.0 Kept"
    (caught,) = sink.letters
    assert (caught.envelope_sender, caught.recipients) == (None, (ANNA,))
    assert caught.raw == content


def test_letters_share_one_connection(sink: Sink, to: Callable[..., Transport]) -> None:
    sender = to(sink)
    for _ in range(3):
        sender.send("support@hoster.example", ANNA, CONTENT)
    assert sink.commands["connect"] == 1
    assert len(sink.letters) == 3


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(
    ("reply", "refusal"),
    [("451 4.3.0 Later", TransientRefusal), ("550 5.1.1 No such user", PermanentRefusal)],
)
def test_a_refusal_holds_the_reply_and_leaves_the_connection(
    sink: Sink,
    to: Callable[..., Transport],
    stage: Any,
    reply: str,
    refusal: type[Exception],
) -> None:
    sink.answer(reply, stage=stage, times=1)
    sender = to(sink)
    with pytest.raises(refusal) as caught:
        sender.send("", ANNA, CONTENT)
    assert str(caught.value) == reply
    assert not isinstance(caught.value, ServerUnavailable)
    sender.send("", ANNA, CONTENT)
    assert sink.commands["connect"] == 1


def test_a_reply_is_cut_and_cleaned(sink: Sink, to: Callable[..., Transport]) -> None:
    sink.answer("550-5.1.1 one\r\n550 5.1.1 \x1b[31mtwo" + "x" * 400)
    with pytest.raises(PermanentRefusal) as caught:
        to(sink).send("", ANNA, CONTENT)
    assert str(caught.value).startswith("550 5.1.1 one 5.1.1 [31mtwox")
    assert len(str(caught.value)) <= module.MAX_REPLY


@pytest.mark.parametrize("stage", ["connect", "mail", "rcpt", "data"])
def test_a_dropped_connection_is_the_servers_fault(
    sink: Sink, to: Callable[..., Transport], stage: Any
) -> None:
    sink.drop(stage, times=1)
    sender = to(sink)
    with pytest.raises(ServerUnavailable):
        sender.send("", ANNA, CONTENT)
    assert sender.send("", ANNA, CONTENT)


@pytest.mark.parametrize("stage", ["connect", "mail", "data"])
def test_421_is_the_servers_fault(sink: Sink, to: Callable[..., Transport], stage: Any) -> None:
    sink.answer("421 4.3.2 Shutting down", stage=stage, times=1)
    with pytest.raises(ServerUnavailable, match="421"):
        to(sink).send("", ANNA, CONTENT)


def test_a_server_that_says_nothing_is_left(sink: Sink, to: Callable[..., Transport]) -> None:
    sink.hang("rcpt")
    with pytest.raises(ServerUnavailable, match="timed out"):
        to(sink, timeout=timedelta(milliseconds=200)).send("", ANNA, CONTENT)


def test_no_server_at_all(sink: Sink, to: Callable[..., Transport]) -> None:
    sink.stop()
    with pytest.raises(ServerUnavailable, match="Connection refused"):
        to(sink).send("", ANNA, CONTENT)


def test_a_kept_connection_that_the_server_closed_is_made_anew(
    sink: Sink, to: Callable[..., Transport]
) -> None:
    sender = to(sink)
    sender.send("", ANNA, CONTENT)
    sink.stop()
    sink.start()
    sender.send("", ANNA, CONTENT)
    sink.answer("421 4.7.0 Too many letters", stage="mail", times=1)
    sender.send("", ANNA, CONTENT)
    assert len(sink.letters) == 3


def test_an_idle_connection_is_closed(
    sink: Sink, to: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = to(sink)
    sender.send("", ANNA, CONTENT)
    monkeypatch.setattr(module, "_SURELY_ALIVE", 0.0)
    sender.send("", ANNA, CONTENT)
    assert sink.commands["connect"] == 1
    monkeypatch.setattr(module, "MAX_IDLE", 0.0)
    sender.tidy()
    sender.send("", ANNA, CONTENT)
    assert sink.commands["connect"] == 2


@pytest.mark.parametrize(
    "address",
    [
        "",
        "-x@client.example",
        "a@b.example>\r\nRCPT TO:<c@d.example>",
        "a@b.example\n",
        "a b@c.example",
    ],
)
def test_nothing_but_an_address_reaches_the_server(
    sink: Sink, to: Callable[..., Transport], address: str
) -> None:
    sender = to(sink)
    with pytest.raises(PermanentRefusal, match="not an address"):
        sender.send("", address, CONTENT)
    if address:
        with pytest.raises(PermanentRefusal, match="not an address"):
            sender.send(address, ANNA, CONTENT)
    assert sink.commands["connect"] == 0


def test_an_address_beyond_ascii(sink: Sink, to: Callable[..., Transport]) -> None:
    sender = to(sink)
    sender.send("", "почта@почта.example", CONTENT)
    sender.send("", ANNA, CONTENT)
    assert sink.letters[0].recipients == ("почта@xn--80a1acny.example",)


def test_a_letter_over_the_announced_size_is_not_sent(
    sink: Sink, to: Callable[..., Transport]
) -> None:
    sender = to(sink)
    sender.send("", ANNA, CONTENT)
    with pytest.raises(PermanentRefusal, match="bytes"):
        sender.send("", ANNA, CONTENT + b"x" * (65 << 20))


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_tls_that_verifies(
    make_sink: MakeSink, to: Callable[..., Transport], authority: Authority, tls: Any
) -> None:
    sink = make_sink(tls=tls)
    sender = to(sink, tls=tls, ca_file=authority.ca_file)
    sender.send("", ANNA, CONTENT)
    sender.send("", ANNA, CONTENT)
    assert [one.tls for one in sink.letters] == [True, True]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_of_nobody_we_know_is_refused(
    make_sink: MakeSink, to: Callable[..., Transport], tls: Any
) -> None:
    sink = make_sink(tls=tls)
    with pytest.raises(ServerUnavailable, match=r"(?i)certificate"):
        to(sink, tls=tls).send("", ANNA, CONTENT)
    assert sink.commands["mail"] == 0


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_with_another_name_is_refused(
    make_sink: MakeSink,
    to: Callable[..., Transport],
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    tls: Any,
) -> None:
    sink = make_sink(tls=tls)
    connect = module.socket.create_connection
    monkeypatch.setattr(
        module.socket, "create_connection", lambda where, timeout: connect((sink.host, sink.port))
    )
    with pytest.raises(ServerUnavailable, match=r"(?i)hostname mismatch"):
        to(sink, host="mail.other.example", tls=tls, ca_file=authority.ca_file).send(
            "", ANNA, CONTENT
        )
    assert sink.commands["mail"] == 0


def test_nothing_goes_in_clear_when_starttls_is_missing(
    sink: Sink, to: Callable[..., Transport], caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(ServerUnavailable, match="no STARTTLS"),
    ):
        to(sink, tls="starttls").send("", ANNA, CONTENT)
    assert sink.commands["mail"] == 0
    assert "no STARTTLS" in caplog.text


def test_login(
    make_sink: MakeSink, to: Callable[..., Transport], authority: Authority, tmp_path: Path
) -> None:
    sink = make_sink(tls="starttls", login=("desk", "s3cret"))
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    sender = to(sink, tls="starttls", ca_file=authority.ca_file, user="desk", password_file=secret)
    sender.send("", ANNA, CONTENT)
    assert sink.letters[0].login == "desk"


@pytest.mark.parametrize(
    ("password", "words"), [("wrong", "login refused: 535"), ("пароль", "not in ASCII")]
)
def test_a_login_that_fails_waits_and_is_named_without_the_password(
    make_sink: MakeSink,
    to: Callable[..., Transport],
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    password: str,
    words: str,
) -> None:
    sink = make_sink(tls="starttls", login=("desk", "s3cret"))
    monkeypatch.setenv("DESK_PASSWORD", password)
    sender = to(
        sink,
        tls="starttls",
        ca_file=authority.ca_file,
        user="desk",
        password_env="DESK_PASSWORD",
    )
    with caplog.at_level(logging.DEBUG), pytest.raises(ServerUnavailable, match=words) as caught:
        sender.send("", ANNA, CONTENT)
    assert words in caplog.text
    assert password not in caplog.text + str(caught.value)


def test_a_server_that_wants_a_login_is_waited_for(
    make_sink: MakeSink, to: Callable[..., Transport], authority: Authority
) -> None:
    sink = make_sink(tls="starttls", login=("desk", "s3cret"))
    with pytest.raises(ServerUnavailable, match="530"):
        to(sink, tls="starttls", ca_file=authority.ca_file).send("", ANNA, CONTENT)


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_a_wait_is_broken_off_from_another_thread(
    make_sink: MakeSink, to: Callable[..., Transport], authority: Authority, tls: Any
) -> None:
    sink = make_sink(tls=tls)
    sink.hang("data")
    sender = to(sink, tls=tls, ca_file=authority.ca_file)
    faults: list[Exception] = []

    def send() -> None:
        try:
            sender.send("", ANNA, CONTENT)
        except ServerUnavailable as fault:
            faults.append(fault)

    thread = threading.Thread(target=send)
    thread.start()
    while not sink.commands["data"]:
        time.sleep(0.01)
    sender.abort()
    thread.join(2)
    assert not thread.is_alive()
    assert faults
    with pytest.raises(ServerUnavailable, match="stopping"):
        sender.send("", ANNA, CONTENT)
