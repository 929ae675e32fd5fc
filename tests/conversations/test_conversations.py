"""Every letter on its ticket, and no stranger in it: whole conversations through the gateway."""

from pathlib import Path

import pytest

from tests.conversations.play import OFFICE, Service, play
from tests.conversations.script import Conversation
from tests.conversations.scripts.everything import CONVERSATIONS
from tests.gateway.desk import Desk
from tests.servers.sink import Sink

BY_SMTP = (
    "reply_to_the_acknowledgement_by_outlook",
    "the_agent_answers_and_the_client_writes_back",
    "a_colleague_in_copy_answers",
    "a_stranger_with_an_id_only",
    "her_phone_holds_the_reply_address",
    "the_same_letter_to_two_of_our_addresses",
    "an_agent_forwards_a_client_s_letter_by_gmail",
)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one.name)
def test_a_conversation(conversation: Conversation, tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"sqlite:///{tmp_path / 'postdesk.db'}", **OFFICE)
    try:
        play(conversation, desk)
    finally:
        desk.close()


@pytest.mark.parametrize("name", BY_SMTP)
def test_by_smtp(name: str, tmp_path: Path, sink: Sink) -> None:
    conversation = next(one for one in CONVERSATIONS if one.name == name)
    service = Service(tmp_path, sink)
    try:
        play(conversation, service)
    finally:
        service.close()


def test_names_are_told_apart() -> None:
    names = [one.name for one in CONVERSATIONS]
    assert len(set(names)) == len(names) >= 60
