"""Rules that the hoster configures: stronger than the model, and named in the reasons.

A rule asks for the sender, the recipient, words in any form, a regular expression; where all that
it asks for holds, it sets what it names. The first rule that sets a question decides it. A From
field proves nothing, and need not: a rule moves a letter to other people and opens nothing to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from gateway.errors import ConfigError
from gateway.routing.forms import forms
from gateway.routing.lexicon import Lexicon
from gateway.routing.text import Letter, Zone
from gateway.settings import RoutingRule, among
from gateway.tokens import split_plus

TIME_LIMIT = 0.05  # seconds for one pattern on one letter
_QUESTIONS = ("category", "urgency", "topic")
_TOKEN = re.compile(r"~~?|[^\W_]+\*?")
_SHOWN = 60  # characters of what was found


@dataclass(frozen=True, slots=True)
class Ruled:
    """What rules say of a letter. ``skipped`` are those whose pattern took too long."""

    given: Mapping[str, str]  # question -> class
    reasons: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


class Rules:
    """Compiled once. Raises ConfigError that names the rule."""

    def __init__(self, rules: Sequence[RoutingRule] = ()) -> None:
        self._rules = [(rule, _pattern(rule)) for rule in rules]
        self._lexicon = _lexicon(rules)

    def speak(self, letter: Letter, recipients: Iterable[str], given: Mapping[str, str]) -> Ruled:
        """What they say of a letter, beside what is ``given`` already."""
        if not self._rules:
            return Ruled(given)
        found = dict(given)
        addressed = [form for one in recipients for form in (one.lower(), split_plus(one)[0])]
        said = self._said(letter)
        reasons, skipped = [], []
        for rule, pattern in self._rules:
            sets = {
                question: value
                for question in _QUESTIONS
                if (value := getattr(rule, question)) and question not in found
            }
            if not sets:
                continue
            try:
                because = _because(rule, pattern, letter, addressed, said)
            except TimeoutError:
                skipped.append(rule.name)
                reasons.append(
                    f"rule {rule.name}: skipped, its pattern took longer than"
                    f" {TIME_LIMIT * 1000:.0f} ms"
                )
                continue
            if because:
                found |= sets
                so = ", ".join(f"{question} {value}" for question, value in sets.items())
                reasons.append(f"rule {rule.name}: {', '.join(because)}, so {so}")
        return Ruled(found, tuple(reasons), tuple(skipped))

    def _said(self, letter: Letter) -> Mapping[str, str]:
        """Name of a rule -> the first words of the letter that it asks for."""
        found: dict[str, str] = {}
        if self._lexicon is None:
            return found
        for zone in (letter.subject, letter.own):
            for hit in self._lexicon.find(zone.words):
                found.setdefault(hit.concept, _text(zone, hit.first, hit.last))
        return found


def _because(
    rule: RoutingRule,
    pattern: Any,
    letter: Letter,
    addressed: Sequence[str],
    said: Mapping[str, str],
) -> list[str]:
    """All that made the rule speak; empty when it does not. TimeoutError: nobody knows."""
    because = []
    if rule.senders:
        if not (sender := among(rule.senders, letter.sender)):
            return []
        because.append(f"sender {sender}")
    if rule.recipients:
        met = (among(rule.recipients, one) for one in addressed)
        if not (recipient := next(filter(None, met), "")):
            return []
        because.append(f"recipient {recipient}")
    if rule.words:
        if rule.name not in said:
            return []
        because.append(f"words «{said[rule.name]}»")
    if pattern is not None:
        text = f"{letter.subject.text}\n{letter.everything}"
        if not (match := pattern.search(text, timeout=TIME_LIMIT)):
            return []
        because.append(f"pattern «{_shown(match.group())}»")
    return because


def _pattern(rule: RoutingRule) -> Any:
    if not rule.pattern:
        return None
    try:
        return regex.compile(rule.pattern)
    except regex.error as error:
        raise ConfigError(f"routing.rules: {rule.name}: pattern: {error}") from None


def _lexicon(rules: Sequence[RoutingRule]) -> Lexicon | None:
    """One for all rules: a letter is looked through once, however many words they ask for."""
    phrases = {
        rule.name: [_tokens(rule, one) for one in rule.words] for rule in rules if rule.words
    }
    if not phrases:
        return None
    plain = {
        token
        for tokens in phrases.values()
        for phrase in tokens
        for token in phrase
        if token[-1] not in "*~"
    }
    known = forms(plain)
    patterns = {
        name: "\n".join(
            " ".join("|".join(sorted(known.get(token, (token,)))) for token in phrase)
            for phrase in tokens
        )
        for name, tokens in phrases.items()
    }
    try:
        return Lexicon(patterns)
    except ValueError as error:
        raise ConfigError(f"routing.rules: {error}") from None


def _tokens(rule: RoutingRule, phrase: str) -> list[str]:
    """The words of a phrase as a letter is cut into words: "VDS-2" is two of them."""
    tokens = _TOKEN.findall(phrase)
    if not tokens or tokens[0].startswith("~") or tokens[-1].startswith("~"):
        raise ConfigError(f"routing.rules: {rule.name}: words: «{phrase}» holds no phrase to find")
    return tokens


def _text(zone: Zone, first: int, last: int) -> str:
    words = zone.words
    return _shown(zone.text[words[first].start : words[last].end])


def _shown(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]
