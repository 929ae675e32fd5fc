"""Values with defaults: an ordinary letter that every rule lets pass, and its acknowledgement."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from acknowledgements.compose import Composed, Letter, compose
from acknowledgements.decision import Facts
from acknowledgements.language import LANGUAGES
from acknowledgements.situation import Situation
from acknowledgements.texts import ADVICE, SENTENCES, SHIPPED
from parsers.message import Address, InboundMessage, Kind

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # a Friday
MOSCOW = ZoneInfo("Europe/Moscow")

_MESSAGE = InboundMessage(
    message_id="1@client.example",
    in_reply_to=(),
    references=(),
    thread_index="",
    date=NOW,
    header_from=Address("Анна Корж", "anna@client.example"),
    authors=(Address("Анна Корж", "anna@client.example"),),
    sender=None,
    reply_to=(),
    to=(Address("", "support@hoster.example"),),
    cc=(),
    delivered_to=(),
    envelope_sender="anna@client.example",
    envelope_sender_known=True,
    envelope_recipients=("support@hoster.example",),
    subject="Сайт не открывается",
    subject_base="Сайт не открывается",
    language="ru",
    kind=Kind.PERSON,
    kind_rule="default",
    kind_reason="no sign of a program",
    withhold_reason="",
    authentication_results=(),
    received=(),
    text="Помогите, пожалуйста.",
    html="",
    new_text="Помогите, пожалуйста.",
    quoted_text="",
    signature="",
    attachments=(),
    bounce=None,
    digest="0" * 64,
    defects=(),
)
_FACTS = Facts(
    now=NOW,
    received_at=NOW - timedelta(minutes=1),
    max_age=timedelta(hours=4),
    own_addresses=frozenset({"support@hoster.example", "billing@hoster.example"}),
    sender_is_agent=False,
    opens_ticket=True,
    ticket_acknowledged=False,
    authentication="none",
    authentication_reason="",
    sent_to_address_last_hour=0,
    address_cap_per_hour=3,
)
_LETTER = Letter(
    language="ru",
    default_language="ru",
    first_name="Анна",
    agent_name="Петя Иванов",
    support_address="support@hoster.example",
    company="Хостер",
    proven=True,
    subject_base="Сайт не открывается",
    local_time=NOW.astimezone(MOSCOW),
    variant_key=1,
)


def inbound(**changes: Any) -> InboundMessage:
    """A letter from a person; the authors and the envelope follow From unless they are given."""
    if "header_from" in changes:
        changes.setdefault("authors", (changes["header_from"],))
        changes.setdefault("envelope_sender", changes["header_from"].address)
    return replace(_MESSAGE, **changes)


def facts(**changes: Any) -> Facts:
    """Facts to which no rule objects."""
    return replace(_FACTS, **changes)


def letter(**changes: Any) -> Letter:
    """What a Russian acknowledgement to a proven sender is made from, on a Friday noon."""
    return replace(_LETTER, **changes)


def every_wording(situation: Situation = "general", **changes: Any) -> list[Composed]:
    """Each wording of each part that such a letter has, in each language, at least once.

    The keys are those whose wordings differ: a part more changes no other part's wording.
    """
    return [
        compose(letter(language=language, situation=situation, variant_key=key, **changes))
        for language in LANGUAGES
        for key in telling_keys(situation)
    ]


@cache
def telling_keys(situation: Situation) -> tuple[int, ...]:
    """Keys that reach every wording of every part, few of them."""
    missing = {
        (part, wording)
        for part in (situation, *SENTENCES, *ADVICE)
        for language in LANGUAGES
        for wording in SHIPPED.parts[language, part]
    }
    keys = []
    for key in count():
        reached = {
            (part, SHIPPED.wording(language, part, key))
            for part in (situation, *SENTENCES, *ADVICE)
            for language in LANGUAGES
        }
        if missing & reached:
            missing -= reached
            keys.append(key)
        if not missing:
            return tuple(keys)
    raise AssertionError("the keys never end")
