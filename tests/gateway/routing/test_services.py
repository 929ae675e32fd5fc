"""The services that a letter names, as they are written there."""

import pytest

from gateway.routing.services import services
from tests.gateway.routing.letters import own

OURS = frozenset({"hoster.example"})


def names(
    body: str, topic: str = "other", subject: str = "", sender: str = "a@client.example"
) -> str:
    found = services(own(body, subject, sender), topic, OURS)
    return " / ".join(one.name for one in found)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Не открывается klumba.example, VDS-2", "klumba.example / VDS-2"),
        ("На VDS-4 (203.0.113.70) мало места", "VDS-4 / 203.0.113.70"),
        ("Сайт клумба.рф лежит", "клумба.рф"),
        ("Сайт xn--80abvx2a.xn--p1ai лежит", "xn--80abvx2a.xn--p1ai"),
        ("Сервер 2001:db8:0:0:0:0:0:7 молчит", "2001:db8:0:0:0:0:0:7"),
        ("Dedic-E5 #20731, 203.0.113.7: не грузится", "Dedic-E5 #20731 / 203.0.113.7"),
        ("Windows VDS-3 не пускает", "Windows VDS-3"),
        ("два сервера, 192.0.2.1 и 192.0.2.2, лежат", "192.0.2.1 / 192.0.2.2"),
        ("Мой адрес 198.51.100.7, сервер 192.0.2.1 недоступен", "192.0.2.1"),
        ("В сети 10.0.0.5 и 192.168.1.1 всё хорошо", ""),
        ("Счёт № 30718, договор 33-17", ""),
        ("Не могу войти в my.hoster.example", ""),
        ("файл dump.sql и index.php не открываются", ""),
        ("Добрый день.клиенты звонят", ""),
        ("Пишу с gmail.com", ""),
    ],
)
def test_names(body: str, expected: str) -> None:
    assert names(body) == expected


def test_a_mailbox_of_the_clients_own_domain_names_it() -> None:
    body = "Письма от sales@postavka.example не приходят на zakup@klumba.example"
    assert names(body, "mail", sender="anna@klumba.example") == "klumba.example"


def test_the_signature_and_the_senders_address_name_nothing() -> None:
    assert names("Сколько стоит хостинг?\n\n-- \nАнна\nklumba.example") == ""
