"""The phrase tables of mail servers, read once from ``phrases.toml``."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Lower-case phrases; the file says where each is looked for."""

    daemons: frozenset[str]
    maybe_daemons: tuple[str, ...]
    names: tuple[str, ...]
    subjects_failed: tuple[str, ...]
    subjects_delayed: tuple[str, ...]
    subjects_delivered: tuple[str, ...]
    failure: tuple[str, ...]
    undelivered: re.Pattern[str]  # stems of a failure, close together
    refused: re.Pattern[str]  # a letter, and what became of it
    openings: tuple[str, ...]
    delayed: tuple[str, ...]
    greetings: tuple[str, ...]
    person: tuple[str, ...]
    original: tuple[str, ...]
    other_party: re.Pattern[str]  # right before an address that is no recipient
    recipient: re.Pattern[str]  # all that stands before an address at the start of its line
    label: re.Pattern[str]  # a header-like line of a summary
    status: tuple[tuple[str, tuple[str, ...]], ...]


def _words(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _undelivered(stems: dict[str, list[str]]) -> re.Pattern[str]:
    negation, fault, delivery = (_words(stems[name]) for name in ("negation", "fault", "delivery"))
    near = r"\b.{0,40}\b"
    return re.compile(
        rf"\b(?:{negation}){near}(?:{delivery})"
        rf"|\b(?:{fault})\w{{0,10}}{near}(?:{delivery})|\b(?:{delivery})\w{{0,10}}{near}(?:{fault})"
    )


def _refused(stems: dict[str, list[str]]) -> re.Pattern[str]:
    letter, fate = (_words(stems[name]) for name in ("letter", "refusal"))
    near = r"\b(?:[^.!?\n]|\.(?=\w)){0,60}\b"  # an address has dots, a sentence ends with one
    return re.compile(
        rf"\b(?:{letter})\w{{0,6}}{near}(?:{fate})|\b(?:{fate})\w{{0,10}}{near}(?:{letter})"
    )


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The tables."""
    text = resources.files("parsers.bounces").joinpath("phrases.toml").read_text("utf-8")
    data = tomllib.loads(text)
    senders, subjects, body = data["senders"], data["subjects"], data["body"]
    return Phrases(
        daemons=frozenset(senders["daemons"]),
        maybe_daemons=tuple(senders["maybe"]),
        names=tuple(senders["names"]),
        subjects_failed=tuple(subjects["failed"]),
        subjects_delayed=tuple(subjects["delayed"]),
        subjects_delivered=tuple(subjects["delivered"]),
        failure=tuple(body["failure"]),
        undelivered=_undelivered(data["stems"]),
        refused=_refused(data["stems"]),
        openings=tuple(body["openings"]),
        delayed=tuple(body["delayed"]),
        greetings=tuple(body["greetings"]),
        person=tuple(body["person"]),
        original=tuple(body["original"]),
        other_party=re.compile(rf"(?<!\w)(?:{_words(body['other_party'])})[\s:=<(\[\"']{{0,8}}$"),
        recipient=re.compile(
            rf"[\W_\d]{{0,20}}(?:(?:{_words(body['recipient'])})[\W_]{{1,12}}){{0,3}}"
        ),
        label=re.compile(rf"[\W_]{{0,12}}(?:{_words(body['labels'])})\s{{0,10}}[:：]"),
        status=tuple((entry["code"], tuple(entry["words"])) for entry in data["status"]),
    )
