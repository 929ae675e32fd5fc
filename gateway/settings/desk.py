"""The tables of the desk: who we are, who answers, what is answered by itself, who is told."""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from acknowledgements.days_off import days_off
from acknowledgements.duty import parse_week
from acknowledgements.panel import check_template
from gateway.crontab import crontab
from gateway.routing.classes import CategoryName, TopicName, UrgencyName
from gateway.settings.fields import (
    Category,
    Duration,
    Hostname,
    IpAddress,
    Language,
    Line,
    MailAddress,
    Name,
    PositiveDuration,
    Table,
    is_address_or_domain,
)

DEFAULT_CATEGORY = "technical"  # SUPPORT: a sender who is unsure belongs here


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
    # addresses and domains that are never answered by itself
    blocked_senders: tuple[Line, ...] = ()
    # Our own checks, by DNS, where no trusted border has spoken:
    check_dkim: bool = False
    check_spf_at: tuple[Hostname, ...] = ()  # hosts whose Received field names the client


class Acknowledgement(Table):
    """What is answered by itself, and the limits of it."""

    max_age: PositiveDuration = timedelta(hours=4)
    per_address_per_hour: Annotated[int, Field(ge=1, le=1000)] = 3
    when_reopened: bool = False  # a short one, when a letter opens a closed ticket again
    phone: str = ""  # for outages
    chat: str = ""
    # how long it waits, by urgency: an agent's answer until then replaces it
    delay: dict[UrgencyName, Annotated[Duration, Field(ge=timedelta(0))]] = Field(
        default_factory=dict
    )
    targets: dict[CategoryName, PositiveDuration] = Field(default_factory=dict)
    incidents: Path | None = None
    texts: Path | None = None  # a folder of wordings of one's own


class DutyHours(Table):
    """When agents are at work, on the clock of [gateway]."""

    hours: dict[str, str] = Field(
        default_factory=dict
    )  # "mon-fri" = "09:00-18:00"; none: nothing is promised
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
    hours: dict[str, str] = Field(default_factory=dict)  # his own; none: those of [duty]
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
            if not is_address_or_domain(one):
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

    categories: dict[CategoryName, Told] = Field(
        default_factory=dict
    )  # instead of the agents whose categories fit
    urgencies: dict[UrgencyName, Told] = Field(default_factory=dict)  # beside them
    on_call: tuple[MailAddress, ...] = ()  # the first who isn't away: of an outage at night
    services: Path | None = None  # CSV: client, service, kind, server
    rules: Annotated[tuple[RoutingRule, ...], Field(max_length=200)] = ()


def among(named: Iterable[str], address: str) -> str:
    """Which of these addresses and domains is that address, or its domain; "" for none."""
    wanted = {address.lower(), address.lower().rpartition("@")[2]}
    return next((one for one in named if one.lower().lstrip("@") in wanted), "")


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
    sending_addresses: tuple[IpAddress, ...] = ()


class Job(Table):
    """A scheduled job: ``every`` or ``cron``, in the hoster's time zone."""

    task: Literal["poll", "train"]
    mailbox: Name = ""  # that is polled; "" for other tasks
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
