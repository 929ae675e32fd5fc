"""The services that a letter names: domains, addresses of servers, plans, server numbers.

Only what the text names counts, as it is written there. The sender's own address, a site in the
signature, a contract or invoice number, and the address from which somebody connects name none.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

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
    r"\b((?:Windows )?(?:VDS|VPS|Dedic\w{0,4}|Host|Cloud|KVM|Web|Mail|NVMe|SSD|HDD|Storage|Shared|Hosting"
    r"|Reseller|Bitrix|WP|Game|GPU)-(?:[A-Z][A-Za-z]{0,9}\d{0,3}|\d{1,4}[A-Z]?)(?: #\d{2,8})?)(?![\w-])"
)
_NUMBER = re.compile(
    r"\b(?:сервер\w{0,2}|server|vds|vps|услуг\w|service|дедик\w?)\s?(?:№|#|id|no\.?)\s?\d{2,8}\b",
    re.IGNORECASE,
)
# endings that are files or programs far more often than domains
_FILES = frozenset(
    """php html htm js css py sh pl rb go java jar xml json yaml yml conf cnf cfg ini log txt csv sql gz zip
    tar rar bz2 xz pdf doc docx xls xlsx png jpg jpeg gif svg webp exe msi dll so service timer socket local
    lan internal localdomain md lock whl deb rpm iso img qcow2 vmdk bak old tmp d pem crt key csr htaccess
    mp4 avi mov vbs bat ps1 env www""".split()
)
_FOREIGN = frozenset(
    """gmail.com google.com yandex.ru ya.ru mail.ru outlook.com hotmail.com yahoo.com icloud.com bk.ru
    inbox.ru list.ru rambler.ru github.com gitlab.com docker.io docker.com ubuntu.com debian.org
    wordpress.org virustotal.com mail-tester.com spamhaus.org speedtest.net letsencrypt.org paypal.com
    t.me telegram.org node.js next.js vue.js asp.net""".split()
)
_NOT_SERVER = re.compile(
    r"(?:шлюз\w{0,2}|gateway|gw|провайдер\w?|офис\w{0,2}|office|с адреса|моего|мой|у меня|у него|его адрес"
    r"|client|from my|из сети|только с|only from|атак\w+ с|узл\w|скрипта с|с|from|unban|теперь|резолвер\w?"
    r"|наш\w{0,3} (?:ip|айпи|адрес\w{0,2})|прописать|подсет\w+|в письме пришел|в письме пришёл)"
    r"[\s:(«\"]{1,3}(?:\w+ ){0,2}$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s{0,3}(?:,|и|and|та|и ещё|/|\+|;|\s)\s{0,3}", re.IGNORECASE)
_OURS = ("hoster.", "postdesk.")


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
    text = f"{letter.subject.text}\n{letter.own.text}"
    found = [*_plans(text), *_addresses(text), *_domains(text, letter, topic, ours)]
    if not found and letter.logs:
        found = [*_domains(letter.logs, letter, topic, ours)]
    if not found and letter.forwarded:
        found = [*_plans(letter.forwarded), *_addresses(letter.forwarded)]
    found.sort(key=lambda one: one.at)
    seen: dict[str, Service] = {}
    for one in found:
        seen.setdefault(one.name.lower(), one)
    return tuple(seen.values())[:_MOST]


def _plans(text: str) -> Iterator[Service]:
    for match in _PLAN.finditer(text):
        yield Service("plan", match.group(1), match.start())
    for match in _NUMBER.finditer(text):
        yield Service("number", match.group(0), match.start())


def _addresses(text: str) -> Iterator[Service]:
    """The first address, and those that are named in one breath with an accepted one."""
    accepted_end = -1
    for match in _IP.finditer(text):
        value = match.group(1)
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            continue
        if match.group(2) or address.is_loopback or _is_lan(address):
            continue
        between = text[accepted_end : match.start()]
        joined = accepted_end >= 0 and _JOINED.fullmatch(between) is not None
        in_table = accepted_end >= 0 and text[: match.start()].rpartition("\n")[2].strip() == ""
        if accepted_end < 0 or joined or in_table:
            if _NOT_SERVER.search(text[max(0, match.start() - 60) : match.start()]) and not joined:
                continue
            accepted_end = match.end()
            yield Service("address", value, match.start())
    for match in _IP6.finditer(text):
        try:
            address = ipaddress.ip_address(match.group(1))
        except ValueError:
            continue
        if not address.is_loopback and not address.is_link_local:
            yield Service("address", match.group(1), match.start())
            return


def _is_lan(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(
        address in ipaddress.ip_network(net)
        for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "0.0.0.0/8")
    )


def _domains(text: str, letter: Letter, topic: str, ours: frozenset[str]) -> Iterator[Service]:
    named = False
    for match in _DOMAIN.finditer(text):
        name = match.group(1)
        if _is_domain(name, ours) and not _is_written_file(text, match):
            named = True
            yield Service("domain", name, match.start())
    if named or topic not in ("mail", "domain", "site_down"):
        return
    sender = letter.sender.rpartition("@")[2].strip(" >").lower()
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


_CYRILLIC_ZONES = frozenset(
    "рф бел укр қаз сайт онлайн орг ком москва дети рус мкд срб бг ею католик".split()
)
_ZONES = frozenset(
    """com net org info biz name pro edu gov int mobi travel jobs xyz top site online store shop tech space
    website press host fun icu club vip app dev page cloud blog live world life today news media agency
    studio design digital email network systems solutions services support center group team company
    business guru expert consulting marketing photo photography gallery art music tv video game games
    academy school education university clinic health care dental fitness yoga restaurant cafe pizza bar
    coffee menu food kitchen house home estate rent auto car cars taxi tours holiday hotel moscow tatar
    example test invalid ru su рф ua by kz uz kg tj tm am ge az md ee lv lt pl cz sk hu ro bg rs hr si me
    al mk gr tr il ae sa in cn jp kr tw hk sg my th vn id ph au nz us ca mx br ar cl co pe za ng ke eg ma
    uk ie fr de at ch li lu be nl dk se no fi is it es pt mt cy eu asia io ai ly gg im to tk ml ga cf la
    ws cc fm link click work works plus zone land city red blue black ink one moe ski wtf lol рус bel""".split()
)


def _is_written_file(text: str, match: re.Match[str]) -> bool:
    """``dump.org`` in a path or a class name of a program."""
    before = text[max(0, match.start() - 1) : match.start()]
    return before in ("/", "\\", "$", "_", "=") or text[match.end() : match.end() + 1] in (
        "(",
        "\\",
    )
