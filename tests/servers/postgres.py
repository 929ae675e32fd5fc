"""A private PostgreSQL from the distribution's programs, on a Unix socket.

It is quick because it takes no care of what a power cut would do.
"""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from tests.servers import process
from tests.servers.process import Daemon, ServerUnavailable

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


def find_postgres() -> Path:
    """The folder of the newest server's programs. Raises ServerUnavailable."""
    installed = [program.parent for program in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda folder: float(folder.parent.name))
    program = shutil.which("initdb")
    if program is None:
        raise ServerUnavailable("PostgreSQL is not installed", "postgresql")
    return Path(program).resolve().parent


class Postgres:
    """Databases made and dropped on the server at ``admin_url``, whoever runs it."""

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url

    def create_database(self) -> str:
        """A new empty database, as a SQLAlchemy URL."""
        name = f"postdesk_{uuid4().hex[:16]}"
        self._admin(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        parts = urlsplit(self._admin_url)
        return parts._replace(path=f"/{name}", scheme="postgresql+psycopg").geturl()

    def drop_database(self, url: str) -> None:
        """Drop it, with whatever connections it still has."""
        self._admin(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')

    @contextmanager
    def database(self) -> Iterator[str]:
        """A database for the time of the block."""
        url = self.create_database()
        try:
            yield url
        finally:
            self.drop_database(url)

    def _admin(self, statement: str) -> None:
        plain = self._admin_url.replace("postgresql+psycopg:", "postgresql:", 1)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)

    def remove(self) -> None:
        """Nothing of ours is left."""


class PrivatePostgres(Postgres):
    """A server of our own."""

    def __init__(self, programs: Path) -> None:
        self._folder = process.private_folder("pg")
        super().__init__(f"postgresql+psycopg://postgres@/postgres?host={self._folder}")
        data = self._folder / "data"
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust"]
        process.run([*initdb, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"])
        settings = [word for setting in _FAST for word in ("-c", setting)]
        self._daemon = Daemon(
            [str(programs / "postgres"), "-D", str(data), "-k", str(self._folder), *settings],
            answers=self._answers,
            logs=self._folder,
            stop_by=signal.SIGINT,  # "fast": clients are disconnected
        )

    def start(self) -> None:
        self._daemon.start()

    def stop(self) -> None:
        self._daemon.stop()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            self._admin("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True
