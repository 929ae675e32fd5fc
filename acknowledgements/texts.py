"""The words of the acknowledgement: files of wordings, ours or the hoster's own.

``templates/<language>/<part>.j2`` holds the wordings of one part, a line ``---`` between two of
them. A hoster's folder of the same shape replaces a part as a whole; its ``facts.toml`` replaces
single questions. Whoever edits those files may be no programmer, and what he writes is run: so it
is sandboxed, and ``load`` reads every file at start and not when the first letter of its kind
comes.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args
from zlib import crc32

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from acknowledgements.language import LANGUAGES, Language
from acknowledgements.situation import SITUATIONS

SENTENCES = ("time", "phone", "incident", "questions", "reply", "password")
ADVICE = ("several_questions", "panel")
PARTS: tuple[str, ...] = (*SITUATIONS, *SENTENCES, *ADVICE)
FACTS = "facts.toml"

_BETWEEN = re.compile(r"^---[ \t]*$", re.MULTILINE)
_text = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_html = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


class TextFault(ValueError):
    """A file of texts that cannot be used; says which file, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say one part."""

    source: str

    def render(self, values: Mapping[str, Any], *, escaped: bool) -> str:
        """The words; every value escaped for HTML if asked."""
        return _compiled(self.source, escaped).render(values)


@dataclass(frozen=True, slots=True)
class Texts:
    """All parts and questions of all languages."""

    parts: Mapping[tuple[Language, str], tuple[Wording, ...]]
    questions: Mapping[tuple[Language, str], str]  # by "fact" and "topic.fact"

    def wording(self, language: Language, part: str, key: int | str) -> Wording:
        """The same key always gets the same wording of a part."""
        return self.parts[language, part][self.place(language, part, key)]

    def place(self, language: Language, part: str, key: int | str) -> int:
        """Where that wording stands in its file, from 0 on."""
        return crc32(f"{key}\n{part}".encode()) % len(self.parts[language, part])

    def question(self, language: Language, topic: str, fact: str) -> str:
        """How to ask for a fact; "" when nobody knows how."""
        asked = self.questions
        return asked.get((language, f"{topic}.{fact}")) or asked.get((language, fact), "")


def load(folder: Path | None = None) -> Texts:
    """Our own texts, with those of the folder in their place. Raises TextFault."""
    parts: dict[tuple[Language, str], tuple[Wording, ...]] = {}
    questions: dict[tuple[Language, str], str] = {}
    ours = files(__package__).joinpath("templates")
    for language in LANGUAGES:
        for part in PARTS:
            path = ours.joinpath(language, f"{part}.j2")
            parts[language, part] = _wordings(path.read_text(encoding="utf-8"), str(path))
        path = ours.joinpath(language, FACTS)
        questions |= _questions(path.read_text(encoding="utf-8"), language, str(path))
    if folder is not None:
        for path in _own_files(folder):
            language = next(one for one in get_args(Language) if one == path.parent.name)
            source = _read(path)
            if path.name == FACTS:
                questions |= _questions(source, language, str(path))
            else:
                parts[language, path.stem] = _wordings(source, str(path))
    return Texts(MappingProxyType(parts), MappingProxyType(questions))


def faults(texts: Texts) -> list[str]:
    """Which wordings cannot be sent, and why: each is rendered as barely and as fully as it gets.

    For the start of the gateway and for whoever edits texts; how they sound is another question
    (``acknowledgements.tone``).
    """
    found = []
    for (language, part), wordings in texts.parts.items():
        for number, wording in enumerate(wordings, start=1):
            if fault := _fault(wording):
                found.append(f"{language}/{part}.j2, wording {number}: {fault}")
    return found


_BARE: dict[str, Any] = {
    "first_name": "",
    "agent_name": "Анна",
    "support_address": "support@hoster.example",
    "company": "",
    "situation": "general",
    "on_duty": None,
    "questions": 0,
    "by_gender": lambda _masculine, _feminine, neutral: neutral,
    "time": "",
    "phone": "",
    "chat": "",
    "incident": "",
    "panel_link": "",
}
_FULL: dict[str, Any] = _BARE | {
    "first_name": "Анна",
    "company": "Хостер",
    "on_duty": True,
    "questions": 3,
    "by_gender": lambda masculine, _feminine, _neutral: masculine,
    "time": "завтра утром",
    "phone": "+7 495 000-00-00",
    "chat": "https://hoster.example/chat",
    "incident": "Почта приходит с задержкой.",
    "panel_link": "https://panel.hoster.example/new",
}
_LONGEST_WORDING = 400  # characters: what else belongs to a letter must fit its screen of 900 too


def _fault(wording: Wording) -> str:
    cases = [_BARE, _FULL, _FULL | {"chat": ""}, _FULL | {"phone": ""}]
    cases += [
        _FULL | {"situation": situation, "on_duty": on_duty}
        for situation in SITUATIONS
        for on_duty in (True, False, None)
    ]
    for values in cases:
        try:
            shown = [wording.render(values, escaped=escaped) for escaped in (False, True)]
        except Exception as error:  # noqa: BLE001 - a template is somebody's program
            return str(error) or type(error).__name__
        if len(shown[0]) > _LONGEST_WORDING:
            return f"{len(shown[0])} characters, {_LONGEST_WORDING} at the most"
    return ""


def _own_files(folder: Path) -> list[Path]:
    """The hoster's files. One that nothing would ever read is his mistake, and is told to him."""
    if not folder.is_dir():
        raise TextFault(f"{folder}: there is no such folder")
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    known = {f"{part}.j2" for part in PARTS} | {FACTS}
    for path in found:
        if path.parent.parent != folder or path.parent.name not in LANGUAGES:
            raise TextFault(f"{path}: texts stand in {folder}/ru or {folder}/en")
        if path.name not in known:
            raise TextFault(f"{path}: no part has that name; there are {', '.join(sorted(known))}")
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8 text"
        raise TextFault(f"{path}: {why}") from None


def _wordings(source: str, name: str) -> tuple[Wording, ...]:
    wordings = tuple(Wording(one.strip()) for one in _BETWEEN.split(source) if one.strip())
    if not wordings:
        raise TextFault(f"{name}: there is no wording in it")
    return wordings


def _questions(source: str, language: Language, name: str) -> dict[tuple[Language, str], str]:
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise TextFault(f"{name}: not a TOML file: {error}") from None
    found: dict[tuple[Language, str], str] = {}
    for key, value in tables.items():
        inner = value if isinstance(value, dict) else {"": value}
        for fact, question in inner.items():
            if not isinstance(question, str):
                raise TextFault(f"{name}: {key}: a question is a text between quotes")
            found[language, f"{key}.{fact}" if fact else key] = question.strip()
    return found


@cache
def _compiled(source: str, escaped: bool) -> Template:
    """Raises TextFault; compiled once, when it is needed first."""
    try:
        return (_html if escaped else _text).from_string(source)
    except TemplateSyntaxError as error:
        raise TextFault(f"its line {error.lineno}: {error.message}") from None


SHIPPED = load()
