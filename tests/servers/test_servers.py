"""The servers that other tests lean on keep what they promise."""

import smtplib
import ssl
from collections.abc import Callable

import psycopg
import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError
from sqlalchemy import create_engine, text

from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postgres import Postgres
from tests.servers.sink import Sink, Stage
from tests.servers.tls import Authority

LETTER = b"From: a@client.example\r\nSubject: Hello\r\n\r\nNo connection.\r\n"


def send(
    sink: Sink, *recipients: str, sender: str = "a@client.example", timeout: float = 5
) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=timeout) as client:
        client.sendmail(sender, recipients or ("b@hoster.example",), LETTER)


def test_a_delivered_letter_is_fetched(dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.deliver(mail_user, LETTER)
    (letter,) = dovecot.letters(mail_user)
    assert letter.raw.endswith(LETTER)
    assert letter.raw.startswith(b"Return-Path: <client@client.example>")
    assert letter.flags <= {"\\Recent"}


def test_an_appended_letter_keeps_its_bytes(dovecot: Dovecot, mail_user: MailUser) -> None:
    uid = dovecot.append(mail_user, LETTER, "Обработано", ["\\Seen"])
    (letter,) = dovecot.letters(mail_user, "Обработано")
    assert (letter.uid, letter.raw) == (uid, LETTER)
    assert "\\Seen" in letter.flags


def test_a_restart_keeps_letters_and_ports(dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.append(mail_user, LETTER)
    dovecot.stop()
    with pytest.raises(ConnectionRefusedError):
        dovecot.letters(mail_user)
    dovecot.start()
    assert [letter.raw for letter in dovecot.letters(mail_user)] == [LETTER]


def test_a_plus_address_is_delivered_to_the_user(dovecot: Dovecot, mail_user: MailUser) -> None:
    plus = MailUser(mail_user.name, mail_user.password, mail_user.address.replace("@", "+tag@"))
    dovecot.deliver(plus, LETTER)
    assert len(dovecot.letters(mail_user)) == 1


def test_another_uid_validity(dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.append(mail_user, LETTER)
    value = dovecot.uid_validity(mail_user) + 5
    dovecot.set_uid_validity(mail_user, value)
    assert dovecot.uid_validity(mail_user) == value
    assert len(dovecot.letters(mail_user)) == 1


@pytest.mark.parametrize("implicit", [True, False])
def test_imap_over_tls(dovecot: Dovecot, mail_user: MailUser, implicit: bool) -> None:
    context = dovecot.client_context()
    port = dovecot.imaps_port if implicit else dovecot.imap_port
    with IMAPClient(
        "localhost", port=port, ssl=implicit, ssl_context=context if implicit else None, timeout=10
    ) as client:
        if not implicit:
            client.starttls(context)
        client.login(mail_user.name, mail_user.password)
        assert {b"IDLE", b"MOVE", b"UIDPLUS"} <= set(client.capabilities())


def test_a_token_logs_in_until_it_expires(dovecot: Dovecot, mail_user: MailUser) -> None:
    expired = dovecot.token(mail_user, lifetime=-60)
    somebody_elses = dovecot.token(dovecot.new_user())
    with IMAPClient(dovecot.host, port=dovecot.imap_port, ssl=False, timeout=10) as client:
        for token in (expired, somebody_elses):
            with pytest.raises(LoginError):
                client.oauth2_login(mail_user.name, token)
        client.oauth2_login(mail_user.name, dovecot.token(mail_user))
        assert client.folder_exists("Processed")


def test_a_wrong_password_is_refused(dovecot: Dovecot, mail_user: MailUser) -> None:
    with (
        IMAPClient(dovecot.host, port=dovecot.imap_port, ssl=False, timeout=10) as client,
        pytest.raises(LoginError),
    ):
        client.login(mail_user.name, "wrong")


def test_the_certificate_is_not_trusted_by_others(dovecot: Dovecot) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        IMAPClient("localhost", port=dovecot.imaps_port, timeout=10)


def test_databases_are_new_and_apart(postgres: Postgres) -> None:
    with postgres.database() as one, postgres.database() as other:
        assert one != other
        with psycopg.connect(one.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE letter (id int)")
            assert connection.execute("SELECT lower('СЧЁТ')").fetchone() == ("счёт",)


def test_a_database_url_of_each_kind(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_the_sink_keeps_letters_and_envelopes(sink: Sink) -> None:
    send(sink, "b@hoster.example", "c@hoster.example")
    send(sink, sender="")
    one, other = sink.wait(2)
    assert one.recipients == ("b@hoster.example", "c@hoster.example")
    assert (one.envelope_sender, other.envelope_sender) == ("a@client.example", None)
    assert (one.raw, one.tls, one.login) == (LETTER, False, None)


def test_one_recipient_is_refused(sink: Sink) -> None:
    sink.answer("550 5.1.1 No such user", recipient="c@hoster.example")
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as client:
        refused = client.sendmail(
            "a@client.example", ["b@hoster.example", "c@hoster.example"], LETTER
        )
    assert refused == {"c@hoster.example": (550, b"5.1.1 No such user")}
    assert sink.wait(1)[0].recipients == ("b@hoster.example",)


def test_a_fault_ends_after_its_times(sink: Sink) -> None:
    sink.answer("451 4.3.0 Later", stage="data", times=1)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(sink)
    send(sink)
    assert len(sink.letters) == 1
    assert sink.commands["data"] == 2


@pytest.mark.parametrize("stage", ["connect", "mail", "rcpt", "data"])
def test_the_connection_is_dropped(sink: Sink, stage: Stage) -> None:
    sink.drop(stage)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(sink)
    assert sink.letters == ()
    sink.heal()
    send(sink)


def test_the_answer_is_lost_after_the_letter_was_kept(sink: Sink) -> None:
    sink.drop("stored", times=1)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(sink)
    assert len(sink.wait(1)) == 1


@pytest.mark.parametrize("stage", ["connect", "data"])
def test_the_sink_hangs(sink: Sink, stage: Stage) -> None:
    sink.hang(stage)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected), match="timed out"):
        send(sink, timeout=0.2)
    assert sink.letters == ()


def test_the_greeting_is_a_refusal(sink: Sink) -> None:
    sink.answer("421 4.3.2 Busy", stage="connect")
    with pytest.raises(smtplib.SMTPConnectError, match="421"):
        send(sink)


def test_a_stopped_sink_listens_again_on_its_port(sink: Sink) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as client:
        sink.stop()
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
            client.noop()
    with pytest.raises(ConnectionRefusedError):
        send(sink)
    sink.start()
    send(sink)
    assert len(sink.letters) == 1


def test_starttls_and_login(make_sink: Callable[..., Sink], authority: Authority) -> None:
    sink = make_sink(tls="starttls", login=("desk", "secret"))
    with smtplib.SMTP("localhost", sink.port, timeout=5) as client:
        client.starttls(context=authority.client_context())
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("a@client.example", ["b@hoster.example"], LETTER)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("desk", "wrong")
        client.login("desk", "secret")
        client.sendmail("a@client.example", ["b@hoster.example"], LETTER)
    (letter,) = sink.wait(1)
    assert (letter.tls, letter.login) == (True, "desk")


def test_implicit_tls(make_sink: Callable[..., Sink], authority: Authority) -> None:
    sink = make_sink(tls="implicit")
    with smtplib.SMTP_SSL(
        "localhost", sink.port, timeout=5, context=authority.client_context()
    ) as client:
        client.sendmail("a@client.example", ["b@hoster.example"], LETTER)
    assert sink.wait(1)[0].tls
