"""The letters under tests/letters, and a short way to build others."""

from dataclasses import fields, is_dataclass
from pathlib import Path

LETTERS = Path(__file__).parent.parent / "letters"
HEADER = (
    b"From: Anna <anna@client.example>\nTo: support@hoster.example\n"
    b"Date: Wed, 25 Nov 2026 14:05:00 +0300\nMessage-ID: <1@client.example>\nSubject: Site\n"
)


def stored(name: str) -> bytes:
    """A letter by its name."""
    return (LETTERS / f"{name}.eml").read_bytes()


def every() -> list[Path]:
    """All stored letters, whoever put them there."""
    return sorted(LETTERS.rglob("*.eml"))


def letter(body: bytes = b"Hello\n", **header: str) -> bytes:
    """A letter with more header fields; ``content_type`` becomes ``Content-Type``."""
    more = "".join(f"{name.replace('_', '-').title()}: {value}\n" for name, value in header.items())
    return HEADER + more.encode() + b"\n" + body


def strings(value: object) -> list[str]:
    """Every string inside of a value."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [s for each in fields(value) for s in strings(getattr(value, each.name))]
    if isinstance(value, tuple):
        return [s for each in value for s in strings(each)]
    return []
