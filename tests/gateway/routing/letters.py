"""Letters in a line, for the tests of the router."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from gateway.routing.features import extract
from gateway.routing.judge import Verdict, judge
from gateway.routing.model import shipped
from gateway.routing.route import Route, Router
from gateway.routing.rules import applied
from gateway.routing.text import Letter, read


@cache
def router() -> Router:
    """The router as it comes with the product."""
    return Router(shipped(), frozenset({"hoster.example"}))


def routed(subject: str, body: str, sender: str = "anna@client.example", name: str = "") -> Route:
    """What the router makes of a letter."""
    return router().decide(read(subject, body, sender), name)


def own(body: str, subject: str = "", sender: str = "anna@client.example") -> Letter:
    """A letter that is cut into zones."""
    return read(subject, body, sender)


def classify(part: str) -> Verdict:
    """What a part of a letter is about."""
    features = extract(own(part))
    model = router().model
    return judge(model.habits, applied(model.scores(features), features)[0])


@cache
def corpus() -> tuple[dict[str, Any], ...]:
    """The labelled letters that come with the product."""
    text = files("gateway.routing").joinpath("corpus", "requests.jsonl").read_text("utf-8")
    return tuple(json.loads(line) for line in text.splitlines())
