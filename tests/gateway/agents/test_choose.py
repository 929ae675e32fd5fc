from collections import Counter

from gateway.agents.choose import assigned, candidates
from gateway.settings import Agent

PETYA = Agent(
    name="Петя", address="petya@hoster.example", categories=("technical",), languages=("ru",)
)
OLGA = Agent(
    name="Ольга", address="olga@hoster.example", categories=("finance",), languages=("ru",)
)
JOHN = Agent(
    name="John", address="john@hoster.example", categories=("technical",), languages=("en",)
)
ANY = Agent(name="Вера", address="vera@hoster.example")
ALL = (PETYA, OLGA, JOHN, ANY)


def test_category_and_language_must_fit() -> None:
    assert candidates(ALL, "technical", "ru") == [PETYA, ANY]
    assert candidates(ALL, "finance", "ru") == [OLGA, ANY]
    assert candidates(ALL, "technical", "") == [PETYA, JOHN, ANY]


def test_the_category_counts_more_than_the_language() -> None:
    assert candidates(ALL[:3], "finance", "en") == [OLGA]
    assert candidates(ALL[:3], "sysadmin", "en") == [JOHN]


def test_never_nobody() -> None:
    assert candidates(ALL[:3], "sysadmin", "kk") == list(ALL[:3])


def test_a_ticket_always_gets_the_same_agent() -> None:
    refs = [f"ref{n}" for n in range(300)]
    before = {ref: assigned(ALL, ref) for ref in refs}
    assert {ref: assigned(ALL[::-1], ref) for ref in refs} == before
    assert min(Counter(one.name for one in before.values()).values()) > 40
    without = {ref: assigned(ALL[:3], ref) for ref in refs}
    assert all(without[ref] == agent for ref, agent in before.items() if agent != ANY)
