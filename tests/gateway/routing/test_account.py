"""services.csv, and what a letter names held against the client's own."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routing import account
from gateway.routing.account import Held, ServicesFault, ServiceState, hold, read
from gateway.routing.services import services
from tests.gateway.routing.letters import own

FILE = """\
client,service,kind,server
anna@client.example,klumba.example,hosting,s7.provider.example
anna@client.example,VDS-2 #20731,vds,203.0.113.7
anna@client.example,VDS-2 #20732,vds,203.0.113.8
Boris@other.example,клумба.рф,domain,

boris@other.example,клумба.рф,domain,
many@other.example,a.example,hosting,203.0.113.9
many@other.example,b.example,hosting,203.0.113.9
"""
IDN = "клумба.рф".encode("idna").decode()
ANNA, BORIS = "anna@client.example", "boris@other.example"


def held(body: str, client: str = ANNA, *, proven: bool = True) -> Held:
    return hold(services(own(body), "other"), read(FILE), client, proven=proven)


@pytest.mark.parametrize(
    ("body", "client", "service"),
    [
        ("Не открывается klumba.example", ANNA, "klumba.example"),
        ("Не открывается KLUMBA.example", "Anna@Client.example", "klumba.example"),
        ("Не открывается shop.klumba.example", ANNA, "klumba.example"),
        ("VDS-2 #20732 не отвечает", ANNA, "VDS-2 #20732"),
        ("Сервер №20731 не отвечает", ANNA, "VDS-2 #20731"),
        ("203.0.113.8 не отвечает", ANNA, "VDS-2 #20732"),
        ("VDS-2 (203.0.113.8) не отвечает", ANNA, "VDS-2 #20732"),
        ("klumba.example и 203.0.113.7 лежат", ANNA, "klumba.example / VDS-2 #20731"),
        (f"Сайт {IDN} лежит", BORIS, "клумба.рф"),
        ("Сайт www.клумба.рф лежит", BORIS, "клумба.рф"),
    ],
)
def test_confirmed(body: str, client: str, service: str) -> None:
    found = held(body, client)
    assert (found.state, found.service) == (ServiceState.CONFIRMED, service)
    assert found.reason.startswith(f"service {service}: named, and the client's own")


@pytest.mark.parametrize(
    ("body", "client", "state", "service"),
    [
        ("Подскажите, как быть?", BORIS, "suggested", "клумба.рф"),
        ("Подскажите, как быть?", ANNA, "ambiguous", ""),
        ("VDS-2 не отвечает", ANNA, "ambiguous", "VDS-2"),
        ("203.0.113.9 не отвечает", "many@other.example", "ambiguous", "203.0.113.9"),
        ("Не открывается notklumba.example", ANNA, "foreign", "notklumba.example"),
        ("Не открывается klumba.example", BORIS, "foreign", "klumba.example"),
        ("203.0.113.99 не отвечает", ANNA, "foreign", "203.0.113.99"),
        ("Не открывается klumba.example", "new@new.example", "named", "klumba.example"),
        ("Подскажите, как быть?", "new@new.example", "", ""),
    ],
)
def test_not_confirmed(body: str, client: str, state: str, service: str) -> None:
    found = held(body, client)
    assert (found.state, found.service) == (state, service)
    assert found.reason


def test_what_is_not_his_is_said_beside_what_is() -> None:
    found = held("klumba.example лежит, а romashka.example работает")
    assert found.state is ServiceState.CONFIRMED
    assert found.reason.endswith("not among his: romashka.example")


@pytest.mark.parametrize("client", [ANNA, "new@new.example"])
def test_of_an_unproven_sender_nothing_is_looked_up(client: str) -> None:
    found = held("Не открывается klumba.example", client, proven=False)
    assert (found.state, found.service) == (ServiceState.UNPROVEN, "klumba.example")
    assert "not proven" in found.reason
    assert held("Подскажите, как быть?", client, proven=False) == account.UNKNOWN


def test_without_a_file_a_letter_names_what_it_names() -> None:
    named = services(own("Не открывается klumba.example"), "other")
    assert hold(named, None, ANNA, proven=True) == Held(ServiceState.NAMED, "klumba.example")
    assert hold((), None, ANNA, proven=True) == Held()


def test_spreadsheets_write_semicolons_and_quotes() -> None:
    found = read('Client;Service;Kind;Server\r\nA@b.example;"VDS; large";vds;s1\r\n')
    assert found["a@b.example"][0].service == "VDS; large"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "line 1: must be client,service,kind,server"),
        ("a,b\n", "line 1: must be client,service,kind,server"),
        ("client,service,kind,server\na@b.example,x,y\n", "line 2: needs 4 columns, has 3"),
        (
            "client,service,kind,server\na@b.example,x,y,z\n\nanna,x,y,z\n",
            "line 4: client must be an e-mail address",
        ),
        ("client,service,kind,server\na@b.example,,y,z\n", "line 2: service is empty"),
        (
            "client,service,kind,server\na@b.example,x\x1b[2J,y,z\n",
            "line 2: service must be 200 characters at the most, without control characters",
        ),
        ('client,service,kind,server\na@b.example,"x,y,z\n', "line 2: unexpected end of data"),
        (
            "client,service,kind,server\n" + f"a@b.example,{'x' * 200_000},y,z\n",
            "line 2: field larger than field limit (131072)",
        ),
    ],
)
def test_a_fault_is_one_line_with_its_number(source: str, said: str) -> None:
    with pytest.raises(ServicesFault) as error:
        read(source)
    assert str(error.value) == said


def test_more_services_than_anybody_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "MOST_ROWS", 2)
    with pytest.raises(ServicesFault, match="line 4: more than 2 services"):
        read(FILE)


@given(st.text())
def test_any_text_is_a_file_or_a_fault(text: str) -> None:
    for source in (text, f"client,service,kind,server\n{text}"):
        with suppress(ServicesFault):
            read(source)


def test_a_reseller_with_thousands_of_services() -> None:
    rows = "".join(f"r@r.example,shop{n}.example,hosting,s1\n" for n in range(20_000))
    accounts = read(f"client,service,kind,server\n{rows}")
    named = services(own("Не открывается shop777.example"), "other")
    assert hold(named, accounts, "r@r.example", proven=True).service == "shop777.example"
