"""As much of HTTP/1.1 (RFC 9110, RFC 9112) as a page without forms needs. Pure.

A request is a head of bounded length and no body; the connection ends with the response, so that
nothing of one request can be taken for another.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

LONGEST_HEAD = 8 << 10

_REQUEST_LINE = re.compile(r"([A-Z]{1,20}) (/[!-~]{0,2000}) HTTP/1\.([01])")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}):[ \t]*(.*?)[ \t]*")
_METHODS = ("GET", "HEAD")
_ALWAYS = (
    ("Connection", "close"),
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex, nofollow"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` is without the query; ``host`` is the Host field with its port, lower case."""

    method: str
    path: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """``location`` must be a URI in ASCII (RFC 3986)."""

    status: HTTPStatus
    body: str = ""
    content_type: str = "text/plain"
    location: str = ""

    def encoded(self, now: datetime, *, without_body: bool = False) -> bytes:
        """The bytes to send. ValueError: a value would break out of its field."""
        body = self.body.encode("utf-8", "replace")
        fields = [
            ("Date", format_datetime(now, usegmt=True)),
            ("Content-Type", f"{self.content_type}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            *([("Location", self.location)] if self.location else []),
            *([("Allow", ", ".join(_METHODS))] if self.status == 405 else []),
            *_ALWAYS,
        ]
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}"]
        lines += [f"{name}: {value}" for name, value in fields]
        if not all(line.isascii() and line.isprintable() for line in lines):
            raise ValueError("a field of the response is not printable ASCII")
        head = "\r\n".join([*lines, "", ""]).encode("ascii")
        return head if without_body else head + body


def plain(status: HTTPStatus) -> Response:
    """A response that says no more than its status."""
    return Response(status=status, body=f"{status.phrase}\n")


def read_request(head: bytes) -> Request | Response:
    """The request of a head (its empty line included), or the response that refuses it."""
    try:
        first, *rest = head.decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        return plain(HTTPStatus.BAD_REQUEST)
    line = _REQUEST_LINE.fullmatch(first)
    fields = [_FIELD.fullmatch(one) for one in rest if one]
    if not line or None in fields:
        return plain(HTTPStatus.BAD_REQUEST)
    if line[1] not in _METHODS:
        return plain(HTTPStatus.METHOD_NOT_ALLOWED)
    hosts = [one[2].lower() for one in fields if one and one[1].lower() == "host"]
    if len(hosts) > 1 or (line[3] == "1" and not hosts):
        return plain(HTTPStatus.BAD_REQUEST)
    return Request(line[1], line[2].partition("?")[0], hosts[0] if hosts else "")
