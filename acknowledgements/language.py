"""The languages in which we write."""

from typing import Literal

Language = Literal["ru", "en"]
LANGUAGES: tuple[Language, ...] = ("ru", "en")


def written_in(language: str, default: Language) -> Language:
    """The letter's own language (ISO 639-1) if we write it, else the hoster's."""
    return next((ours for ours in LANGUAGES if ours == language), default)
