"""The client's own services by the hoster's ``services.csv``, and what a letter names of them.

What comes of it is for agents alone. Only a proven sender's services count as his: whoever writes
under his address would otherwise be told by our care what he owns.
"""

import csv
import io
import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from sys import intern

from gateway.routing.services import Service

HEADER = ("client", "service", "kind", "server")
MOST_ROWS = 200_000
_LONGEST = 200  # characters of a field
_MOST_NAMED = 5  # services in a reason
_DIGITS = re.compile(r"\d{2,}")
_WORDS = re.compile(r"[\s,()]+")
_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")


class ServicesFault(ValueError):
    """The file cannot be used; says in which line, and what is wrong with it."""


class ServiceState(StrEnum):
    """How sure it is which of the client's services a letter is about."""

    NONE = ""  # none is named, and none is known
    NAMED = "named"  # by the letter; whose it is was not looked up
    CONFIRMED = "confirmed"  # named, and the client's own
    SUGGESTED = "suggested"  # not named; the client has this one alone
    AMBIGUOUS = "ambiguous"  # which of the client's is not clear
    FOREIGN = "foreign"  # named, and not among the client's own
    UNPROVEN = "unproven"  # named by a sender who is not proven


@dataclass(frozen=True, slots=True)
class Owned:
    """A row of the file."""

    service: str
    kind: str
    server: str


@dataclass(frozen=True, slots=True)
class Held:
    """The service of a ticket: what a letter names, held against the client's own."""

    state: ServiceState = ServiceState.NONE
    service: str = ""
    reason: str = ""


UNKNOWN = Held()
Accounts = Mapping[str, tuple[Owned, ...]]  # by the client's address, lower case


def read(source: str) -> Accounts:
    """The services of each client. ServicesFault says in one line what is wrong with the file."""
    delimiter = ";" if ";" in source.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter, strict=True)
    found: dict[str, dict[Owned, None]] = {}
    number = 0
    try:
        for number, row in enumerate(rows):
            if number == 0:
                if tuple(cell.strip().lower() for cell in row) != HEADER:
                    raise ServicesFault(f"line 1: must be {','.join(HEADER)}")
            elif row:
                if number > MOST_ROWS:
                    raise ServicesFault(f"line {rows.line_num}: more than {MOST_ROWS} services")
                client, owned = _owned(row, rows.line_num)
                found.setdefault(client, {})[owned] = None
    except csv.Error as error:
        raise ServicesFault(f"line {rows.line_num}: {error}") from None
    if not source.strip():
        raise ServicesFault(f"line 1: must be {','.join(HEADER)}")
    return {client: tuple(owned) for client, owned in found.items()}


def _owned(row: Sequence[str], line: int) -> tuple[str, Owned]:
    cells = [cell.strip() for cell in row]
    if len(cells) != len(HEADER):
        raise ServicesFault(f"line {line}: needs {len(HEADER)} columns, has {len(cells)}")
    client, service, kind, server = cells
    if not _ADDRESS.fullmatch(client):
        raise ServicesFault(f"line {line}: client must be an e-mail address")
    if not service:
        raise ServicesFault(f"line {line}: service is empty")
    for name, cell in zip(HEADER, cells, strict=True):
        if len(cell) > _LONGEST or not cell.isprintable():
            raise ServicesFault(
                f"line {line}: {name} must be {_LONGEST} characters at the most, without control"
                " characters"
            )
    return client.lower(), Owned(service, intern(kind), intern(server))


def hold(named: Sequence[Service], accounts: Accounts | None, client: str, *, proven: bool) -> Held:
    """Which service the letter is about. ``accounts`` is None where no file is configured."""
    said = " / ".join(one.name for one in named)
    if accounts is None:
        return Held(ServiceState.NAMED if named else ServiceState.NONE, said)
    if not proven:
        if not named:
            return UNKNOWN
        reason = f"service {said}: whose it is was not looked up, the client is not proven"
        return Held(ServiceState.UNPROVEN, said, reason)
    own = accounts.get(client.lower(), ())
    if not own:
        reason = f"services: none of {client} are known"
        return Held(ServiceState.NAMED if named else ServiceState.NONE, said, reason)
    return _among_own(named, said, own) if named else _unnamed(own)


def _unnamed(own: Sequence[Owned]) -> Held:
    if len(own) == 1:
        reason = f"service {own[0].service}: not named, but the only one of the client"
        return Held(ServiceState.SUGGESTED, own[0].service, reason)
    reason = f"service: none is named, and the client has {len(own)}"
    return Held(ServiceState.AMBIGUOUS, "", reason)


def _among_own(named: Sequence[Service], said: str, own: Sequence[Owned]) -> Held:
    known: dict[str, list[Owned]] = {}
    for one in own:
        for name in _names(one):
            known.setdefault(name, []).append(one)
    fitting = {
        one.name: next((known[name] for name in _wanted(one) if name in known), []) for one in named
    }
    sure = list(dict.fromkeys(fits[0] for fits in fitting.values() if len(fits) == 1))
    foreign = [name for name, fits in fitting.items() if not fits]
    vague = {
        name: fits
        for name, fits in fitting.items()
        if len(fits) > 1 and not any(one in sure for one in fits)
    }
    if sure:
        what = " / ".join(one.service for one in sure)
        told = ", ".join(_described(one) for one in sure[:_MOST_NAMED])
        reason = f"service {what}: named, and the client's own ({told})"
        if foreign:
            reason += f"; not among his: {', '.join(foreign[:_MOST_NAMED])}"
        return Held(ServiceState.CONFIRMED, what, reason)
    if vague:
        name, fits = next(iter(vague.items()))
        could = ", ".join(one.service for one in fits[:_MOST_NAMED])
        reason = f"service {name}: may be any of {len(fits)} of the client: {could}"
        return Held(ServiceState.AMBIGUOUS, said, reason)
    reason = f"service {said}: not among the client's own"
    return Held(ServiceState.FOREIGN, said, reason)


def _described(owned: Owned) -> str:
    return " on ".join(filter(None, (owned.kind or owned.service, owned.server)))


def _names(owned: Owned) -> set[str]:
    """By what a letter may mean it: itself, its number, or the server where it lives."""
    hosts = {_host(owned.service), _host(owned.server)} - {""}
    if "." in owned.service:
        return hosts
    numbers = {f"#{number}" for number in _DIGITS.findall(owned.service)}
    return hosts | numbers | set(_WORDS.split(owned.service.casefold()))


def _wanted(named: Service) -> list[str]:
    """The names that would fit what the letter writes, the closest first."""
    if named.kind == "domain":
        labels = _host(named.name).split(".")
        return [".".join(labels[at:]) for at in range(len(labels) - 1)]
    if named.kind == "address":
        return [_host(named.name)]
    numbers = _DIGITS.findall(named.name.partition("#")[2] or named.name)
    if named.kind == "number" or "#" in named.name:
        return [f"#{number}" for number in numbers[-1:]]
    return [named.name.casefold()]


def _host(text: str) -> str:
    """A domain or an address in the one form in which it is compared; "" for neither."""
    lower = text.lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(lower))
    except ValueError:
        pass
    try:
        return lower.encode("idna").decode() if "." in lower else ""
    except UnicodeError:
        return ""
