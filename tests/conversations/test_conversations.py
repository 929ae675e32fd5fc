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
# Each look-up of the threading at least once.
ON_POSTGRES = (
    "the_agent_answers_and_the_client_writes_back",
    "only_the_quotation_is_left_by_gmail",
    "all_stripped_but_re_and_the_subject",
    "outlook_s_thread_index_alone",
    "the_original_arrives_after_its_reply",
    "sent_once_more_with_a_new_id",
    "the_copy_for_billing_has_a_line_more",
    "the_same_domain_is_named",
    "a_bounce_of_a_letter_that_we_sent_is_noted",
    "what_answers_a_split_letter_goes_with_it",
    "two_people_s_tickets_merged",
)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one.name)
def test_a_conversation(conversation: Conversation, tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"sqlite:///{tmp_path / 'postdesk.db'}", **OFFICE)
    try:
        play(conversation, desk)
    finally:
        desk.close()


@pytest.mark.parametrize("name", ON_POSTGRES)
def test_on_postgresql(name: str, tmp_path: Path, postgres_url: str) -> None:
    conversation = next(one for one in CONVERSATIONS if one.name == name)
    desk = Desk(tmp_path, postgres_url, **OFFICE)
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
