"""The prepared answers as files: ``<language>/<name>.j2``, ours or the hoster's own.

The first line of a file is its title, for the list that agents choose from: ``{# … #}``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from jinja2 import Environment, TemplateError, meta

from acknowledgements.compose import Gender
from acknowledgements.language import Language
from acknowledgements.texts import Wording

_TITLE = re.compile(r"\{#\s*(.{1,100}?)\s*#\}[ \t]*\n")
_NAME = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(?:-[a-z0-9]+){0,9}")


class AnswerFault(ValueError):
    """No such answer, or one that cannot be written yet; says what to do in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What an answer may be filled in with. Only the agent's name is always there."""

    agent_name: str
    agent_gender: Gender = ""
    first_name: str = ""
    company: str = ""
    ending: str = ""  # from ``acknowledgements.ending``
    panel_link: str = ""
    sending_domain: str = ""
    sending_addresses: tuple[str, ...] = ()


_ALWAYS = frozenset({"first_name", "company", "ending", "by_gender", "agent_name"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in one language."""

    name: str
    language: Language
    title: str
    source: str

    @property
    def needs(self) -> tuple[str, ...]:
        """The values without which it says nothing useful."""
        used = meta.find_undeclared_variables(Environment(autoescape=False).parse(self.source))  # noqa: S701 - only parsed
        return tuple(sorted(used - _ALWAYS))

    def text(self, values: Values) -> str:
        """The answer, filled in. Raises AnswerFault, which names what is missing."""
        given = {field.name: getattr(values, field.name) for field in fields(values)}
        missing = [need for need in self.needs if not given.get(need)]
        if missing:
            raise AnswerFault(f"{self.name} needs {', '.join(missing)}")
        place = ("m", "f", "").index(values.agent_gender)

        def by_gender(masculine: str, feminine: str, neutral: str) -> str:
            return (masculine, feminine, neutral)[place]

        try:
            return Wording(self.source).render(given | {"by_gender": by_gender}, escaped=False)
        except TemplateError as error:
            raise AnswerFault(f"{self.name}: {error}") from None


def names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all answers, the hoster's own among them."""
    return tuple(sorted({path.name.removesuffix(".j2") for path in _all(folder)}))


def load(name: str, language: Language, folder: Path | None = None) -> Answer:
    """The answer of that name: the hoster's, else ours, else in the language that there is.

    Raises AnswerFault, which lists the names that there are.
    """
    if _NAME.fullmatch(name):
        other: Language = "en" if language == "ru" else "ru"
        for one in (language, other):
            for root in _roots(folder):
                path = root.joinpath(one, f"{name}.j2")
                if path.is_file():
                    return _read(path, name, one)
    raise AnswerFault(f"no answer is named {name!r}; there are {', '.join(names(folder))}")


def listed(language: Language, folder: Path | None = None) -> list[Answer]:
    """All answers, to choose from."""
    return [load(name, language, folder) for name in names(folder)]


def _roots(folder: Path | None) -> list[Traversable]:
    ours = files(__package__)
    return [folder, ours] if folder else [ours]


def _all(folder: Path | None) -> Iterator[Traversable]:
    for root in _roots(folder):
        for language in ("ru", "en"):
            inner = root.joinpath(language)
            if inner.is_dir():
                yield from (
                    path
                    for path in inner.iterdir()
                    if path.name.endswith(".j2") and _NAME.fullmatch(path.name[:-3])
                )


def _read(path: Traversable, name: str, language: Language) -> Answer:
    try:
        source = path.read_text(encoding="utf-8")
        found = _TITLE.match(source)
        body = source[found.end() :] if found else source
        Environment(autoescape=False).parse(body)  # noqa: S701 - only parsed
    except (OSError, UnicodeDecodeError, TemplateError) as error:
        raise AnswerFault(f"{path}: {error}") from None
    return Answer(name, language, found[1] if found else name, body.strip() + "\n")
