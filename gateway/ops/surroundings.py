"""What `postdesk status` sees beside the database: the process, its files, the disk."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from acknowledgements import incidents
from db.engine import file_identity
from gateway.errors import PostdeskError
from gateway.node import look
from gateway.routing import account
from gateway.settings import Gateway, Settings
from gateway.watched import fault

_LITTLE = 1 << 30  # bytes: less than this, and less than a twentieth of the disk, is nearly full
_SHARE = 20


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known without asking the database."""

    running: bool
    reasons: tuple[str, ...]  # what a person should look at


def survey(settings: Settings) -> Surroundings:
    """Look at the process, its files and the disks. Raises PostdeskError when it may not."""
    gateway = settings.gateway
    file = database_file(gateway)
    try:
        seen = look(gateway.state_dir)
    except OSError as error:
        raise PostdeskError(f"{error.filename}: {error.strerror}") from None
    reasons = [] if seen.running else [f"no postdesk runs on {gateway.state_dir}"]
    if file and seen.database and file_identity(file) != seen.database:
        reasons.append(
            f"{file}: was deleted or replaced under the postdesk that runs, and takes no letters;"
            " put the file back, and start postdesk again"
        )
    places = [gateway.state_dir, *([file.parent] if file else [])]
    return Surroundings(seen.running, (*reasons, *_unusable(settings), *_full_disks(places)))


def _unusable(settings: Settings) -> list[str]:
    """Files that are changed while postdesk runs, and that it cannot read any more."""
    watched: list[tuple[Path | None, Callable[[str], object]]] = [
        (settings.acknowledgement.incidents, incidents.read),
        (settings.routing.services, account.read),
    ]
    faults = [fault(path, read) for path, read in watched if path]
    return [f"{one}; what it said before goes on until postdesk starts" for one in faults if one]


def database_file(gateway: Gateway) -> Path | None:
    """The file of an SQLite database; None for a server's."""
    if not gateway.database.startswith("sqlite:///"):
        return None
    return Path(gateway.database.removeprefix("sqlite:///"))


def _full_disks(folders: list[Path]) -> list[str]:
    found: dict[int, str] = {}  # by device: one disk is named once
    for folder in folders:
        try:
            device, usage = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue  # a folder that is not there is said elsewhere
        if nearly_full(usage.total, usage.free):
            found.setdefault(device, f"{folder}: the disk has only {usage.free >> 20} MiB left")
    return list(found.values())


def nearly_full(total: int, free: int) -> bool:
    """Whether so little of a disk is free that letters may soon be refused."""
    return free < _LITTLE and free * _SHARE < total
