"""A request of bounded shape or a refusal; a response that no value can break."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.web.http import Request, Response, plain, read_request

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def head(line: str, *fields: str) -> bytes:
    return "\r\n".join([line, *fields, "", ""]).encode()


def test_a_request_is_read() -> None:
    found = read_request(head("GET /p/x?y=1 HTTP/1.1", "Host: Desk.Hoster.example:80", "X: y"))
    assert found == Request("GET", "/p/x", "desk.hoster.example:80")
    assert read_request(head("HEAD / HTTP/1.0")) == Request("HEAD", "/", "")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (head("POST /healthz HTTP/1.1", "Host: x"), 405),
        (head("DELETE / HTTP/1.1", "Host: x"), 405),
        (head("GET / HTTP/1.1"), 400),  # RFC 9112 section 3.2
        (head("GET / HTTP/1.1", "Host: x", "host: y"), 400),
        (head("GET / HTTP/2.0", "Host: x"), 400),
        (head("GET http://x/ HTTP/1.1", "Host: x"), 400),
        (head("GET /" + "x" * 2001 + " HTTP/1.1", "Host: x"), 400),
        (head("GET /\x00 HTTP/1.1", "Host: x"), 400),
        (head("GET /ы HTTP/1.1", "Host: x"), 400),
        (head("GET / HTTP/1.1", "Host: x", "no field"), 400),
        (head("GET / HTTP/1.1", "Host : x"), 400),
        (head("GET / HTTP/1.1", " Host: x"), 400),
        (head("get / HTTP/1.1", "Host: x"), 400),
        (b"\r\n\r\n", 400),
        (b"\x16\x03\x01\r\n\r\n", 400),
    ],
)
def test_another_is_refused(raw: bytes, status: int) -> None:
    found = read_request(raw)
    assert isinstance(found, Response)
    assert found.status == status


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert isinstance(read_request(raw + b"\r\n\r\n"), (Request, Response))


def test_every_response_has_its_headers() -> None:
    raw = Response(status=HTTPStatus.OK, body="Сайт\n", content_type="text/html").encoded(NOW)
    top, _, body = raw.partition(b"\r\n\r\n")
    lines = top.decode("ascii").split("\r\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert body.decode() == "Сайт\n"
    fields = dict(line.split(": ", 1) for line in lines[1:])
    assert fields["Content-Length"] == str(len(body))
    assert fields["Content-Type"] == "text/html; charset=utf-8"
    assert fields["Date"] == "Fri, 27 Nov 2026 09:00:00 GMT"
    assert fields["Content-Security-Policy"].startswith("default-src 'none'")
    assert fields["X-Content-Type-Options"] == "nosniff"
    assert fields["Referrer-Policy"] == "no-referrer"
    assert fields["Cache-Control"] == "no-store"
    assert fields["X-Frame-Options"] == "DENY"
    assert not any(name.lower() in ("set-cookie", "server") for name in fields)


def test_head_has_no_body_and_405_says_what_is_allowed() -> None:
    raw = plain(HTTPStatus.METHOD_NOT_ALLOWED).encoded(NOW, without_body=True)
    assert raw.endswith(b"\r\n\r\n")
    assert b"\r\nAllow: GET, HEAD\r\n" in raw
    assert b"\r\nContent-Length: 19\r\n" in raw


@pytest.mark.parametrize("value", ["https://x/\r\nSet-Cookie: a=b", "https://ы/", "https://x/\x00"])
def test_a_value_never_breaks_out_of_its_field(value: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        Response(status=HTTPStatus.FOUND, location=value).encoded(NOW)
