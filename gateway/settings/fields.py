"""What a single value may be: sizes, times, addresses, names; and the base of all tables."""

import ipaddress
import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from gateway.routing.classes import CategoryName

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


def one_line(value: str) -> str:
    """The text without blanks around. ValueError: it is empty, or holds a control character."""
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


def endpoint_of(listen: str) -> tuple[str, int]:
    """Host and port of a ``Listen``."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


Listen = Annotated[str, AfterValidator(_listen)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Size = Annotated[int, BeforeValidator(_size)]
MailAddress = Annotated[str, AfterValidator(_address)]
Hostname = Annotated[str, AfterValidator(_hostname)]
Line = Annotated[str, AfterValidator(one_line)]
IpAddress = Annotated[str, AfterValidator(_ip_address)]
Port = Annotated[int, Field(ge=1, le=65535)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
PositiveDuration = Annotated[Duration, Field(gt=timedelta(0))]


def is_address_or_domain(value: str) -> bool:
    """Whether it is an address, or what stands behind the ``@`` of one."""
    return bool(_ADDRESS.fullmatch(value) or _ADDRESS.fullmatch(f"x@{value.lstrip('@')}"))


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
