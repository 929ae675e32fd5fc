"""After a correction, later letters follow it."""

from tests.conversations.script import Conversation, Do, See, Write
from tests.conversations.scripts.common import ON, OTHER_NEW, answer, question, reply

_SECOND = question(
    name="second",
    subject="Почта не ходит",
    text="И письма на info@romashka.example тоже не приходят.",
    expect=OTHER_NEW.format("anna"),
)

CONVERSATIONS = (
    Conversation(
        "letters_to_a_merged_ticket_go_to_its_target",
        (
            question(),
            _SECOND,
            Do("merge", ("B", "A")),
            reply(answers="second/acknowledgement"),
            reply(
                "own_message_id",
                name="plain",
                answers="second/acknowledgement",
                to=("support",),
                text="Письма так и не приходят, проверили дважды.",
            ),
        ),
    ),
    Conversation(
        "a_merge_undone",
        (
            question(),
            _SECOND,
            Do("merge", ("B", "A")),
            Do("unmerge", ("B",)),
            reply(
                answers="second/acknowledgement",
                expect="B | reply_address | member | notification petya",
            ),
        ),
    ),
    Conversation(
        "two_people_s_tickets_merged",
        (
            question(),
            Write(
                name="boris",
                who="boris",
                subject="Почта",
                text="У нас с Анной одна беда на двоих: не работает хостинг.",
                expect=OTHER_NEW.format("boris"),
            ),
            Do("merge", ("B", "A")),
            Write(
                name="boris more",
                who="boris",
                answers="boris/acknowledgement",
                text="Есть ли новости?",
                expect=ON.format("reply_address"),
            ),
            See("people A anna boris petya"),
        ),
    ),
    Conversation(
        "what_answers_a_split_letter_goes_with_it",
        (
            question(),
            reply(name="other matter", text="А ещё нужен акт сверки за третий квартал."),
            Do("split", ("A", "other matter"), makes="B"),
            reply(
                name="follows",
                answers="other matter",
                to=("support",),
                text="Акт нужен к пятнице.",
                expect="B | own_message_id | member | notification petya",
            ),
            reply(name="first matter", text="Сайт открылся."),
        ),
    ),
    Conversation(
        "what_answers_a_moved_letter_follows_it",
        (
            question(),
            reply(name="about mail", text="А почта по-прежнему не ходит совсем."),
            _SECOND,
            Do("move", ("A", "B", "about mail")),
            reply(
                name="follows",
                answers="about mail",
                to=("support",),
                text="Почта так и не пришла.",
                expect="B | own_message_id | member | notification petya",
            ),
        ),
    ),
    Conversation(
        "a_probable_link_confirmed",
        (
            question(),
            reply(
                who="boss",
                answers="question",
                to=("support",),
                expect=OTHER_NEW.format("boss"),
            ),
            Do("confirm", ("B",)),
            reply(name="boss again", who="boss", answers="reply/acknowledgement"),
            See("people A anna boss petya"),
        ),
    ),
    Conversation(
        "a_closed_ticket_reopened_by_an_agent",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            Do("reopen", ("A",)),
            reply(answers="answer/relay"),
            See("state A open"),
        ),
    ),
)
