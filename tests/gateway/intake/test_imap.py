"""Mailboxes on a real Dovecot, watched as in service."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from db.engine import Database
from gateway.clock import SystemClock
from gateway.intake import imap as watching
from gateway.intake.imap import Watcher
from gateway.intake.imap_client import Client
from gateway.intake.imap_folder import Folder
from gateway.intake.spooler import Spooler
from gateway.settings import Imap, Mailbox
from tests.gateway.intake.values import LETTER, spooled, sqlite
from tests.servers.dovecot import Dovecot, MailUser

PASSWORD = "s3cret-of-the-test"


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


class Watch:
    """Starts watchers and ends them."""

    def __init__(self, database: Database, spooler: Spooler, folder: Path) -> None:
        self.database = database
        self.spooler = spooler
        self.folder = folder
        self.watchers: list[Watcher] = []

    def settings(self, server: Dovecot, user: MailUser, **changes: Any) -> Imap:
        password = self.folder / f"{user.name}.password"
        password.write_text(user.password + "\n")
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": server.imap_port,
            "tls": "none",
            "user": user.name,
            "password_file": password,
            "timeout": "5s",
        }
        return Imap(**values | changes)

    def __call__(self, server: Dovecot, user: MailUser, **changes: Any) -> Watcher:
        largest = changes.pop("largest", 1 << 20)
        return self.begin(self.settings(server, user, **changes), user.name, largest)

    def begin(self, imap: Imap, name: str = "support", largest: int = 1 << 20) -> Watcher:
        box = Mailbox(name=name, address="support@hoster.example", imap=imap)
        watcher = Watcher(box, imap, self.database, self.spooler, SystemClock(), largest=largest)
        watcher.start()
        self.watchers.append(watcher)
        return watcher

    def end(self, watcher: Watcher) -> None:
        watcher.stop()
        assert watcher.join()
        self.watchers.remove(watcher)


@pytest.fixture
def watch(database: Database, spooler: Spooler, tmp_path: Path) -> Iterator[Watch]:
    watch = Watch(database, spooler, tmp_path)
    yield watch
    for watcher in watch.watchers:
        watcher.stop()
    assert all(watcher.join() for watcher in watch.watchers)


def until(true: Callable[[], Any]) -> None:
    """Wait for it."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def raws(database: Database) -> list[bytes]:
    return [letter.raw for letter in spooled(database)]


def numbered(number: int) -> bytes:
    return LETTER + b"%d\r\n" % number


def test_what_is_there_is_taken_and_left_as_it_was(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    uid = dovecot.append(mail_user, LETTER, flags=["\\Seen"])
    dovecot.append(mail_user, numbered(2))
    watcher = watch(dovecot, mail_user)
    assert watcher.poll(10) == watching.Look(2, "")
    first, second = spooled(database)
    assert (first.raw, second.raw) == (LETTER, numbered(2))
    assert (first.source, first.mailbox, first.envelope_known) == ("imap", mail_user.name, False)
    assert first.envelope_sender is None
    assert first.envelope_recipients == ("support@hoster.example",)
    seen, unseen = dovecot.letters(mail_user)
    assert (seen.uid, "\\Seen" in seen.flags) == (uid, True)
    assert "\\Seen" not in unseen.flags
    assert watcher.poll(10) == watching.Look(0, "")
    assert watcher.state.letters == 2
    assert watcher.state.connected_since


def test_keep_goes_on_where_it_was(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    dovecot.append(mail_user, numbered(1))
    watcher = watch(dovecot, mail_user)
    watcher.poll(10)
    watch.end(watcher)
    dovecot.append(mail_user, numbered(2), flags=["\\Seen"])
    assert watch(dovecot, mail_user).poll(10).letters == 1
    assert raws(database) == [numbered(1), numbered(2)]


def test_idle_brings_a_letter_at_once(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    watcher = watch(dovecot, mail_user)
    assert watcher.poll(10).error == ""
    for number in range(3):
        dovecot.deliver(mail_user, numbered(number))
        until(lambda: watcher.state.letters == number + 1)  # noqa: B023
    assert len(raws(database)) == 3


def test_without_idle_the_poll_brings_it(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    watcher = watch(dovecot, mail_user, idle=False)
    watcher.poll(10)
    dovecot.append(mail_user, LETTER)
    time.sleep(1)  # longer than a server takes to tell of it in IDLE
    assert raws(database) == []
    assert watcher.poll(10) == watching.Look(1, "")


@pytest.mark.parametrize("tls", ["none", "implicit"])
def test_a_letter_between_search_and_idle(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tls: str,
) -> None:
    idle = Client.idle
    arriving = [numbered(1)]

    def late(client: Client) -> None:
        if arriving:
            dovecot.append(mail_user, arriving.pop())
        idle(client)

    monkeypatch.setattr(Client, "idle", late)
    port = dovecot.imaps_port if tls == "implicit" else dovecot.imap_port
    watch(dovecot, mail_user, tls=tls, port=port, ca_file=dovecot.ca_file)
    until(lambda: raws(database))


def test_a_letter_that_is_told_of_beside_an_answer(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search = Client.search
    arriving = [numbered(1)]

    def late(client: Client, criteria: Any) -> Any:
        found = search(client, criteria)
        if arriving:
            dovecot.append(mail_user, arriving.pop())
            client.noop()  # its answer says EXISTS, and IDLE will not say it again
        return found

    monkeypatch.setattr(Client, "search", late)
    watch(dovecot, mail_user)
    until(lambda: raws(database))


def test_another_account_with_the_same_uid_validity(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    other = dovecot.new_user()
    for number, user in enumerate((mail_user, other)):
        dovecot.append(user, numbered(number))
        dovecot.set_uid_validity(user, 1795620983)
        watcher = watch.begin(watch.settings(dovecot, user, after="delete"))
        assert watcher.poll(10) == watching.Look(1, "")
        watch.end(watcher)
    assert raws(database) == [numbered(0), numbered(1)]


def test_news_in_the_buffer_are_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with server_that_says(b"+ idling\r\n* 5 EXISTS\r\n") as port:
        secret = tmp_path / "password"
        secret.write_text(PASSWORD)
        imap = Imap(host="127.0.0.1", port=port, tls="none", user="u", password_file=secret)
        lines: list[socket.socket] = []
        client = Client(imap, 1000, lines.append)
        assert not client.has_news()
        client.idle()
        assert client.has_news()
        client.shutdown()
        lines[0].close()


@contextmanager
def server_that_says(answer: bytes, greeting: bytes = b"* OK hello") -> Iterator[int]:
    """A server that answers CAPABILITY, and everything else with the same bytes."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[socket.socket] = []

    def serve() -> None:
        try:
            while True:
                connection, _ = listener.accept()
                heard.append(connection)
                threading.Thread(target=speak, args=(connection,), daemon=True).start()
        except OSError:
            return

    def speak(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as file:
            connection.sendall(greeting + b"\r\n")
            for line in file:
                tag, _, command = line.partition(b" ")
                if command.upper().startswith(b"CAPABILITY"):
                    connection.sendall(
                        b"* CAPABILITY IMAP4rev1 IDLE STARTTLS\r\n" + tag + b" OK done\r\n"
                    )
                else:
                    connection.sendall(answer.replace(b"TAG", tag))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for one in heard:
        one.close()


def test_move_after_the_commit(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    for number in range(120):
        dovecot.append(mail_user, numbered(number))
    watcher = watch(dovecot, mail_user, after="move:Обработано")
    assert watcher.poll(30) == watching.Look(120, "")
    assert dovecot.letters(mail_user) == []
    moved = dovecot.letters(mail_user, "Обработано")
    assert [letter.raw for letter in moved] == raws(database)
    dovecot.append(mail_user, LETTER)
    until(lambda: len(dovecot.letters(mail_user, "Обработано")) == 121)


def test_move_without_the_capability(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "MOVE")
    other = dovecot.append(mail_user, numbered(1))
    dovecot.append(mail_user, numbered(2))
    with dovecot.connect(mail_user) as client:  # marked by somebody else, never to be expunged
        client.select_folder("INBOX")
        kept = dovecot.append(mail_user, b"X" * ((1 << 20) + 1))
        client.noop()
        client.delete_messages([kept])
    assert watch(dovecot, mail_user, after="move:Processed").poll(10).error == ""
    assert [letter.uid for letter in dovecot.letters(mail_user)] == [kept]
    assert len(dovecot.letters(mail_user, "Processed")) == 2
    assert other


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let the server lack capabilities."""
    known = Client.has_capability
    monkeypatch.setattr(
        Client, "has_capability", lambda client, name: name not in names and known(client, name)
    )
    capabilities = Client.capabilities
    monkeypatch.setattr(
        Client,
        "capabilities",
        lambda client: tuple(c for c in capabilities(client) if c.decode() not in names),
    )


def test_delete(dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database) -> None:
    dovecot.append(mail_user, LETTER)
    assert watch(dovecot, mail_user, after="delete").poll(10) == watching.Look(1, "")
    assert dovecot.letters(mail_user) == []
    assert raws(database) == [LETTER]


@pytest.mark.parametrize("after", ["delete", "move:Processed"])
def test_without_uidplus_letters_stay_marked(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    after: str,
) -> None:
    without(monkeypatch, "UIDPLUS", "MOVE")
    dovecot.append(mail_user, LETTER)
    for _ in range(2):
        watcher = watch(dovecot, mail_user, after=after)
        assert watcher.poll(10).error == ""
        watch.end(watcher)
    (letter,) = dovecot.letters(mail_user)
    assert "\\Deleted" in letter.flags
    assert len(dovecot.letters(mail_user, "Processed")) == (after != "delete")
    assert raws(database) == [LETTER]
    assert caplog.text.count("UIDPLUS") == 2  # once for each watcher


def test_flag(dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database) -> None:
    dovecot.append(mail_user, numbered(1), flags=["\\Seen"])
    dovecot.append(mail_user, numbered(2), flags=["\\Flagged"])  # by somebody else: no progress
    assert watch(dovecot, mail_user, after="flag").poll(10) == watching.Look(2, "")
    assert all("\\Flagged" in letter.flags for letter in dovecot.letters(mail_user))
    assert len(raws(database)) == 2


@pytest.mark.parametrize("after", ["flag", "delete", "move:Processed"])
def test_killed_between_the_commit_and_the_action(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    after: str,
) -> None:
    dovecot.append(mail_user, LETTER)
    with monkeypatch.context() as patched:
        patched.setattr(Folder, "finish", lambda folder, uids: None)
        watcher = watch(dovecot, mail_user, after=after)
        watcher.poll(10)
        watch.end(watcher)
    assert raws(database) == [LETTER]
    dovecot.append(mail_user, numbered(2))
    assert watch(dovecot, mail_user, after=after).poll(10) == watching.Look(1, "")
    assert raws(database) == [LETTER, numbered(2)]
    if after == "flag":
        assert all("\\Flagged" in letter.flags for letter in dovecot.letters(mail_user))
    else:
        assert dovecot.letters(mail_user) == []
        assert len(dovecot.letters(mail_user, "Processed")) == (2 if "move" in after else 0)


def test_another_uid_validity_doubles_nothing(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    dovecot.append(mail_user, numbered(1))
    watcher = watch(dovecot, mail_user)
    watcher.poll(10)
    watch.end(watcher)
    dovecot.set_uid_validity(mail_user, dovecot.uid_validity(mail_user) + 7)
    dovecot.append(mail_user, numbered(2))
    watch(dovecot, mail_user).poll(10)
    assert raws(database) == [numbered(1), numbered(2)]


def test_the_server_restarts_while_it_is_watched(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database
) -> None:
    watcher = watch(dovecot, mail_user)
    assert watcher.poll(10).error == ""
    dovecot.stop()
    until(lambda: watcher.state.last_error)
    assert watcher.state.connected_since is None
    assert watcher.poll(10).error
    dovecot.start()
    dovecot.deliver(mail_user, LETTER)
    until(lambda: raws(database))
    until(lambda: not watcher.state.last_error)


def test_a_letter_expunged_by_another_client(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone = dovecot.append(mail_user, numbered(1))
    dovecot.append(mail_user, numbered(2))
    sizes = Folder.sizes

    def late(folder: Folder, uids: Any) -> dict[int, int]:
        found = sizes(folder, uids)
        with dovecot.connect(mail_user) as client:
            client.select_folder("INBOX")
            client.delete_messages([gone])
            client.expunge()
        return found

    monkeypatch.setattr(Folder, "sizes", late)
    watcher = watch(dovecot, mail_user, after="move:Processed")
    assert watcher.poll(10).error == ""
    assert numbered(2) in raws(database)
    assert "no bytes" not in caplog.text
    assert dovecot.letters(mail_user) == []


def test_a_letter_without_its_bytes_is_not_taken(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = dovecot.append(mail_user, numbered(1))
    dovecot.append(mail_user, numbered(2))
    fetch = Client.fetch

    def bodyless(client: Client, uids: Any, data: Any) -> Any:
        answer = fetch(client, uids, data)
        if broken in answer:
            answer[broken].pop(b"BODY[]", None)
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(Client, "fetch", bodyless)
        watcher = watch(dovecot, mail_user, after="move:Processed")
        look = watcher.poll(10)
        assert look == watching.Look(1, f"the server gives no bytes of letter UID {broken}")
        assert raws(database) == [numbered(2)]
        assert [letter.uid for letter in dovecot.letters(mail_user)] == [broken]
    assert watcher.poll(10) == watching.Look(1, "")
    assert dovecot.letters(mail_user) == []


def test_a_letter_on_which_the_server_hangs_up_holds_up_no_other(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poison = dovecot.append(mail_user, numbered(1))
    dovecot.append(mail_user, numbered(2))
    fetch = Client.fetch

    def hang_up(client: Client, uids: Any, data: Any) -> Any:
        if poison in uids and "BODY.PEEK[]" in data:
            client.socket().shutdown(socket.SHUT_RDWR)
        return fetch(client, uids, data)

    monkeypatch.setattr(Client, "fetch", hang_up)
    monkeypatch.setattr(watching, "_LONGEST_PAUSE", 0.01)
    watcher = watch(dovecot, mail_user, after="move:Processed")
    until(lambda: "ends the connection" in watcher.state.last_error)
    assert raws(database) == [numbered(2)]
    dovecot.append(mail_user, numbered(3))
    until(lambda: raws(database) == [numbered(2), numbered(3)])
    watcher.poll(10)
    assert [letter.uid for letter in dovecot.letters(mail_user)] == [poison]


def test_a_letter_over_the_limit_stays_and_is_told_of_once(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    large = dovecot.append(mail_user, LETTER + b"x" * 5000)
    dovecot.append(mail_user, LETTER)
    watcher = watch(dovecot, mail_user, after="delete", largest=4000)
    assert watcher.poll(10) == watching.Look(1, "")
    dovecot.append(mail_user, numbered(2))
    until(lambda: len(raws(database)) == 2)
    watcher.poll(10)
    assert [letter.uid for letter in dovecot.letters(mail_user)] == [large]
    assert watcher.state.too_large == 1
    assert caplog.text.count("the limit is 4000") == 1


def test_a_failing_action_holds_up_no_letter(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    watcher = watch(dovecot, mail_user, after="move:a//b")  # no name that the server takes
    for number in range(3):
        dovecot.append(mail_user, numbered(number))
        until(lambda: watcher.state.letters == number + 1)  # noqa: B023
    look = watcher.poll(10)
    assert look.error.startswith('letters are taken, but not after = "move:a//b": ')
    assert len(raws(database)) == len(dovecot.letters(mail_user)) == 3
    assert caplog.text.count("letters are taken, but") == 1


def test_a_database_that_refuses_leaves_the_letter(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "_LONGEST_PAUSE", 0.05)
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE spool_bytes RENAME TO gone"))
    dovecot.append(mail_user, LETTER)
    watcher = watch(dovecot, mail_user, after="delete")
    assert watcher.poll(10).error.startswith("the letter could not be stored")
    assert len(dovecot.letters(mail_user)) == 1
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO spool_bytes"))
    until(lambda: raws(database))
    assert watcher.poll(10).error == ""
    assert dovecot.letters(mail_user) == []
    assert raws(database) == [LETTER]


def test_a_wrong_password_of_one_mailbox_disturbs_no_other(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = dovecot.new_user()
    broken = watch(dovecot, MailUser(wrong.name, PASSWORD, wrong.address))
    watcher = watch(dovecot, mail_user)
    dovecot.deliver(mail_user, LETTER)
    until(lambda: watcher.state.letters == 1)
    look = broken.poll(20)
    assert look.error.startswith(f"the login of {wrong.name} was refused: ")
    assert broken.poll(20) == look  # without another login
    assert PASSWORD not in caplog.text + look.error
    assert caplog.text.count("was refused") == 1


def test_a_missing_secret_is_told(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, tmp_path: Path
) -> None:
    missing = tmp_path / "missing"
    watcher = watch(dovecot, mail_user, password_file=missing)
    assert watcher.poll(10).error == f"password_file: {missing}: No such file or directory"


def test_a_password_of_two_lines_is_refused(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, tmp_path: Path
) -> None:
    (tmp_path / "two").write_text("secret\r\nA1 DELETE INBOX\n")
    watcher = watch(dovecot, mail_user, password_file=tmp_path / "two")
    assert "control character" in watcher.poll(10).error


@pytest.mark.parametrize("field", ["folder", "after", "user"])
def test_line_breaks_are_no_part_of_names(field: str) -> None:
    values = {"host": "127.0.0.1", "user": "u", "password_env": "X", field: "move:A\r\nA1 NOOP"}
    with pytest.raises(ValidationError):
        Imap(**values)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_tls_with_our_authority(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, database: Database, tls: str
) -> None:
    port = dovecot.imaps_port if tls == "implicit" else dovecot.imap_port
    watcher = watch(
        dovecot, mail_user, host="localhost", port=port, tls=tls, ca_file=dovecot.ca_file
    )
    assert watcher.poll(10).error == ""
    dovecot.deliver(mail_user, LETTER)
    until(lambda: raws(database))


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_no_credentials_for_a_server_that_is_not_trusted(
    dovecot: Dovecot,
    mail_user: MailUser,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
    tls: str,
) -> None:
    logins: list[str] = []
    monkeypatch.setattr(Client, "authenticate", lambda client: logins.append("login"))
    port = dovecot.imaps_port if tls == "implicit" else dovecot.imap_port
    watcher = watch(dovecot, mail_user, host="localhost", port=port, tls=tls)
    look = watcher.poll(10)
    assert look.error.startswith("the certificate of localhost is not trusted: ")
    assert logins == []


@pytest.mark.parametrize(
    ("greeting", "answer"),
    [
        (b"* OK hello", b"TAG NO not today\r\n"),
        (b"* OK hello", b"TAG BAD what\r\n"),
        (b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello", b"TAG OK go on\r\nA1 OK in clear\r\n"),
        (b"* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome", b"TAG OK go on\r\n"),
        (b"* BYE busy", b""),
        (b"nonsense", b""),
    ],
)
def test_no_credentials_where_starttls_is_stripped(
    watch: Watch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    greeting: bytes,
    answer: bytes,
) -> None:
    logins: list[str] = []
    monkeypatch.setattr(Client, "authenticate", lambda client: logins.append("login"))
    secret = tmp_path / "password"
    secret.write_text(PASSWORD)
    with server_that_says(answer, greeting) as port:
        watcher = watch.begin(
            Imap(
                host="localhost",
                port=port,
                tls="starttls",
                user="u",
                password_file=secret,
                timeout="1s",
            )
        )
        assert watcher.poll(10).error
        watch.end(watcher)
    assert logins == []


def test_a_huge_literal_is_refused(watch: Watch, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(PASSWORD)
    with server_that_says(b"* FETCH {4000000000}\r\nTAG OK done\r\n") as port:
        watcher = watch.begin(
            Imap(host="localhost", port=port, tls="none", user="u", password_file=secret)
        )
        assert watcher.poll(10).error.endswith(
            "the server announces a literal of 4000000000 octets"
        )


@pytest.mark.parametrize("tls", ["none", "implicit"])
def test_stop_does_not_wait_for_a_server_that_hangs(watch: Watch, tmp_path: Path, tls: str) -> None:
    secret = tmp_path / "password"
    secret.write_text(PASSWORD)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        watcher = watch.begin(
            Imap(
                host="localhost",
                port=listener.getsockname()[1],
                tls=tls,
                user="u",
                password_file=secret,
            )
        )
        connection, _ = listener.accept()
        watch.end(watcher)
        connection.close()
    assert watcher.poll(1).error == "the gateway is stopping"


def test_stop_out_of_idle_and_out_of_a_pause(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch
) -> None:
    watcher = watch(dovecot, mail_user)
    watcher.poll(10)
    watch.end(watcher)
    assert watcher.state.connected_since is None
    resting = watch(dovecot, mail_user, password_file=Path("/nonexistent"))
    resting.poll(10)
    watch.end(resting)


def test_a_token_from_a_command(
    dovecot: Dovecot, mail_user: MailUser, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens: list[tuple[str, str]] = []

    def oauth2_login(client: Client, user: str, token: str) -> None:
        tokens.append((user, token))
        client.plain_login(user, mail_user.password)

    monkeypatch.setattr(Client, "oauth2_login", oauth2_login)
    watcher = watch(
        dovecot, mail_user, password_file=None, token_command=("printf", "%s", "ya29.token")
    )
    assert watcher.poll(10).error == ""
    assert tokens == [(mail_user.name, "ya29.token")]
