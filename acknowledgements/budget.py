"""How much automatic mail goes out: token buckets, loops of two, and the breaker for everything.

Pure arithmetic over values that the caller keeps (RFC 3834 section 2 asks for a limit, and none of
it may depend on a header that the other side writes). A letter that gets no answer is filed all the
same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Literal

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Scope(StrEnum):
    """For whom one bucket is kept."""

    HOUR = "address and hour"  # leave it out for an outage: that gets the telephone number at once
    ADDRESS = "address"
    DOMAIN = "domain"
    TICKET = "ticket"
    FINGERPRINT = "fingerprint"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` at once, then one more after each ``every``."""

    burst: int
    every: timedelta

    @classmethod
    def at_most(cls, number: int, within: timedelta, *, burst: int) -> "Rate":
        """Never more than ``number`` in any stretch of that length, ``burst`` of them at once.

        A bucket gives its burst and what flows in meanwhile, so only the rest may flow in.
        """
        if not 0 < burst < number:
            raise ValueError("the burst must leave something to flow in")
        return cls(burst, within / (number - burst))


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was left at a moment. A bucket that nobody has touched yet is full."""

    tokens: float
    at: datetime  # aware


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it may go out, the scope that refused, why, and the buckets to keep."""

    allowed: bool
    refused_by: Scope | None
    reason: str
    buckets: Mapping[Scope, Bucket]


# Ten letters of one client within an hour get one answer. Whatever else happens, an address gets no
# more than three within an hour and ten within a day, and all together six hundred within an hour.
RATES: Mapping[Scope, Rate] = {
    Scope.HOUR: Rate(1, _HOUR),
    Scope.ADDRESS: Rate.at_most(10, _DAY, burst=3),
    Scope.DOMAIN: Rate.at_most(60, _HOUR, burst=30),
    Scope.TICKET: Rate.at_most(2, _DAY, burst=1),
    Scope.FINGERPRINT: Rate.at_most(10, _DAY, burst=3),
    Scope.ALL: Rate.at_most(600, _HOUR, burst=300),
}


def filled(bucket: Bucket | None, rate: Rate, now: datetime) -> Bucket:
    """The bucket as it stands at that moment. A clock that was set back gives nothing away."""
    if bucket is None:
        return Bucket(float(rate.burst), now)
    passed = max(now - bucket.at, timedelta())
    return Bucket(min(bucket.tokens + passed / rate.every, float(rate.burst)), max(now, bucket.at))


def take(
    kept: Mapping[Scope, Bucket | None], now: datetime, rates: Mapping[Scope, Rate] = RATES
) -> Verdict:
    """One token from each bucket in ``kept``, or none from any.

    Leave out a scope that this letter has no key for. A refusal takes nothing, so that somebody
    else's flood doesn't use up what is left for the others.
    """
    buckets = {scope: filled(kept[scope], rates[scope], now) for scope in Scope if scope in kept}
    for scope, bucket in buckets.items():
        if bucket.tokens < 1:
            wait = rates[scope].every * (1 - bucket.tokens)
            reason = f"the budget per {scope} is used up for another {_minutes(wait)}"
            return Verdict(False, scope, reason, buckets)
    taken = {scope: replace(bucket, tokens=bucket.tokens - 1) for scope, bucket in buckets.items()}
    return Verdict(True, None, "within every budget", taken)


_SHORTEST_FINGERPRINT = 40  # letters; many people write "it doesn't work"
_LETTERS = re.compile(r"[^\W\d_]+")


def fingerprint(text: str) -> str:
    """The same for letters that differ in figures, case and spacing only; "" for a short text.

    A loop partner that changes its address, its dates and its counters still writes one text.
    """
    letters = "".join(_LETTERS.findall(text[:20_000].casefold()))
    if len(letters) < _SHORTEST_FINGERPRINT:
        return ""
    return blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


Kind = Literal["theirs", "automatic", "human"]


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A letter between one address and us: theirs, an automatic one of ours, or an agent's."""

    at: datetime
    kind: Kind


@dataclass(frozen=True, slots=True)
class Found:
    """Whether it is a loop, and why."""

    loops: bool
    reason: str


def alternating(
    exchanged: Sequence[Exchanged], now: datetime, *, most: int = 3, within: timedelta = _DAY
) -> Found:
    """Whether that address has answered our automatic letters ``most`` times in a row.

    A word from an agent begins anew: then it is a conversation. A person seldom answers an
    automatic letter, a program does each time.
    """
    times = 0
    ours_last = False
    for one in sorted(exchanged, key=lambda each: each.at):
        if one.at <= now - within or one.at > now:
            continue
        if one.kind == "human":
            times, ours_last = 0, False
        elif one.kind == "automatic":
            ours_last = True
        elif ours_last:
            times, ours_last = times + 1, False
    if times >= most:
        return Found(True, f"this address answered {times} automatic letters in a row")
    return Found(False, f"{times} automatic letters answered in a row")


@dataclass(frozen=True, slots=True)
class Breaker:
    """Open since when; None lets automatic mail through."""

    open_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The breaker from now on, whether ops are told about the change, and why."""

    breaker: Breaker
    tell_ops: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """When the breaker opens and closes."""

    most: int = 300  # acknowledgements wanted within ``window``, sent or not
    window: timedelta = timedelta(minutes=10)
    rest: timedelta = timedelta(minutes=30)  # it stays open for that long at the least


def step(breaker: Breaker, wanted: int, now: datetime, limits: Limits | None = None) -> Step:
    """The breaker after a look at how many acknowledgements were wanted within the window.

    It opens once and tells once, however long the flood goes on, and closes by itself when no more
    than half of what opened it is wanted: between the two it would flap.
    """
    limits = limits or Limits()
    if breaker.open_since is None:
        if wanted <= limits.most:
            return Step(breaker, False, f"{wanted} wanted of {limits.most} at the most")
        reason = f"{wanted} acknowledgements wanted within {_minutes(limits.window)}"
        return Step(Breaker(now), True, f"{reason}, {limits.most} at the most: all are stopped")
    if now < breaker.open_since + limits.rest or wanted > limits.most // 2:
        return Step(breaker, False, "automatic mail is stopped: too much of it was wanted")
    return Step(Breaker(), True, f"{wanted} wanted within {_minutes(limits.window)}: on again")


def closed_by_command(breaker: Breaker) -> Step:
    """An operator has looked, and lets automatic mail through."""
    if breaker.open_since is None:
        return Step(breaker, False, "automatic mail is not stopped")
    return Step(Breaker(), True, "an operator let automatic mail through")


def _minutes(span: timedelta) -> str:
    minutes = max(round(span / timedelta(minutes=1)), 1)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
