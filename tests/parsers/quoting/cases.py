"""Replies with the part to which each line belongs, from ``tests/letters/replies/*.txt``.

A case begins with "=== name language"; the first character of each line below says whose it is:
"+" the sender's, ">" quoted, "~" signature.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "letters" / "replies"


@dataclass(frozen=True)
class Case:
    name: str
    language: str
    text: str
    new: str
    signature: str


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.txt")):
        for block in ("\n" + path.read_text(encoding="utf-8")).split("\n=== ")[1:]:
            title, *rows = block.removesuffix("\n").split("\n")
            name, language = title.split()
            yield Case(
                name=f"{path.stem}_{name}",
                language=language,
                text="\n".join(row[1:] for row in rows),
                new="\n".join(row[1:] for row in rows if row[:1] == "+"),
                signature="\n".join(row[1:] for row in rows if row[:1] == "~"),
            )


def without_context(new_text: str) -> list[str]:
    """The words of the sender: without the lines that only say what is answered."""
    return " ".join(row for row in new_text.split("\n") if not row.startswith("> ")).split()
