"""The database as it stands, for commands that only look: they never make one nor change it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import ArgumentError, DBAPIError

from db.engine import Database, DatabaseUnavailableError, open_database
from db.schema import is_current
from gateway.errors import PostdeskError
from gateway.settings import Settings


@contextmanager
def stored(settings: Settings) -> Iterator[Database]:
    """Open the configured database, and close it at the end.

    Raises PostdeskError when there is none yet, it cannot be reached, or its schema is another
    version's.
    """
    shown = settings.gateway.database_shown
    path = Path(settings.gateway.database.removeprefix("sqlite:///"))
    if settings.gateway.database.startswith("sqlite:///") and not path.is_file():
        raise PostdeskError(f"{path}: no database yet; `postdesk run` makes it")
    try:
        database = open_database(settings.gateway.database)
    except (ArgumentError, ValueError):
        raise PostdeskError(f"gateway.database: {shown}: not an address of a database") from None
    except ModuleNotFoundError as error:
        raise PostdeskError(
            f"{shown}: {error.name} is not installed; `pip install 'postdesk[postgres]'`"
        ) from None
    try:
        if not is_current(database):
            raise PostdeskError(
                f"{shown}: its schema is another version's; `postdesk run` upgrades it"
            )
        yield database
    except (DatabaseUnavailableError, DBAPIError) as error:
        raise PostdeskError(f"{shown}: {_first_line(error)}") from error
    finally:
        database.dispose()


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).partition("\n")[0]
