"""The whole file, and what must hold between its tables."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from gateway.settings.connections import Intake, Mailbox, Outgoing, Web
from gateway.settings.desk import (
    Acknowledgement,
    Agent,
    Answers,
    DutyHours,
    Gateway,
    Job,
    Panel,
    Routing,
    Security,
    Threading,
    among,
)
from gateway.settings.fields import Name

ENV_PREFIX = "POSTDESK_"


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


def _without_tag(address: str) -> str:
    local_part, _, domain = address.lower().rpartition("@")
    return f"{local_part.partition('+')[0]}@{domain}"


def _unique(what: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{what}: {twice[0]} is there twice")
