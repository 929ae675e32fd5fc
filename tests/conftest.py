"""Fixtures that hand out real servers. tests/servers says what each of them can do.

A server is looked for in the environment first, then among the installed programs. When there is
none, the test is skipped with the name of what is missing, or fails when ``TEST_STRICT_SERVERS`` is
set.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot, MailUser, find_dovecot
from tests.servers.postgres import Postgres, PrivatePostgres, find_postgres
from tests.servers.process import ServerUnavailable
from tests.servers.sink import Sink, Tls
from tests.servers.tls import Authority

# A test that asks for a server gets its mark, so that `-m "not dovecot"` leaves it out.
_MARKS = {"dovecot": pytest.mark.dovecot, "postgres": pytest.mark.postgres}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in set(getattr(item, "fixturenames", ())) & _MARKS.keys():
            item.add_marker(_MARKS[name])


def _without(error: ServerUnavailable) -> None:
    if os.environ.get("TEST_STRICT_SERVERS"):
        pytest.fail(str(error), pytrace=False)
    pytest.skip(str(error))


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    """The session's Dovecot, running or not. ``TEST_DOVECOT`` names another dovecot program."""
    try:
        server = Dovecot(find_dovecot(os.environ.get("TEST_DOVECOT")))
    except ServerUnavailable as error:
        _without(error)
        raise
    yield server
    server.remove()


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Dovecot:
    """The session's Dovecot, running: a test may stop it."""
    dovecot_server.start()
    return dovecot_server


@pytest.fixture
def mail_user(dovecot: Dovecot) -> MailUser:
    """An empty mailbox on the Dovecot."""
    return dovecot.new_user()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL. ``TEST_POSTGRES`` is the URL of another, to create databases in."""
    server: Postgres | PrivatePostgres
    if url := os.environ.get("TEST_POSTGRES"):
        server = Postgres(url)
    else:
        try:
            server = PrivatePostgres(find_postgres())
        except ServerUnavailable as error:
            _without(error)
            raise
        server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A new, empty PostgreSQL database."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'postdesk.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Certificates for ``localhost``."""
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def make_sink(authority: Authority) -> Iterator[Callable[..., Sink]]:
    """Starts sinks: ``make_sink(tls="starttls", login=("user", "secret"))``."""
    sinks: list[Sink] = []

    def make(*, tls: Tls = "none", login: tuple[str, str] | None = None) -> Sink:
        context = None if tls == "none" else authority.server_context()
        sinks.append(Sink(tls=tls, context=context, login=login).start())
        return sinks[-1]

    yield make
    for sink in sinks:
        sink.stop()


@pytest.fixture
def sink(make_sink: Callable[..., Sink]) -> Sink:
    """A plain SMTP sink."""
    return make_sink()
