from gateway.agents.choose import candidates
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
