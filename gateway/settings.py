"""postdesk.toml as a frozen value: read once at start, checked whole, secrets kept out of it.

Every table forbids unknown keys, so that a misspelt one stops the start and not the thousandth
letter. An environment variable ``POSTDESK_<TABLE>__<KEY>`` overrides a key of a plain table; a
misspelt one is refused too. Secrets are named by ``password_file``, ``password_env`` or
``token_command`` and are read when they are used (``Secret.read``), so that no settings value can
print one.
"""

import ipaddress
import os
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from acknowledgements.days_off import days_off
from acknowledgements.duty import parse_week
from acknowledgements.panel import check_template
from gateway.crontab import crontab
from gateway.errors import ConfigError
from gateway.routing.classes import CategoryName, TopicName, UrgencyName

ENV_PREFIX = "POSTDESK_"
DEFAULT_CATEGORY = "technical"  # SUPPORT: a sender who is unsure belongs here
LANGUAGES = ("ru", "en")

Category = Literal["", CategoryName]
Language = Literal["ru", "en"]

_DURATION = re.compile(r"(\d{1,9})\s*(ms|s|m|h|d)?")
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, None: 1}
_SIZE = re.compile(r"(\d{1,9})\s*(k|kb|kib|m|mb|mib)?", re.IGNORECASE)
# RFC 5321 section 4.1.2 dot-string, UTF-8 allowed (RFC 6531); our own addresses are never quoted
_ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f-]"
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{0,63}@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,253}"
)
_HOSTNAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.IGNORECASE)


def _duration(value: Any) -> Any:
    if isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())):
        return timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if isinstance(value, timedelta):
        return value
    raise ValueError('must be a time such as "30s", "5m", "2h" or "1d"')


def _size(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and (found := _SIZE.fullmatch(value.strip())):
        return int(found[1]) << {"": 0, "k": 10, "m": 20}[(found[2] or "")[:1].lower()]
    raise ValueError('must be a size in bytes, or such as "512k" or "25M"')


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("must be an e-mail address such as support@hoster.example")
    return value


def _hostname(value: str) -> str:
    if not _HOSTNAME.fullmatch(value) or ".." in value:
        raise ValueError("must be a host name such as hoster.example")
    return value.lower()


def _line(value: str) -> str:
    if not value.strip() or any(
        ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029" for c in value
    ):
        raise ValueError("must be one line of text")
    return value.strip()


def _ip_address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise ValueError("must be an IP address such as 192.0.2.1") from None


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError("must be HOST:PORT such as 127.0.0.1:8025")
    return value


def _split(listen: str) -> tuple[str, int]:
    """Host and port of a ``Listen``."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


Listen = Annotated[str, AfterValidator(_listen)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Size = Annotated[int, BeforeValidator(_size)]
MailAddress = Annotated[str, AfterValidator(_address)]
Hostname = Annotated[str, AfterValidator(_hostname)]
Line = Annotated[str, AfterValidator(_line)]
Port = Annotated[int, Field(ge=1, le=65535)]
_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"
Name = Annotated[str, Field(pattern=_NAME)]
PositiveDuration = Annotated[Duration, Field(gt=timedelta(0))]


def is_loopback(host: str) -> bool:
    """True for this machine's own addresses, where TLS would protect nothing."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Table(BaseModel):
    """A table of the file: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Gateway(Table):
    """Who we are, and where we keep things."""

    hostname: Hostname
    database: str
    state_dir: Path
    timezone: str = "UTC"
    language: Language = "ru"
    company: str = ""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):  # an unknown one is a KeyError
            raise ValueError("must be a time zone such as Europe/Moscow") from None
        return value

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        if value in ("sqlite:///", "sqlite:///:memory:"):
            raise ValueError("must name a file: letters are kept there")
        return value

    @cached_property
    def zone(self) -> ZoneInfo:
        """The hoster's own clock."""
        return ZoneInfo(self.timezone)

    @property
    def database_shown(self) -> str:
        """The database without its password, for messages."""
        parts = urlsplit(self.database)
        if parts.password is None:
            return self.database
        return self.database.replace(f":{parts.password}@", ":***@", 1)


class Security(Table):
    """Whose word about a sender counts."""

    trusted_authserv_ids: tuple[Hostname, ...] = ()
    blocked_senders: tuple[
        Line, ...
    ] = ()  # addresses and domains that are never answered by itself
    # Our own checks, by DNS, where no trusted border has spoken:
    check_dkim: bool = False
    check_spf_at: tuple[Hostname, ...] = ()  # hosts whose Received field names the client


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

    host: Annotated[str, AfterValidator(_line)]
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
            return _line(value)
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
        return _split(self.listen)


class Intake(Table):
    """How letters reach us beside IMAP."""

    smtp: Smtp | None = None


class Outgoing(Secret):
    """The server that takes our letters."""

    host: Annotated[str, AfterValidator(_line)] = "127.0.0.1"
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


class Acknowledgement(Table):
    """What is answered by itself, and the limits of it."""

    max_age: PositiveDuration = timedelta(hours=4)
    per_address_per_hour: Annotated[int, Field(ge=1, le=1000)] = 3
    when_reopened: bool = False  # a short one, when a letter opens a closed ticket again
    phone: str = ""  # for outages
    chat: str = ""
    delay: dict[UrgencyName, Annotated[Duration, Field(ge=timedelta(0))]] = {}
    # an agent's answer until then replaces it
    targets: dict[CategoryName, PositiveDuration] = {}
    incidents: Path | None = None
    texts: Path | None = None  # a folder of wordings of one's own


class DutyHours(Table):
    """When agents are at work, on the clock of [gateway]."""

    hours: dict[str, str] = {}  # "mon-fri" = "09:00-18:00"; none: nothing is promised
    country: str = ""  # whose public holidays count: "RU"
    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        parse_week(self.hours)
        days_off(self.country, [2026])
        return self


class Threading(Table):
    """When a letter still goes on an older ticket."""

    reopen_days: Annotated[int, Field(ge=0, le=3650)] = 14
    repeat_within: PositiveDuration = timedelta(days=3)


class Agent(Table):
    """A person who answers clients."""

    name: Line
    address: MailAddress
    categories: tuple[CategoryName, ...] = ()  # none: all of them
    languages: tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...] = ()  # none: all of them
    name_en: str = ""  # for letters in English
    gender: Literal["", "m", "f"] = ""  # for Russian forms; "" writes so that none is needed
    hours: dict[str, str] = {}  # his own; none: those of [duty]
    away: tuple[tuple[date, date], ...] = ()  # first and last day

    @field_validator("hours")
    @classmethod
    def _known_hours(cls, value: dict[str, str]) -> dict[str, str]:
        parse_week(value)
        return value


Told = Annotated[tuple[MailAddress, ...], Field(min_length=1)]  # agents, or groups


class RoutingRule(Table):
    """Evidence of the hoster's own. Where all its conditions hold it sets what it names."""

    name: Line
    senders: tuple[Line, ...] = ()  # addresses or domains
    recipients: tuple[Line, ...] = ()
    words: tuple[Line, ...] = ()  # phrases, in any form of their words; one is enough
    pattern: str = Field(default="", max_length=500)
    category: Category = ""
    urgency: Literal["", UrgencyName] = ""
    topic: Literal["", TopicName] = ""

    @field_validator("senders", "recipients")
    @classmethod
    def _addresses_or_domains(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not (_ADDRESS.fullmatch(one) or _ADDRESS.fullmatch(f"x@{one.lstrip('@')}")):
                raise ValueError(f"{one} is neither an address nor a domain")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not (self.senders or self.recipients or self.words or self.pattern):
            raise ValueError("needs one of senders, recipients, words, pattern")
        if not (self.category or self.urgency or self.topic):
            raise ValueError("needs one of category, urgency, topic to set")
        return self


class Routing(Table):
    """Who is told of a new ticket. An address that is no agent's is a group's."""

    categories: dict[CategoryName, Told] = {}  # instead of the agents whose categories fit
    urgencies: dict[UrgencyName, Told] = {}  # beside them
    on_call: tuple[MailAddress, ...] = ()  # the first who isn't away: of an outage at night
    services: Path | None = None  # CSV: client, service, kind, server
    rules: Annotated[tuple[RoutingRule, ...], Field(max_length=200)] = ()


class Panel(Table):
    """The billing panel that clients are told of."""

    kind: Literal["none", "links"] = "none"
    link: str = ""  # to its form for a new request; {category}, {service}, {subject}, {ref}
    suggest_every_days: Annotated[int, Field(ge=1, le=3650)] = 30
    measure: bool = False  # the link goes by way of [web], which counts that it was followed
    senders: tuple[Line, ...] = ()  # addresses and domains from which it passes letters on

    @model_validator(mode="after")
    def _link_of_kind(self) -> Self:
        if (self.kind == "links") != bool(self.link):
            raise ValueError('kind = "links" and link go together')
        if self.link:
            check_template(self.link)
        if self.measure and not (self.link and self.link.isascii()):
            raise ValueError("measure: needs a link, written in ASCII")
        return self

    def sends(self, address: str) -> bool:
        """Whether a letter from that address came from the panel."""
        return bool(among(self.senders, address))


class Answers(Table):
    """What the prepared answers of agents need to know."""

    texts: Path | None = None  # a folder of one's own, ru/NAME.j2 and en/NAME.j2
    sending_domain: str = ""  # from which our letters come; gateway.hostname if none
    sending_addresses: tuple[Annotated[str, AfterValidator(_ip_address)], ...] = ()


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
        return _split(self.listen)


class Job(Table):
    """A scheduled job: ``every`` or ``cron``, in the hoster's time zone."""

    task: Literal["poll", "train"]
    mailbox: Annotated[str, Field(pattern=_NAME)] = ""  # that is polled
    every: PositiveDuration | None = None
    cron: str = ""

    @model_validator(mode="after")
    def _one_schedule(self) -> Self:
        if (self.task == "poll") != bool(self.mailbox):
            raise ValueError('task = "poll" and mailbox go together')
        if (self.every is None) == (not self.cron):
            raise ValueError("needs either every or cron")
        if self.every is not None and self.every < timedelta(seconds=1):
            raise ValueError("every: must be at least 1s")
        if self.cron:
            try:
                crontab(self.cron, UTC)
            except ValueError as error:
                raise ValueError(f"cron: {error}") from None
        return self


class Settings(BaseSettings):
    """The whole file."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=ENV_PREFIX, env_nested_delimiter="__"
    )

    gateway: Gateway
    security: Security = Security()
    mailboxes: Annotated[tuple[Mailbox, ...], Field(min_length=1)]
    intake: Intake = Intake()
    outgoing: Outgoing = Outgoing()
    acknowledgement: Acknowledgement = Acknowledgement()
    threading: Threading = Threading()
    duty: DutyHours = DutyHours()
    routing: Routing = Routing()
    agents: Annotated[tuple[Agent, ...], Field(min_length=1)]
    panel: Panel = Panel()
    answers: Answers = Answers()
    web: Web | None = None
    jobs: dict[Name, Job] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _unique("mailboxes: name", [box.name for box in self.mailboxes])
        _unique("mailboxes: address", [box.address.lower() for box in self.mailboxes])
        _unique("routing.rules: name", [rule.name for rule in self.routing.rules])
        _unique("agents: address", [agent.address.lower() for agent in self.agents])
        ours = {box.address.lower() for box in self.mailboxes}
        for agent in self.agents:
            if agent.address.lower() in ours:
                raise ValueError(
                    f"agents: {agent.address} is a mailbox of the gateway; an agent needs his own"
                )
        if self.panel.measure and not (self.web and self.web.public_url):
            raise ValueError("panel.measure: needs web.public_url, which counted links begin with")
        for key, address in self._told():
            if address.lower() in ours or _without_tag(address) in ours:
                raise ValueError(
                    f"{key}: {address} is a mailbox of the gateway; its letters would come back"
                )
        if self.routing.on_call and not (
            self.duty.hours or all(agent.hours for agent in self.agents)
        ):
            raise ValueError("routing.on_call: needs duty.hours, which say when it is night")
        boxes = {box.name: box for box in self.mailboxes}
        polls = {name: job for name, job in self.jobs.items() if job.task == "poll"}
        for name, job in polls.items():
            if job.mailbox not in boxes:
                raise ValueError(f"jobs.{name}.mailbox: no mailbox is named {job.mailbox}")
            if boxes[job.mailbox].imap is None:
                raise ValueError(f"jobs.{name}.mailbox: {job.mailbox} has no imap table to poll")
        return self

    @property
    def own_addresses(self) -> frozenset[str]:
        """Our mailboxes, lower case."""
        return frozenset(box.address.lower() for box in self.mailboxes)

    def _told(self) -> Iterator[tuple[str, str]]:
        """(key, address) of everybody whom the routing table names."""
        table = self.routing
        named = [
            *((f"categories.{name}", told) for name, told in table.categories.items()),
            *((f"urgencies.{name}", told) for name, told in table.urgencies.items()),
            ("on_call", table.on_call),
        ]
        for key, addresses in named:
            for address in addresses:
                yield f"routing.{key}", address

    @cached_property
    def _groups(self) -> frozenset[str]:
        agents = {agent.address.lower() for agent in self.agents}
        return frozenset(address.lower() for _, address in self._told()) - agents

    def is_group(self, address: str) -> bool:
        """Whether the routing table names that address, and it is no agent's."""
        return address.lower() in self._groups

    def is_blocked(self, address: str) -> bool:
        """Whether an address, or its domain, is one that is never answered by itself."""
        return bool(among(self.security.blocked_senders, address))

    def mailbox(self, name: str) -> Mailbox | None:
        """The mailbox of that name; None when the configuration no longer has it."""
        return next((box for box in self.mailboxes if box.name == name), None)

    def agent(self, address: str) -> Agent | None:
        """The agent who has that address now; rights are those of the moment."""
        return next((one for one in self.agents if one.address.lower() == address.lower()), None)


def among(named: Iterable[str], address: str) -> str:
    """Which of these addresses and domains is that address, or its domain; "" for none."""
    wanted = {address.lower(), address.lower().rpartition("@")[2]}
    return next((one for one in named if one.lower().lstrip("@") in wanted), "")


def _without_tag(address: str) -> str:
    local_part, _, domain = address.lower().rpartition("@")
    return f"{local_part.partition('+')[0]}@{domain}"


def _unique(what: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{what}: {twice[0]} is there twice")


def load_settings(path: Path) -> Settings:
    """Read and check the file; relative paths in it are relative to its folder.

    Raises ConfigError with one line that names the file and the key.
    """
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except OSError as error:
        raise ConfigError(
            f"{path}: {error.strerror}; `postdesk init` writes a configuration to start from"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a TOML file: {error}") from None
    _refuse_unknown_environment(os.environ.keys() - set(_values_of(tables, "password_env")))
    try:
        settings = Settings(**tables)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_fault(error)}") from None
    except TypeError as error:
        raise ConfigError(f"{path}: {error}") from None
    return _with_paths(settings, path.resolve().parent)


def _values_of(value: Any, wanted: str) -> list[Any]:
    """What every key of that name holds, in tables at any depth."""
    if isinstance(value, list):
        return [found for one in value for found in _values_of(one, wanted)]
    if not isinstance(value, dict):
        return []
    here = [value[wanted]] if isinstance(value.get(wanted), str) else []
    return here + [found for one in value.values() for found in _values_of(one, wanted)]


def _refuse_unknown_environment(names: Iterable[str]) -> None:
    for name in sorted(names):
        if not name.startswith(ENV_PREFIX):
            continue
        model: type[BaseModel] | None = Settings
        for key in name.removeprefix(ENV_PREFIX).lower().split("__"):
            field = model.model_fields.get(key) if model else None
            if field is None:
                raise ConfigError(f"environment: {name} names no key of the configuration")
            model = next((one for one in _models_of(field.annotation)), None)


def _models_of(annotation: Any) -> list[type[BaseModel]]:
    options = getattr(annotation, "__args__", None) or (annotation,)
    return [one for one in options if isinstance(one, type) and issubclass(one, BaseModel)]


def _first_fault(error: ValidationError) -> str:
    """One line, the key first; never the value, which may be a secret put in the wrong place.

    An unknown key goes first: a misspelt one is missing under its right name too.
    """
    faults = error.errors(include_input=False, include_url=False)
    fault = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])
    key = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    text = {"extra_forbidden": "unknown key", "missing": "is missing"}.get(
        fault["type"], fault["msg"].removeprefix("Value error, ")
    )
    return f"{key}: {text}" if key else text


def _with_paths(settings: Settings, base: Path) -> Settings:
    """The same settings with every path absolute."""

    def absolute(model: BaseModel) -> BaseModel:
        changes: dict[str, Any] = {}
        for key in type(model).model_fields:
            value = getattr(model, key)
            if isinstance(value, Path):
                changes[key] = base / value
            elif isinstance(value, BaseModel):
                changes[key] = absolute(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
                changes[key] = tuple(absolute(one) for one in value)
            elif key == "database" and value.startswith("sqlite:///"):
                changes[key] = "sqlite:///" + str(base / value.removeprefix("sqlite:///"))
        return model.model_copy(update=changes)

    result = absolute(settings)
    assert isinstance(result, Settings)
    return result
