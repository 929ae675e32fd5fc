"""Clients and their addresses."""

from datetime import timedelta

from db import contacts
from db.engine import Database
from tests.db.values import NOW

FIRST, SECOND, THIRD = "Anna@client.example", "anna@phone.example", "anna@home.example"


def known(database: Database, address: str) -> list[str]:
    with database.read() as connection:
        return [one.address for one in contacts.of_address(connection, address)]


def remember(database: Database, address: str, proven: str = "", after: int = 0) -> None:
    with database.begin() as connection:
        contacts.remember(
            connection,
            address=address,
            name="Anna",
            proven=proven,
            now=NOW + timedelta(minutes=after),
        )


def join(database: Database, address: str, other: str) -> None:
    with database.begin() as connection:
        [one, two] = [contacts.of_address(connection, a)[0].person for a in (address, other)]
        contacts.join(connection, one, two)


def test_an_address_is_known_however_it_is_written(database: Database) -> None:
    remember(database, FIRST)
    assert known(database, FIRST.upper()) == [FIRST]
    assert known(database, SECOND) == []


def test_a_proof_is_added_and_never_taken_away(database: Database) -> None:
    for proven in ("", "dmarc=pass", "", "dkim=pass"):
        remember(database, FIRST, proven)
    with database.read() as connection:
        [one] = contacts.of_address(connection, FIRST)
    assert one.proven == "dmarc=pass"


def test_joined_addresses_are_found_by_each(database: Database) -> None:
    for place, address in enumerate((FIRST, SECOND, THIRD)):
        remember(database, address, after=place)
    join(database, FIRST, SECOND)
    join(database, THIRD, SECOND)
    for address in (FIRST, SECOND, THIRD):
        assert known(database, address) == [FIRST, SECOND, THIRD]


def test_each_can_be_separated_from_the_rest(database: Database) -> None:
    for place, address in enumerate((FIRST, SECOND, THIRD)):
        remember(database, address, after=place)
    join(database, FIRST, SECOND)
    join(database, FIRST, THIRD)
    with database.begin() as connection:
        contacts.separate(connection, FIRST)
    assert known(database, FIRST) == [FIRST]
    assert known(database, SECOND) == known(database, THIRD) == [SECOND, THIRD]
    with database.begin() as connection:
        contacts.separate(connection, THIRD)
    assert known(database, SECOND) == [SECOND]
    assert known(database, THIRD) == [THIRD]
