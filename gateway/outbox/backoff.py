"""When a letter that was not taken is tried again (RFC 5321 section 4.5.4.1)."""

import random
from collections.abc import Sequence
from datetime import timedelta

_REFUSED = (30, 60, 120, 300, 600, 1_800, 3_600)  # seconds
_FAULT = (2, 5, 10, 30, 60, 300)


def after_refusal(attempts: int) -> timedelta:
    """The wait after that many attempts, when the server answered 4xx to this letter."""
    return _varied(_step(_REFUSED, attempts))


def after_fault(attempts: int) -> timedelta:
    """The wait of the letter with which the server was found to be down."""
    return _varied(_step(_FAULT, attempts))


def probe(failures: int) -> float:
    """Seconds until a server that was down so often in a row is tried again, with one letter."""
    return min(float(_step(_FAULT, failures)), 60.0)


def _step(pauses: Sequence[int], number: int) -> int:
    return pauses[min(number, len(pauses)) - 1]


def _varied(seconds: float) -> timedelta:
    """Give or take a tenth, so that a queue does not march in step."""
    return timedelta(seconds=seconds * random.uniform(0.9, 1.1))  # noqa: S311
