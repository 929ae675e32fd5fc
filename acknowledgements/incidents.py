"""Known incidents: the operator's ``incidents.toml`` as values, and the one that touches a letter.

Only the public text of an incident reaches a client. It is the same for everybody, so that it tells
nothing about an account: what our own records say of the sender's services counts for a proven one
only, and what a letter names itself is no more than the words of whoever wrote it.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from acknowledgements.language import LANGUAGES, Language

LONGEST_TEXT = 300
_READ = 20_000  # characters of a letter: what it is about stands at its beginning
_TOKEN = re.compile(r"[^\W_](?:[\w.:-]*[^\W_])?")
_KEYS = frozenset({"what", "since", "until", "servers", "domains", "words", "text"})


class IncidentFault(ValueError):
    """The file cannot be used; says which incident, and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One entry of the file."""

    what: str  # for agents, never for clients
    since: datetime  # aware
    until: datetime | None = None  # aware; None: it goes on
    servers: frozenset[str] = frozenset()  # names and addresses, lower case
    domains: frozenset[str] = frozenset()  # and all below them
    words: tuple[tuple[str, ...], ...] = ()  # all of one entry; "почт*" is any form of it
    text: Mapping[Language, str] = field(default_factory=dict)

    def is_open(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Touched:
    """The incident that may explain the letter, and why."""

    incident: Incident
    reason: str


def read(source: str) -> tuple[Incident, ...]:
    """The incidents of a file. IncidentFault says in one line what is wrong with it."""
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise IncidentFault(f"not a TOML file: {error}") from None
    entries = tables.pop("incidents", [])
    if tables or not isinstance(entries, list):
        raise IncidentFault("it holds nothing but [[incidents]]")
    return tuple(_incident(entry, number) for number, entry in enumerate(entries, start=1))


def touching(
    incidents: Sequence[Incident],
    *,
    now: datetime,
    letter: str,
    services: Collection[str] = (),
    proven: bool,
) -> Touched | None:
    """The open incident that fits best: by server, then by domain, then by words; newest first.

    ``letter`` is its subject and new text; ``services`` are the servers and domains of the sender's
    account, which are looked at for a proven sender only.
    """
    words = [token.group() for token in _TOKEN.finditer(letter[:_READ].casefold())]
    tokens = set(words) | {part for word in words for part in word.split("-")}
    if proven:
        tokens |= {service.casefold() for service in services}
    found = [
        (rank, one.since, Touched(one, reason))
        for one in incidents
        if one.is_open(now)
        for rank, reason in [_fits(one, tokens)]
        if rank
    ]
    return max(found, key=lambda each: each[:2])[2] if found else None


def _fits(incident: Incident, tokens: Collection[str]) -> tuple[int, str]:
    if servers := incident.servers.intersection(tokens):
        return 3, f"the server {min(servers)}"
    for token in tokens:
        if any(above in incident.domains for above in _above(token)):
            return 2, f"the domain {token}"
    for entry in incident.words:
        if all(_is_said(word, tokens) for word in entry):
            return 1, f"the words {' '.join(entry)}"
    return 0, ""


def _above(token: str) -> list[str]:
    """A domain and those above it, of what looks like one."""
    labels = token.split(".")[-10:]
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]


def _is_said(word: str, tokens: Collection[str]) -> bool:
    if word.endswith("*"):
        return any(token.startswith(word[:-1]) for token in tokens)
    return word in tokens


def _incident(entry: Any, number: int) -> Incident:
    name = f"incident {number}"
    if not isinstance(entry, dict):
        raise IncidentFault(f"{name} is not a table")
    if unknown := sorted(entry.keys() - _KEYS):
        raise IncidentFault(f"{name}: unknown key {unknown[0]}")
    what = entry.get("what")
    if not isinstance(what, str) or not what.strip():
        raise IncidentFault(f"{name}: what is missing")
    since = _moment(entry, "since", name)
    if since is None:
        raise IncidentFault(f"{name}: since is missing")
    incident = Incident(
        what=what.strip(),
        since=since,
        until=_moment(entry, "until", name),
        servers=frozenset(_names(entry, "servers", name)),
        domains=frozenset(_names(entry, "domains", name)),
        words=tuple(tuple(one.split()) for one in _names(entry, "words", name)),
        text=_public(entry.get("text"), name),
    )
    if not (incident.servers or incident.domains or incident.words):
        raise IncidentFault(f"{name}: needs servers, domains or words to be found by")
    return incident


def _moment(entry: dict[str, Any], key: str, name: str) -> datetime | None:
    value = entry.get(key)
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise IncidentFault(f"{name}: {key} must be such as 2026-11-25T08:30:00+03:00")
    return value


def _names(entry: dict[str, Any], key: str, name: str) -> list[str]:
    values = entry.get(key, [])
    if not isinstance(values, list) or not all(
        isinstance(one, str) and one.strip(" *") for one in values
    ):
        raise IncidentFault(f"{name}: {key} must be a list of texts, none of them empty")
    return [one.strip().casefold() for one in values]


def _public(texts: Any, name: str) -> Mapping[Language, str]:
    """In every language that we write: who is told in another doesn't understand it."""
    if not isinstance(texts, dict) or texts.keys() != set(LANGUAGES):
        raise IncidentFault(f"{name}: text needs {' and '.join(LANGUAGES)}, and nothing else")
    found: dict[Language, str] = {}
    for language in LANGUAGES:
        text = texts[language]
        if not isinstance(text, str) or not text.strip() or not text.isprintable():
            raise IncidentFault(f"{name}: text.{language} must be one line")
        if len(text) > LONGEST_TEXT:
            raise IncidentFault(
                f"{name}: text.{language} has {len(text)} characters of {LONGEST_TEXT} at the most"
            )
        found[language] = text.strip()
    return MappingProxyType(found)
