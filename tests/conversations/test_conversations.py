"""Every letter on its ticket, and no stranger in it: whole conversations through the gateway."""

from pathlib import Path

import pytest

from tests.conversations.play import OFFICE, Service, play
from tests.conversations.script import Conversation, Wait
from tests.conversations.scripts.everything import CONVERSATIONS
from tests.gateway.desk import Desk
from tests.servers.sink import Sink

# A process has the clock of the machine: these wait for hours or days.
HELD_CLOCK = (
    "our_template_in_two_clients_letters_joins_nobody",
    "a_supplement_without_any_header",
)
BY_SMTP = [
    one
    for one in CONVERSATIONS
    if one.name not in HELD_CLOCK and not any(isinstance(step, Wait) for step in one.steps)
]
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


@pytest.mark.parametrize("conversation", BY_SMTP, ids=lambda one: one.name)
def test_by_smtp(conversation: Conversation, tmp_path: Path, sink: Sink) -> None:
    service = Service(tmp_path, sink)
    try:
        play(conversation, service)
    finally:
        service.close()


def test_names_are_told_apart() -> None:
    names = [one.name for one in CONVERSATIONS]
    assert len(set(names)) == len(names) >= 60
