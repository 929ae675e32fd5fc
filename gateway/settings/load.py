"""Read the file and check it; every fault is one line that names the file and the key."""

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from gateway.errors import ConfigError
from gateway.settings.whole import ENV_PREFIX, Settings


def load_settings(path: Path) -> Settings:
    """Read and check the file; relative paths in it are relative to its folder.

    Raises ConfigError with one line that names the file and the key.
    """
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except OSError as error:
        raise ConfigError(
            f"{path}: {error.strerror}; `postdesk init` writes a configuration to start from"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a TOML file: {error}") from None
    _refuse_unknown_environment(os.environ.keys() - set(_values_of(tables, "password_env")))
    try:
        settings = Settings(**tables)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_fault(error)}") from None
    except TypeError as error:
        raise ConfigError(f"{path}: {error}") from None
    return _with_paths(settings, path.resolve().parent)


def _values_of(value: Any, wanted: str) -> list[Any]:
    """What every key of that name holds, in tables at any depth."""
    if isinstance(value, list):
        return [found for one in value for found in _values_of(one, wanted)]
    if not isinstance(value, dict):
        return []
    here = [value[wanted]] if isinstance(value.get(wanted), str) else []
    return here + [found for one in value.values() for found in _values_of(one, wanted)]


def _refuse_unknown_environment(names: Iterable[str]) -> None:
    for name in sorted(names):
        if not name.startswith(ENV_PREFIX):
            continue
        model: type[BaseModel] | None = Settings
        for key in name.removeprefix(ENV_PREFIX).lower().split("__"):
            field = model.model_fields.get(key) if model else None
            if field is None:
                raise ConfigError(f"environment: {name} names no key of the configuration")
            model = next((one for one in _models_of(field.annotation)), None)


def _models_of(annotation: Any) -> list[type[BaseModel]]:
    options = getattr(annotation, "__args__", None) or (annotation,)
    return [one for one in options if isinstance(one, type) and issubclass(one, BaseModel)]


def _first_fault(error: ValidationError) -> str:
    """One line, the key first; never the value, which may be a secret put in the wrong place.

    An unknown key goes first: a misspelt one is missing under its right name too.
    """
    faults = error.errors(include_input=False, include_url=False)
    fault = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])
    key = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    plain = {
        "extra_forbidden": "unknown key",
        "missing": "is missing",
        "tuple_type": "must be a list, in brackets",
    }
    text = plain.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return f"{key}: {text}" if key else text


def _with_paths(settings: Settings, base: Path) -> Settings:
    """The same settings with every path absolute."""

    def absolute(model: BaseModel) -> BaseModel:
        changes: dict[str, Any] = {}
        for key in type(model).model_fields:
            value = getattr(model, key)
            if isinstance(value, Path):
                changes[key] = base / value
            elif isinstance(value, BaseModel):
                changes[key] = absolute(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
                changes[key] = tuple(absolute(one) for one in value)
            elif key == "database" and value.startswith("sqlite:///"):
                changes[key] = "sqlite:///" + str(base / value.removeprefix("sqlite:///"))
        return model.model_copy(update=changes)

    result = absolute(settings)
    assert isinstance(result, Settings)
    return result
