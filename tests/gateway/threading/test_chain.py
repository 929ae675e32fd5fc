"""Matching and trust: which ticket, and what its sender may do there."""

from datetime import timedelta
from typing import Any

import pytest

from db.traces import KnownId
from gateway.threading.chain import CHAIN, Standing, Threading, decide
from gateway.threading.evidence import Evidence
from gateway.tokens import Direction, OwnId, Purpose, Token
from parsers.message import Address, Kind
from tests.acknowledgements.values import inbound
from tests.gateway.values import CLIENT, NOW, candidate

TICKET = candidate()
TOKEN = Token(Direction.CLIENT, TICKET.ticket.ref, 1)
OWN = OwnId(Purpose.ACKNOWLEDGEMENT, TICKET.ticket.ref, 1)
LETTER = KnownId(value="7@client.example", role="letter", ticket_id=1)
MENTION = KnownId(value="0@client.example", role="mentioned", ticket_id=1)

HOLDS = {
    "reply_address": {"tokens": (TOKEN,)},
    "own_message_id": {"own_ids": (OWN,)},
    "known_message_id": {"known_ids": (LETTER,)},
}
SENDERS = {"owner": CLIENT, "colleague": "boss@client.example", "stranger": "m@evil.example"}


def threading(sender: str = CLIENT, **changes: Any) -> Threading:
    values: dict[str, Any] = {
        "message": inbound(header_from=Address("", sender)),
        "authentication": "none",
        "now": NOW,
        "reopen_for": timedelta(days=14),
        "repeat_within": timedelta(days=3),
        "by_ref": {TICKET.ticket.ref: TICKET},
        "by_id": {TICKET.ticket.id: TICKET},
    }
    return decide(Evidence(**values | changes))


@pytest.mark.parametrize("rule", HOLDS)
@pytest.mark.parametrize("sender", ["owner", "colleague"])
@pytest.mark.parametrize("authentication", ["pass", "none"])
def test_the_ticket_s_own_people_join(rule: str, sender: str, authentication: str) -> None:
    found = threading(SENDERS[sender], authentication=authentication, **HOLDS[rule])
    assert found.ticket is TICKET
    assert (found.standing, found.rule) == (Standing.MEMBER, rule)


def test_a_stranger_who_holds_our_letter_is_attached_without_effect() -> None:
    found = threading(SENDERS["stranger"], **HOLDS["reply_address"])
    assert found.ticket is TICKET
    assert found.standing is Standing.UNPROVEN


@pytest.mark.parametrize("rule", ["own_message_id", "known_message_id"])
@pytest.mark.parametrize("authentication", ["pass", "none", "fail"])
def test_an_id_in_a_stranger_s_hands_only_links(rule: str, authentication: str) -> None:
    found = threading(SENDERS["stranger"], authentication=authentication, **HOLDS[rule])
    assert found.ticket is None
    assert found.link is TICKET
    assert found.standing is Standing.OPENER


@pytest.mark.parametrize(
    ("rule", "standing"),
    [
        ("reply_address", Standing.UNPROVEN),
        ("own_message_id", Standing.OPENER),
        ("known_message_id", Standing.OPENER),
    ],
)
def test_a_forged_owner_does_not_join(rule: str, standing: Standing) -> None:
    assert threading(CLIENT, authentication="fail", **HOLDS[rule]).standing is standing


def test_a_mere_mention_joins_the_ticket_s_people_only() -> None:
    assert threading(CLIENT, known_ids=(MENTION,)).ticket is TICKET
    stranger = threading(SENDERS["stranger"], known_ids=(MENTION,))
    assert (stranger.ticket, stranger.link) == (None, None)
    near = threading("new@client.example", known_ids=(MENTION,))
    assert near.ticket is None
    assert near.link is TICKET


def test_an_agent_s_token_is_no_client_s() -> None:
    token = Token(Direction.AGENT, TICKET.ticket.ref, 3)
    assert threading(SENDERS["stranger"], tokens=(token,)).ticket is None


def test_a_token_of_a_ticket_that_is_gone_leads_nowhere() -> None:
    found = threading(tokens=(TOKEN,), by_ref={}, by_id={})
    assert (found.ticket, found.rule) == (None, "new_ticket")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSON])
def test_automatic_mail_is_only_a_report(kind: Kind) -> None:
    message = inbound(kind=kind, header_from=Address("", "MAILER-DAEMON@mx.example"))
    assert threading(message=message, own_ids=(OWN,)).standing is Standing.REPORT


def test_without_any_lead_a_ticket_is_opened_and_each_rule_says_why() -> None:
    found = threading()
    assert (found.ticket, found.link, found.rule) == (None, None, "new_ticket")
    assert [one.rule for one in found.refusals] == [rule.__name__ for rule in CHAIN]
    assert all(one.reason for one in found.refusals)
