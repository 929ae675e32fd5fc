"""Questions to a real DNS server on this machine."""

import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rrset
import pytest

from gateway.proofs.dns_lookup import Lookup, dns_lookup

RECORDS = {
    ("client.example.", "TXT"): ['"v=spf1 " "-all"', '"other"'],
    ("client.example.", "MX"): ["10 mail.client.example.", "20 mx2.client.example."],
    ("mail.client.example.", "A"): ["203.0.113.9"],
    ("mail.client.example.", "AAAA"): ["2001:db8::9"],
    ("9.113.0.203.in-addr.arpa.", "PTR"): ["mail.client.example."],
}


@pytest.fixture
def nameserver() -> Iterator[tuple[str, int]]:
    """Answers from RECORDS; to names under silent.example not at all."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            packet, client = server.recvfrom(4096)
            if packet == b"stop":
                return
            query = dns.message.from_wire(packet)
            question = query.question[0]
            if "silent" in str(question.name):
                continue
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            key = (str(question.name).lower(), dns.rdatatype.to_text(question.rdtype))
            if found := RECORDS.get(key):
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", key[1], *found))
            server.sendto(answer.to_wire(), client)

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()
    server.sendto(b"stop", server.getsockname())
    thread.join(5)
    server.close()


@pytest.fixture
def lookup(nameserver: tuple[str, int]) -> Lookup:
    return dns_lookup([nameserver])


def test_a_text_is_one_of_all_its_strings(lookup: Lookup) -> None:
    assert sorted(lookup("client.example", "TXT")) == ["other", "v=spf1 -all"]


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("client.example", "MX", ["mail.client.example", "mx2.client.example"]),
        ("mail.client.example", "A", ["203.0.113.9"]),
        ("mail.client.example", "AAAA", ["2001:db8::9"]),
        ("9.113.0.203.in-addr.arpa", "PTR", ["mail.client.example"]),
        ("client.example", "A", []),
        ("nobody.example", "TXT", []),
        ("a..b", "TXT", []),
        ("x" * 70 + ".example", "TXT", []),
    ],
)
def test_values_are_texts(lookup: Lookup, name: str, kind: str, values: list[str]) -> None:
    assert sorted(lookup(name, kind)) == values


def test_a_server_that_is_silent_is_no_answer(lookup: Lookup) -> None:
    with pytest.raises(TimeoutError):
        lookup("silent.example", "TXT")
