"""All mailboxes together, and their scheduled polls."""

from pathlib import Path

from db import jobs
from gateway.clock import SystemClock
from gateway.intake.spooler import Spooler
from gateway.intake.watchers import Watchers
from gateway.schedule import all_jobs
from gateway.schedule.scheduler import Scheduler
from gateway.settings import Imap, Mailbox
from tests.gateway.intake.values import LETTER, SUPPORT, spooled, sqlite
from tests.gateway.values import settings
from tests.servers.dovecot import Dovecot, MailUser


def mailbox(server: Dovecot, user: MailUser, name: str, password: Path) -> Mailbox:
    return Mailbox(
        name=name,
        address=f"{name}@hoster.example",
        imap=Imap(
            host="127.0.0.1",
            port=server.imap_port,
            tls="none",
            user=user.name,
            password_file=password,
            idle=False,
        ),
    )


def test_polls_tell_how_it_went_with_each_mailbox(
    dovecot: Dovecot, mail_user: MailUser, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(mail_user.password)
    wrong.write_text("a wrong password")
    all_settings = settings(
        mailboxes=(
            mailbox(dovecot, dovecot.new_user(), "broken", wrong),
            mailbox(dovecot, mail_user, "billing", right),
            SUPPORT,
        )
    )
    with sqlite(tmp_path) as database:
        spooler = Spooler(database)
        spooler.start()
        watchers = Watchers(all_settings, database, spooler, SystemClock())
        assert list(watchers.by_mailbox) == ["broken", "billing"]
        scheduler = Scheduler(all_settings, database, SystemClock(), watchers.by_mailbox)
        watchers.start()
        watchers.by_mailbox["billing"].poll(10)
        dovecot.append(mail_user, LETTER)
        for name, job in all_jobs(all_settings).items():
            scheduler.run(name, job)
        with database.read() as connection:
            runs = jobs.last_runs(connection)
        assert (runs["poll-billing"].ok, runs["poll-billing"].detail) == (True, "1 letter")
        assert not runs["poll-broken"].ok
        assert "was refused" in runs["poll-broken"].detail
        assert [bool(state.last_error) for state in watchers.states] == [True, False]
        assert [letter.mailbox for letter in spooled(database)] == ["billing"]
        assert watchers.stop()
        assert spooler.stop()


def test_stop_before_start(tmp_path: Path) -> None:
    with sqlite(tmp_path) as database:
        password = tmp_path / "password"
        imap = Imap(host="192.0.2.1", user="support", password_file=password)
        box = Mailbox(name="support", address="support@hoster.example", imap=imap)
        one = settings(mailboxes=(box,))
        assert Watchers(one, database, Spooler(database), SystemClock()).stop()
