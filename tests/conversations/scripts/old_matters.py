"""Old letters about new problems, and new letters about old ones."""

from tests.conversations.script import Conversation, Do, See, Wait
from tests.conversations.scripts.common import ON, answer, question, reply

_NEW_AGAIN = "B | new_ticket | opener | acknowledgement anna, notification petya"

CONVERSATIONS = (
    Conversation(
        "a_fresh_letter_with_an_old_subject",
        (
            question(),
            Wait(days=2),
            question(
                name="fresh",
                text="Сегодня снова не открывается, но теперь другая ошибка: 404.",
                expect=_NEW_AGAIN,
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "a_reply_to_a_ticket_closed_long_ago",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            Wait(days=40),
            reply(answers="answer/relay", expect=_NEW_AGAIN),
            See("link B follows A"),
            See("state A closed"),
        ),
    ),
    Conversation(
        "a_reply_to_a_ticket_closed_lately",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            Wait(days=3),
            reply(answers="answer/relay"),
            See("state A open"),
        ),
    ),
    Conversation(
        "a_new_problem_in_an_old_thread_is_flagged",
        (
            question(),
            answer(),
            reply(
                answers="answer/relay",
                subject="Счёт за декабрь",
                quotes=False,
                text="Пришлите, пожалуйста, счёт за декабрь.",
            ),
            See("event A flagged"),
        ),
    ),
    Conversation(
        "a_new_problem_in_a_closed_thread_is_a_new_ticket",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            reply(
                answers="answer/relay",
                to=("support",),
                subject="Счёт за декабрь",
                quotes=False,
                text="Пришлите, пожалуйста, счёт за декабрь.",
                expect=_NEW_AGAIN,
            ),
            See("link B follows A"),
            See("state A closed"),
        ),
    ),
    Conversation(
        "the_reply_address_from_her_address_book",
        (
            question(),
            Do("close", ("A",)),
            reply(
                keeps="",
                subject="Продление домена",
                quotes=False,
                text="Как продлить домен romashka.example ещё на год?",
                expect=_NEW_AGAIN,
            ),
            See("state A closed"),
        ),
    ),
    Conversation(
        "a_changed_subject_with_the_old_one_inside",
        (
            question(),
            Do("close", ("A",)),
            reply(subject="Срочно! Сайт не открывается", quotes=False, text="Ну что там?"),
            See("state A open"),
        ),
    ),
    Conversation(
        "a_subject_for_a_letter_that_had_none",
        (
            question(subject=""),
            Do("close", ("A",)),
            reply(subject="Мой вопрос", quotes=False, text="Есть ли новости?"),
            See("state A open"),
        ),
    ),
    Conversation(
        "the_same_domain_is_named",
        (
            question(subject="Не открывается romashka.example"),
            question(
                name="other",
                subject="Ещё вопрос",
                text="А когда заработает romashka.example, сегодня?",
                expect=_NEW_AGAIN,
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "an_unrelated_fresh_letter",
        (
            question(),
            question(
                name="other",
                subject="Продление домена",
                text="Как продлить домен ещё на год?",
                expect=_NEW_AGAIN,
            ),
            See("nolink B"),
        ),
    ),
    Conversation(
        "an_old_subject_on_a_ticket_at_rest",
        (
            question(),
            answer(),
            Wait(days=90),
            reply(
                keeps="",
                quotes=False,
                to=("support",),
                subject="Re: Сайт не открывается",
                expect=_NEW_AGAIN,
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "two_answers_after_a_long_pause",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            Wait(days=40),
            reply(answers="answer/relay", expect=_NEW_AGAIN),
            reply(
                name="more",
                answers="reply/acknowledgement",
                text="И ещё: это началось вчера вечером.",
                expect=ON.format("reply_address").replace("A", "B", 1),
            ),
        ),
    ),
)
