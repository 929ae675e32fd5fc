"""`postdesk init`: a commented configuration that runs as it is."""

from importlib.resources import files
from pathlib import Path

from gateway.errors import PostdeskError


def template() -> str:
    """The text of the file."""
    return files(__package__).joinpath("postdesk.toml").read_text(encoding="utf-8")


def write_template(path: Path, *, force: bool) -> Path:
    """Write it to a file, or as postdesk.toml into a folder; gives where it is.

    Raises PostdeskError when there is one already (unless ``force``), or it cannot be written.
    """
    target = path / "postdesk.toml" if path.is_dir() else path
    try:
        with target.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(template())
    except FileExistsError:
        raise PostdeskError(f"{target}: is there already; --force writes over it") from None
    except OSError as error:
        raise PostdeskError(f"{target}: {error.strerror}") from None
    return target
