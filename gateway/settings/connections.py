"""The tables of what we talk to: mailboxes, servers, listeners; and how secrets are found."""

import os
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from gateway.errors import ConfigError
from gateway.settings.fields import (
    Category,
    Line,
    Listen,
    MailAddress,
    Name,
    Port,
    PositiveDuration,
    Size,
    Table,
    endpoint_of,
    is_loopback,
    one_line,
)


class Secret(Table):
    """Where a password is found. At most one of the keys."""

    password_file: Path | None = None
    password_env: str = ""
    token_command: tuple[str, ...] = ()

    _SECRET_KEYS: ClassVar = ("password_file", "password_env", "token_command")

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if sum(bool(getattr(self, key)) for key in self._SECRET_KEYS) > 1:
            raise ValueError(f"needs only one of {', '.join(self._SECRET_KEYS)}")
        return self

    @property
    def has_secret(self) -> bool:
        """Whether any of the keys is set."""
        return bool(self.password_file or self.password_env or self.token_command)

    def read(self) -> str:
        """The password, or the token that ``token_command`` prints within 30 s.

        Raises ConfigError, which never holds the secret itself.
        """
        if self.password_env:
            try:
                return os.environ[self.password_env]
            except KeyError:
                raise ConfigError(
                    f"password_env: the environment has no {self.password_env}; set it first"
                ) from None
        if self.password_file:
            try:
                return self.password_file.read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", None) or "not UTF-8 text"
                raise ConfigError(f"password_file: {self.password_file}: {why}") from None
        return self._run_token_command()

    def _run_token_command(self) -> str:
        if not self.token_command:
            raise ConfigError("password_file: no password is configured")
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, no shell
                self.token_command,
                capture_output=True,
                timeout=30,
                check=True,
                text=True,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ConfigError(
                f"token_command: {self.token_command[0]} gave no token ({type(error).__name__})"
            ) from None
        return done.stdout.strip()


class Imap(Secret):
    """One folder that is watched (RFC 9051)."""

    host: Line
    port: Port = 993
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    ca_file: Path | None = None
    user: Line
    folder: Line = "INBOX"
    after: str = "keep"
    idle: bool = True
    timeout: PositiveDuration = timedelta(seconds=30)

    @field_validator("after")
    @classmethod
    def _known_action(cls, value: str) -> str:
        if value in ("keep", "flag", "delete") or (value.startswith("move:") and value[5:].strip()):
            return one_line(value)
        raise ValueError('must be "keep", "flag", "delete" or "move:FOLDER"')

    @model_validator(mode="after")
    def _sane(self) -> Self:
        if not self.has_secret:
            raise ValueError("needs one of password_file, password_env, token_command")
        if self.tls == "none" and not is_loopback(self.host):
            raise ValueError(
                'tls = "none" would send the password in clear; only a loopback host may have it'
            )
        if self.after == f"move:{self.folder}":
            raise ValueError("after: cannot move letters into the folder that they come from")
        return self

    @property
    def move_to(self) -> str:
        """The folder of ``after = "move:FOLDER"``; empty for the other actions."""
        return self.after[5:] if self.after.startswith("move:") else ""


class Mailbox(Table):
    """One of our addresses."""

    name: Name
    address: MailAddress
    plus_addressing: bool = True
    category: Category = ""
    imap: Imap | None = None


class Smtp(Secret):
    """Our own listener, for letters that are handed to us (RFC 5321, RFC 2033)."""

    listen: Listen = "127.0.0.1:8025"
    protocol: Literal["smtp", "lmtp"] = "smtp"
    max_size: Annotated[Size, Field(ge=64 << 10, le=200 << 20)] = 25 << 20
    max_connections: Annotated[int, Field(ge=1, le=1000)] = 50
    max_recipients: Annotated[int, Field(ge=1, le=1000)] = 100
    timeout: PositiveDuration = timedelta(minutes=5)
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @model_validator(mode="after")
    def _key_with_cert(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key go together")
        return self

    @property
    def endpoint(self) -> tuple[str, int]:
        """Host and port of ``listen``."""
        return endpoint_of(self.listen)


class Intake(Table):
    """How letters reach us beside IMAP."""

    smtp: Smtp | None = None


class Outgoing(Secret):
    """The server that takes our letters."""

    host: Line = "127.0.0.1"
    port: Port = 25
    tls: Literal["none", "starttls", "implicit"] = "none"
    ca_file: Path | None = None
    user: str = ""
    timeout: PositiveDuration = timedelta(seconds=60)
    give_up_after: PositiveDuration = timedelta(days=3)

    @model_validator(mode="after")
    def _sane(self) -> Self:
        if bool(self.user) != self.has_secret:
            raise ValueError(
                "user goes together with one of password_file, password_env, token_command"
            )
        if self.user and self.tls == "none" and not is_loopback(self.host):
            raise ValueError(
                'tls = "none" would send the password in clear; use "starttls" or "implicit"'
            )
        return self


class Web(Table):
    """Our own pages: how the gateway is, for ops, and the counted way to the panel."""

    listen: Listen = "127.0.0.1:8026"
    public_url: str = ""  # where clients reach /p/… of it

    @field_validator("public_url")
    @classmethod
    def _known_url(cls, value: str) -> str:
        parts = urlsplit(value)
        plain = re.fullmatch(r"[!-~]{1,200}", value) and not re.search(r"[<>\"'?#@]", value)
        if value and not (plain and parts.scheme == "https" and parts.hostname):
            raise ValueError("must be an address such as https://desk.hoster.example")
        return value.rstrip("/")

    @property
    def endpoint(self) -> tuple[str, int]:
        """Host and port of ``listen``."""
        return endpoint_of(self.listen)
