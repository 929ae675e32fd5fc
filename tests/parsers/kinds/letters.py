"""Letters from the tables in ``tests/letters/kinds``, as bytes and read."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from parsers.message import InboundMessage, Own
from parsers.parse import parse

FOLDER = Path(__file__).parents[2] / "letters" / "kinds"
OWN = Own(
    addresses=frozenset({"support@hoster.example", "billing@hoster.example"}),
    issued=lambda message_id: message_id == "token.1@hoster.example",
    loop_id="loop-of-hoster.example",
)
_ORDINARY = (
    "Return-Path: <anna@client.example>",
    "From: Анна Корж <anna@client.example>",
    "To: support@hoster.example",
    "Message-ID: <1@client.example>",
    "Date: Tue, 10 Nov 2026 12:00:00 +0300",
    "Content-Type: text/plain; charset=utf-8",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of a table."""

    kind: str
    fields: tuple[str, ...]
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject or self.text} {' '.join(self.fields)}"[:70]

    @property
    def raw(self) -> bytes:
        """The letter; its own fields stand in for those of the ordinary one."""
        given = {field.partition(":")[0].lower() for field in self.fields}
        ordinary = [field for field in _ORDINARY if field.partition(":")[0].lower() not in given]
        head = [*self.fields, *ordinary, f"Subject: {self.subject}"]
        return ("\n".join(head) + "\n\n" + self.text + "\n").encode()

    @property
    def read(self) -> InboundMessage:
        """The letter as the gateway reads it."""
        return parse(self.raw, own=OWN)


def table(name: str) -> list[Letter]:
    """The rows of ``name``.toml."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return [
        Letter(row.get("kind", "person"), tuple(row["fields"]), row["subject"], row["text"])
        for row in data["letter"]
    ]
