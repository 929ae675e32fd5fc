"""The services that a letter names: domains, addresses of servers, plans, server numbers.

Only what the text names counts, as it is written there. The sender's own address, a site in the
signature, a contract or invoice number, and the address from which somebody connects name none.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.routing.lexicon import words
from gateway.routing.text import Letter

_MOST = 12
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:https?://)?((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}(?:[a-zа-яіїєґәғқңөұүһ]{2,24}|xn--[\w-]{2,40}))"
    r"(?![\w@-]|\.\w)",
    re.IGNORECASE,
)
_MAILBOX = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,4}[a-zа-я]{2,24})\b", re.IGNORECASE)
_IP = re.compile(r"(?<![\w.:/-])(\d{1,3}(?:\.\d{1,3}){3})(?![\d]|\.\d)(/\d{1,2})?")
_IP6 = re.compile(
    r"(?<![\w:.])((?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}|:))(?![\w:])", re.IGNORECASE
)
_PLAN = re.compile(
    r"\b((?:Windows )?(?:VDS|VPS|Dedic\w{0,4}|Host|Cloud|KVM|Web|Mail|NVMe|SSD|HDD|Storage"
    r"|Shared|Hosting"
    r"|Reseller|Bitrix|WP|Game|GPU)-(?:[A-Z][A-Za-z]{0,9}\d{0,3}"
    r"|\d{1,4}[A-Z]?)(?: #\d{2,8})?)(?![\w-])"
)
_NUMBER = re.compile(
    r"\b(?:сервер\w{0,2}|server|vds|vps|услуг\w|service|дедик\w?)\s?(?:№|#|id|no\.?)\s?\d{2,8}\b",
    re.IGNORECASE,
)
# endings that are files or programs far more often than domains
_FILES = words("file_endings")
_FOREIGN = words("foreign_domains")
_NOT_SERVER = re.compile(
    r"\b(?:шлюз\w{0,2}|gateway|gw|провайдер\w?|офис\w{0,2}|office|моего|у меня|у него|его|client"
    r"|from my"
    r"|только с|only from|атак\w+ с|скрипта с|unban|теперь|резолвер\w?|прописать|подсет\w+"
    r"|в письме приш[её]л"
    r"|(?:мо[йем]\w?|наш\w{0,3}) (?:ip|айпи|адрес\w{0,2})|узл\w|к нашему узлу)"
    r"[\s:(«\"]{1,3}(?:\w+ ){0,2}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:с|со|из|from|by)\s(?:адреса |ip )?$", re.IGNORECASE)
_ROLES = re.compile(
    r"^(?:mail|smtp|imap|pop3?|mx\d?|ns\d|webmail|autodiscover|www|ftp)\.", re.IGNORECASE
)
_JOINED = re.compile(r"\s{0,3}(?:,|и|and|та|и ещё|/|\+|;|\s)\s{0,3}", re.IGNORECASE)
_NAMED_BY_MAILBOX = ("mail", "domain", "site_down")
_LAN = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "0.0.0.0/8")
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service as the letter writes it."""

    kind: str  # domain, address, plan, number
    name: str
    at: int  # where in the text


def services(letter: Letter, topic: str, ours: frozenset[str] = frozenset()) -> tuple[Service, ...]:
    """What the letter names, in the order in which it does.

    ``ours`` are the hoster's own domains: the panel's address is not the client's service.
    """
    found: list[Service] = []
    # the body names a service in full, the subject often in part
    for text in (letter.own.text, letter.subject.text):
        named = [*_plans(text), *_addresses(text), *_domains(text, ours)]
        found += sorted(named, key=lambda one: one.at)
    if not any(one.kind == "domain" for one in found) and topic in _NAMED_BY_MAILBOX:
        found += _of_mailboxes(letter, ours)
    if not found and letter.logs:
        found += _domains(letter.logs, ours)
    if not found and letter.forwarded:
        found += [*_plans(letter.forwarded), *_addresses(letter.forwarded)]
    seen: dict[str, Service] = {}
    for one in found:
        seen.setdefault(one.name.lower(), one)
    whole = {one.name.lower() for one in seen.values()}
    return tuple(
        one for key, one in seen.items() if not (_ROLES.match(key) and _ROLES.sub("", key) in whole)
    )[:_MOST]


def _plans(text: str) -> Iterator[Service]:
    for match in _PLAN.finditer(text):
        yield Service("plan", match.group(1), match.start())
    for match in _NUMBER.finditer(text):
        yield Service("number", match.group(0), match.start())


def _addresses(text: str) -> Iterator[Service]:
    """The first address of a server, and those that are named in one breath with it."""
    matches = [match for match in _IP.finditer(text) if _is_public(match)]
    candidates = [
        match
        for match in matches
        if not _NOT_SERVER.search(text[max(0, match.start() - 60) : match.start()])
    ]
    straight = [
        match
        for match in candidates
        if not _FROM.search(text[max(0, match.start() - 12) : match.start()])
    ]
    first = next(iter(straight or candidates), None)
    if first is not None:
        yield Service("address", first.group(1), first.start())
        end = first.end()
        for match in matches:
            if match.start() < end:
                continue
            joined = _JOINED.fullmatch(text[end : match.start()]) is not None
            if joined or (_leads(text, match) and _leads(text, first)):
                yield Service("address", match.group(1), match.start())
                end = match.end()
    for match in _IP6.finditer(text):
        if _is_host(match.group(1)):
            yield Service("address", match.group(1), match.start())
            return


def _leads(text: str, match: re.Match[str]) -> bool:
    """It stands first in its line, as in a list."""
    return text[: match.start()].rpartition("\n")[2].strip(" -*•") == ""


def _is_public(match: re.Match[str]) -> bool:
    return not match.group(2) and _is_host(match.group(1))


def _is_host(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_link_local or any(address in net for net in _LAN))


def _domains(text: str, ours: frozenset[str]) -> Iterator[Service]:
    for match in _DOMAIN.finditer(text):
        name = match.group(1)
        if _is_domain(name, ours) and not _is_written_file(text, match):
            yield Service("domain", name, match.start())


def _of_mailboxes(letter: Letter, ours: frozenset[str]) -> Iterator[Service]:
    """The domain of a mailbox that the letter is about: the client's own before any other."""
    sender = letter.sender.rpartition("@")[2].strip(" >").lower()
    text = f"{letter.own.text}\n{letter.subject.text}"
    boxes = [match for match in _MAILBOX.finditer(text) if _is_domain(match.group(1), ours)]
    own = [match for match in boxes if match.group(1).lower() == sender]
    for match in (own or boxes)[:1]:
        yield Service("domain", match.group(1), match.start(1))


def _is_domain(name: str, ours: frozenset[str]) -> bool:
    lower = name.lower()
    labels = lower.split(".")
    last = labels[-1]
    if last in _FILES or lower in _FOREIGN or last.isdigit() or len(last) < 2:
        return False
    if any(lower == own or lower.endswith("." + own) for own in ours):
        return False
    if any(label.startswith("hoster") for label in labels):
        return False
    if all(re.fullmatch("[а-яё-]+", label) for label in labels):
        return last in _CYRILLIC_ZONES  # "утра.клиенты" is two sentences
    return last in _ZONES or last.startswith("xn--") or (len(labels) > 2 and labels[0] == "www")


_CYRILLIC_ZONES = words("cyrillic_zones")
_ZONES = words("zones")


def _is_written_file(text: str, match: re.Match[str]) -> bool:
    """``dump.org`` in a path or a class name of a program."""
    before = text[max(0, match.start() - 1) : match.start()]
    return before in ("/", "\\", "$", "_", "=") or text[match.end() : match.end() + 1] in (
        "(",
        "\\",
    )
