"""A private Dovecot 2.3: IMAP (RFC 9051) with and without TLS, and LMTP (RFC 2033).

Any user name is a mailbox that begins empty, with the password ``secret``. The mailboxes have the
folders INBOX, Processed and Failed.
"""

import base64
import hmac
import json
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from imapclient import IMAPClient, SocketTimeout

from tests.servers import process
from tests.servers.process import Daemon, ServerUnavailable
from tests.servers.tls import Authority

PASSWORD = "secret"
_PACKAGES = "dovecot-imapd dovecot-lmtpd"

_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
auth_username_format = %Ln
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
mail_fsync = never
mail_max_userip_connections = 100
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Processed {{
    auto = create
  }}
  mailbox Failed {{
    auto = create
  }}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
"""

# Tokens are checked by their signature (RFC 7519) with the key in this folder.
_OAUTH2 = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""
_TOKEN_HEAD = {"typ": "JWT", "alg": "HS256"}


@dataclass(frozen=True, slots=True)
class MailUser:
    """A mailbox of the server. ``address`` receives by LMTP."""

    name: str
    password: str
    address: str


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter as it lies in a folder."""

    uid: int
    flags: frozenset[str]
    raw: bytes


def find_dovecot(named: str | None = None) -> str:
    """The Dovecot 2.3 program: the one ``named``, else the system's. Raises ServerUnavailable.

    The configuration language changed in 2.4, so that another version cannot be used.
    """
    program = named or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None or not Path(program).exists():
        raise ServerUnavailable("Dovecot is not installed", _PACKAGES)
    if not (Path(program).parent.parent / "lib/dovecot/lmtp").exists():
        raise ServerUnavailable("Dovecot is installed in part", _PACKAGES)
    version = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10)
    if not version.stdout.startswith("2.3."):
        raise ServerUnavailable(f"Dovecot 2.3 is needed, this is {version.stdout.split(' ')[0]}")
    return program


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Dovecot:
    """One server with its data. Ports and letters stay the same over ``stop`` and ``start``."""

    host = "127.0.0.1"  # the certificate is good for ``localhost`` too

    def __init__(self, program: str) -> None:
        self.folder = process.private_folder("dovecot")
        self.imap_port = process.free_port()  # plain, with STARTTLS
        self.imaps_port = process.free_port()
        self.lmtp_port = process.free_port()
        self._authority = Authority(self.folder)
        self.ca_file = self._authority.ca_file
        self._config = self.folder / "dovecot.conf"
        self._config.write_text(
            _CONFIG.format(
                folder=self.folder,
                user=process.USER,
                group=process.group(),
                password=PASSWORD,
                imap_port=self.imap_port,
                imaps_port=self.imaps_port,
                lmtp_port=self.lmtp_port,
            )
        )
        self._token_key = uuid4().hex.encode()
        key_file = self.folder / "keys/default/HS256/default"
        key_file.parent.mkdir(parents=True)
        key_file.write_bytes(base64.b64encode(self._token_key))
        (self.folder / "oauth2.conf").write_text(_OAUTH2.format(folder=self.folder))
        for path in self.folder.rglob("*"):
            process.give(path)
        self._doveadm = str(Path(program).parent.parent / "bin/doveadm")
        self._daemon = Daemon(
            [program, "-F", "-c", str(self._config)],
            answers=self._greets,
            logs=self.folder,
            stop_by=signal.SIGTERM,
        )

    # -- the server -----------------------------------------------------
    @property
    def running(self) -> bool:
        return self._daemon.running

    def start(self) -> None:
        """Start it and wait for its greeting. Does nothing when it is running."""
        self._daemon.start()

    def stop(self) -> None:
        """Stop it; open connections are closed, which takes about a second."""
        self._daemon.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stop it and remove its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def client_context(self) -> ssl.SSLContext:
        """Trusts this server's certificate for ``localhost`` and 127.0.0.1."""
        return self._authority.client_context()

    def _greets(self) -> bool:
        try:
            with socket.create_connection((self.host, self.imap_port), timeout=5) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            return False

    # -- its mailboxes --------------------------------------------------
    def new_user(self) -> MailUser:
        """A mailbox that nobody else has."""
        name = f"u{uuid4().hex[:16]}"
        return MailUser(name, PASSWORD, f"{name}@hoster.example")

    def token(self, user: MailUser, lifetime: float = 600) -> str:
        """An access token for XOAUTH2, expired already when ``lifetime`` is below zero."""
        now = int(time.time())
        claims = {"sub": user.name, "iat": now - 600, "exp": now + int(lifetime)}
        signed = ".".join(_base64url(json.dumps(p).encode()) for p in (_TOKEN_HEAD, claims))
        signature = hmac.digest(self._token_key, signed.encode(), "sha256")
        return f"{signed}.{_base64url(signature)}"

    def deliver(
        self, user: MailUser, raw: bytes, envelope_sender: str = "client@client.example"
    ) -> None:
        """Deliver to the INBOX by LMTP, as a mail server does; Dovecot adds its trace headers."""
        with smtplib.LMTP(self.host, self.lmtp_port, timeout=20) as client:
            client.sendmail(envelope_sender, [user.address], raw)

    def append(
        self, user: MailUser, raw: bytes, folder: str = "INBOX", flags: Sequence[str] = ()
    ) -> int:
        """Put the very bytes into a folder and return the UID."""
        with self.connect(user) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            answer = client.append(folder, raw, flags)
        return int(answer.rsplit(b"]")[0].split()[2])  # [APPENDUID validity uid] (RFC 4315)

    def letters(self, user: MailUser, folder: str = "INBOX") -> list[StoredLetter]:
        """All letters of a folder in the order of their UIDs, without touching their flags."""
        with self.connect(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["FLAGS", "BODY.PEEK[]"])
        return [
            StoredLetter(
                uid, frozenset(flag.decode() for flag in data[b"FLAGS"]), bytes(data[b"BODY[]"])
            )
            for uid, data in sorted(found.items())
        ]

    def uid_validity(self, user: MailUser, folder: str = "INBOX") -> int:
        with self.connect(user) as client:
            return int(client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"])

    def set_uid_validity(self, user: MailUser, value: int, folder: str = "INBOX") -> None:
        """Do what a rebuilt server does: the same letters under another UIDVALIDITY."""
        where = ["-c", str(self._config), "mailbox", "update", "-u", user.name]
        process.run([self._doveadm, *where, "--uid-validity", str(value), folder])

    @contextmanager
    def connect(self, user: MailUser) -> Iterator[IMAPClient]:
        """A logged-in plain connection, for what no helper does."""
        timeout = SocketTimeout(connect=10, read=20)
        with IMAPClient(self.host, port=self.imap_port, ssl=False, timeout=timeout) as client:
            client.login(user.name, user.password)
            yield client
