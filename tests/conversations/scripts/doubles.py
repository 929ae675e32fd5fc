"""Letters that come twice, and such as only look like it."""

from tests.conversations.script import Again, Conversation, See, Wait, Write
from tests.conversations.scripts.common import ON, question, reply

CONVERSATIONS = (
    Conversation(
        "the_same_letter_to_two_of_our_addresses",
        (
            question(to=("support", "billing")),
            Again(
                of="question",
                to=("billing",),
                changes=(("From:", "Delivered-To: billing@hoster.example\r\nFrom:"),),
                expect="A | | duplicate |",
            ),
            See("event A duplicate"),
            See("letters A 1"),
        ),
    ),
    Conversation(
        "the_same_letter_by_another_way",
        (
            question(),
            Again(
                of="question",
                changes=(
                    ("From:", "Received: from a by b; Fri, 27 Nov 2026 11:59:00 +0300\r\nFrom:"),
                ),
                expect="A | | duplicate |",
            ),
        ),
    ),
    Conversation(
        "the_copy_for_billing_has_a_line_more",
        (
            question(to=("support", "billing")),
            Again(
                of="question",
                to=("billing",),
                changes=(("с самого утра.", "с самого утра.\r\n\r\nПроверено, вирусов нет."),),
                expect="A | known_message_id | member | notification petya",
            ),
        ),
    ),
    Conversation(
        "sent_once_more_with_a_new_id",
        (
            question(),
            Wait(hours=5),
            question(name="again", expect=ON.format("resent")),
            See("event A flagged"),
            See("letters A 2"),
        ),
    ),
    Conversation(
        "sent_once_more_long_after",
        (
            question(),
            Wait(days=8),
            question(
                name="again",
                expect="B | new_ticket | opener | acknowledgement anna, notification petya",
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "an_answer_sent_twice_is_flagged",
        (
            question(),
            reply(),
            Wait(hours=1),
            reply(name="again"),
            See("event A flagged"),
        ),
    ),
    Conversation(
        "the_same_id_with_another_text_is_not_dropped",
        (
            question(message_id="q1@client.example"),
            question(
                name="another",
                message_id="q1@client.example",
                text="Совсем другой вопрос: как продлить домен?",
                expect="B | new_ticket | opener | acknowledgement anna, notification petya",
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "the_same_id_under_another_subject_is_another_matter",
        (
            question(message_id="q1@client.example"),
            question(
                name="another",
                message_id="q1@client.example",
                subject="Продление домена",
                text="Как продлить домен romashka.example?",
                expect="B | new_ticket | opener | acknowledgement anna, notification petya",
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "two_clients_write_the_same_words",
        (
            question(),
            Write(
                name="boris",
                who="boris",
                subject="Сайт не открывается",
                expect="B | new_ticket | opener | acknowledgement boris, notification petya",
            ),
            See("nolink B"),
        ),
    ),
)
