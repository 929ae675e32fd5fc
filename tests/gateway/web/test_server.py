"""The server on the wire: slow, greedy and broken clients, and answers that hang."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from gateway.clock import SystemClock
from gateway.errors import ConfigError
from gateway.settings import Web
from gateway.web.http import Request, Response
from gateway.web.server import WebServer
from tests.servers.process import free_port

PATIENCE = 0.5


class Answers:
    """/hang waits until it is released, /fail raises, all else is fine."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def __call__(self, request: Request) -> Response:
        if request.path == "/hang":
            self.released.wait(20)
        if request.path == "/fail":
            raise RuntimeError("broken")
        return Response(status=HTTPStatus.OK, body="fine\n")


@pytest.fixture
def answers() -> Iterator[Answers]:
    made = Answers()
    yield made
    made.released.set()


@pytest.fixture
def server(answers: Answers) -> Iterator[WebServer]:
    web = Web(listen=f"127.0.0.1:{free_port()}")
    made = WebServer(web, answers, SystemClock(), patience=PATIENCE)
    made.start()
    yield made
    assert made.stop()


def get(server: WebServer, path: str = "/", method: str = "GET") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def sent(server: WebServer, raw: bytes) -> bytes:
    """What comes back for those bytes until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(raw)
        found = b""
        while True:
            try:
                piece = line.recv(65536)
            except ConnectionResetError:
                return found
            if not piece:
                return found
            found += piece


def test_a_page_is_served(server: WebServer) -> None:
    assert get(server) == (200, b"fine\n")
    assert get(server, method="HEAD") == (200, b"")
    assert get(server, method="POST")[0] == 405


def test_an_answer_that_fails_ends_nothing(server: WebServer) -> None:
    assert get(server, "/fail") == (500, b"Internal Server Error\n")
    assert get(server)[0] == 200


def test_a_head_that_never_ends_is_refused(server: WebServer) -> None:
    found = sent(server, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000)
    assert found == b"" or found.startswith(b"HTTP/1.1 431 ")
    assert get(server)[0] == 200


def test_a_request_that_never_comes_is_given_up(server: WebServer) -> None:
    began = time.monotonic()
    assert sent(server, b"GET / HT") == b""
    assert time.monotonic() - began < PATIENCE + 5


def test_one_connection_is_one_request(server: WebServer) -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert sent(server, request * 2).count(b"HTTP/1.1 ") == 1


def test_answers_that_hang_hold_up_neither_the_others_nor_the_end(
    server: WebServer, answers: Answers
) -> None:
    lines = []
    for _ in range(7):
        line = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        line.sendall(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
        lines.append(line)
    assert lines[0].recv(100).startswith(b"HTTP/1.1 503 ")
    assert get(server)[0] == 200
    assert get(server, "/hang")[0] == 503  # the eighth
    assert get(server)[0] == 503  # none more at once
    for line in lines:
        line.close()
    answers.released.set()
    until = time.monotonic() + 10
    while get(server)[0] != 200:
        assert time.monotonic() < until


def test_many_connections_that_say_nothing_are_bounded(server: WebServer) -> None:
    lines = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(100)]
    time.sleep(PATIENCE)
    until = time.monotonic() + 10
    while True:
        try:
            if get(server)[0] == 200:
                break
        except (ConnectionError, http.client.HTTPException):
            assert time.monotonic() < until
    for line in lines:
        line.close()


def test_a_port_that_is_taken_is_one_line(server: WebServer, answers: Answers) -> None:
    taken = f"127.0.0.1:{server.port}"
    with pytest.raises(ConfigError, match=rf"^web\.listen: cannot listen on {taken}: "):
        WebServer(Web(listen=taken), answers, SystemClock()).start()


def test_stopping_what_never_started_is_nothing(answers: Answers) -> None:
    assert WebServer(Web(), answers, SystemClock()).stop()
