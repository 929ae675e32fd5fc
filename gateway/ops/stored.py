"""The database as it stands, for commands that only look: they never make one nor change it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from db.engine import Database, DatabaseUnavailableError, open_database
from db.schema import is_current
from gateway.errors import PostdeskError
from gateway.ops.surroundings import database_file
from gateway.settings import Settings


@contextmanager
def faults_named(settings: Settings) -> Iterator[None]:
    """Whatever the database refuses inside becomes a PostdeskError that names it, in one line."""
    shown = settings.gateway.database_shown
    try:
        make_url(settings.gateway.database)
    except (ArgumentError, ValueError):
        raise PostdeskError(f"gateway.database: {shown}: not an address of a database") from None
    try:
        yield
    except (DatabaseUnavailableError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise PostdeskError(f"{shown}: {str(cause).partition(chr(10))[0]}") from error
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise PostdeskError(
            f"{shown}: PostgreSQL needs one more package; in the folder of postdesk:"
            " .venv/bin/pip install '.[postgres]'"
        ) from None


@contextmanager
def stored(settings: Settings) -> Iterator[Database]:
    """Open the configured database, and close it at the end.

    Raises PostdeskError when there is none yet, it cannot be reached, or its schema is another
    version's.
    """
    path = database_file(settings.gateway)
    if path and not path.is_file():
        raise PostdeskError(f"{path}: no database yet; `postdesk run` makes it")
    with faults_named(settings):
        database = open_database(settings.gateway.database)
        try:
            if not is_current(database):
                raise PostdeskError(
                    f"{settings.gateway.database_shown}: its schema is not this version's;"
                    " `postdesk run` brings it there"
                )
            yield database
        finally:
            database.dispose()
