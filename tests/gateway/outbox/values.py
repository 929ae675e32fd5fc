"""An ordinary acknowledgement, to be changed where a test needs it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gateway.outbox.letter import Draft
from parsers.message import Address

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

DRAFT = Draft(
    message_id="k0.abc@hoster.example",
    date=NOW,
    header_from=Address("Петя Иванов", "support@hoster.example"),
    to=Address("", "anna@client.example"),
    reply_to="support+c0-token@hoster.example",
    subject="Мы получили ваше письмо",
    text="Здравствуйте!\n\nСпасибо, что написали.\n",
    html="<p>Здравствуйте!</p>\n<p>Спасибо, что написали.</p>\n",
    in_reply_to="1@client.example",
    references=("0@client.example", "1@client.example"),
    auto_submitted="auto-replied",
    suppress=True,
    loop_id="hoster.example",
    language="ru",
)


def draft(**changes: Any) -> Draft:
    """The acknowledgement with other values."""
    return replace(DRAFT, **changes)
