"""What the commands about texts print: ``answers list``, ``answers show`` and ``ack check``."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from acknowledgements.language import LANGUAGES, Language
from acknowledgements.panel import link
from acknowledgements.tone import Finding, check_named
from gateway.answers.library import Answer, AnswerFault, Values, listed, load
from gateway.errors import ConfigError
from gateway.ops.printable import json_text, shown, shown_block
from gateway.settings import load_settings


@dataclass(frozen=True, slots=True)
class Configured:
    """What the configuration says for prepared answers."""

    folder: Path | None
    values: Values


def configured(config: Path | None, agent_name: str = "") -> Configured:
    """As the configuration has it; without one our own answers, and gaps in them.

    Raises ConfigError.
    """
    if config is None:
        return Configured(None, Values(agent_name=agent_name))
    settings = load_settings(config)
    answers, agent = settings.answers, settings.agents[0]
    if answers.texts and not answers.texts.is_dir():
        raise ConfigError(f"answers.texts: {answers.texts}: there is no such folder")
    values = Values(
        agent_name=agent_name or agent.name,
        agent_gender="" if agent_name else agent.gender,
        company=settings.gateway.company,
        panel_link=link(settings.panel.link),
        sending_domain=answers.sending_domain or settings.gateway.hostname,
        sending_addresses=answers.sending_addresses,
    )
    return Configured(answers.texts, values)


def texts_in_use(config: Path | None) -> list[Path]:
    """The hoster's own texts and answers, and ours where he has none."""
    own_texts, own_answers = None, configured(config).folder
    if config is not None:
        own_texts = load_settings(config).acknowledgement.texts
    folders = (
        own_texts or Path(str(files("acknowledgements"))) / "templates",
        own_answers or Path(str(files(__package__))),
    )
    return [
        path
        for folder in folders
        for language in LANGUAGES
        for path in sorted((folder / language).glob("*"))
        if path.suffix in (".j2", ".toml")
    ]


def list_answers(language: Language, folder: Path | None = None, *, as_json: bool) -> None:
    """Every answer with its title; what it needs stands behind it."""
    found = listed(language, folder)
    if as_json:
        print(json_text([_value(one) for one in found], indent=2))
        return
    width = max(len(one.name) for one in found)
    for one in found:
        needs = f"  (needs {', '.join(one.needs)})" if one.needs else ""
        print(shown(f"{one.name:<{width}}  {one.title}{needs}"))


def show_answer(
    name: str, language: Language, values: Values, folder: Path | None = None, *, as_json: bool
) -> None:
    """The answer as a client would get it, or with its marks where a value is missing.

    Raises AnswerFault for an unknown name.
    """
    answer = load(name, language, folder)
    try:
        text = answer.text(values)
    except AnswerFault as error:
        print(f"postdesk: {error}: its marks are shown", file=sys.stderr)
        text = answer.source
    if as_json:
        print(json_text(_value(answer) | {"text": text}, indent=2))
    else:
        print(shown_block(text))


def check_texts(paths: Iterable[Path], *, as_json: bool) -> list[str]:
    """Print what texts should say otherwise; the files that could not be read are given back.

    The exit code of the command is the caller's: findings are advice, a lost file is not.
    """
    lost: list[str] = []
    for path in paths:
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            lost.append(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}")
            continue
        for finding in check_named(path.name, source):
            print(_line(path, finding, as_json=as_json))
    return lost


def _line(path: Path, finding: Finding, *, as_json: bool) -> str:
    if as_json:
        value = {
            "file": str(path),
            "line": finding.line,
            "rule": finding.rule,
            "found": finding.found,
            "better": finding.better,
        }
        return json_text(value)
    found = f"{finding.found!r}: " if finding.found else ""
    return shown(f"{path}:{finding.line}: {finding.rule}: {found}better {finding.better}")


def _value(answer: Answer) -> dict[str, object]:
    return {
        "name": answer.name,
        "language": answer.language,
        "title": answer.title,
        "needs": list(answer.needs),
    }
