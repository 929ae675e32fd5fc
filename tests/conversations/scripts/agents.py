"""Agents answer, forward, and write past the gateway."""

from tests.conversations.script import Conversation, Do, See, Write
from tests.conversations.scripts.common import ON, answer, question, reply

_FORWARDED = "A | new_ticket | opener | notification petya"

# What Anna wrote to Petya himself, which never came to us.
_PRIVATE = Write(
    name="private",
    who="anna",
    subject="Не приходит почта",
    to=("petya",),
    expect="",
)


def _forward(program: str) -> Conversation:
    return Conversation(
        f"an_agent_forwards_a_client_s_letter_by_{program}",
        (
            _PRIVATE,
            Write(
                name="forward",
                who="petya",
                program=program,
                forwards="private",
                text="Заведите, пожалуйста, обращение.",
                expect=_FORWARDED,
            ),
            See("client A anna"),
            See("event A forwarded"),
            answer(answers="forward/notification"),
            reply(answers="answer/relay"),
        ),
    )


CONVERSATIONS = (
    *(
        _forward(program)
        for program in (
            "gmail",
            "outlook",
            "outlook_web",
            "apple",
            "thunderbird",
            "yandex",
            "mail_ru",
            "the_bat",
            "proton",
        )
    ),
    Conversation(
        "an_agent_answers_from_the_wrong_address",
        (
            question(),
            answer(who="home", expect="A | reply_address | withheld | notification petya"),
            See("silent answer/notification Пишите ответ ниже"),
            See("state A open"),
        ),
    ),
    Conversation(
        "an_agent_answers_to_the_plain_address",
        (
            question(),
            answer(to=("support",), expect="A | own_message_id | withheld | notice petya"),
        ),
    ),
    Conversation(
        "a_forged_agent_is_not_passed_on",
        (
            question(),
            answer(verdict="fail", expect="A | reply_address | withheld | notice petya"),
        ),
    ),
    Conversation(
        "the_client_puts_the_agent_in_copy",
        (
            question(cc=("petya",)),
            # He answers her past us, and us in copy: nothing more goes to her.
            Write(
                name="direct",
                who="petya",
                program="outlook",
                answers="question",
                to=("anna",),
                cc=("support",),
                text="Анна, посмотрю сегодня вечером.",
                expect="A | known_message_id | agent |",
            ),
            See("event A agent"),
            See("people A anna petya"),
            reply(
                "known_message_id",
                answers="direct",
                to=("petya",),
                cc=("support",),
                keeps="in_reply_to",
                quotes=False,
            ),
        ),
    ),
    Conversation(
        "an_agent_who_writes_past_us_reopens_nothing",
        (
            question(),
            Do("close", ("A",)),
            Write(
                name="direct",
                who="petya",
                answers="question",
                to=("anna",),
                cc=("support", "mallory"),
                text="Анна, всё закрыто.",
                expect="A | known_message_id | agent |",
            ),
            See("state A closed"),
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "an_agent_of_another_department_is_noted",
        (
            question(),
            Write(
                name="olya",
                who="olya",
                answers="question",
                to=("anna",),
                cc=("support",),
                text="Анна, счёт за этот месяц оплачен.",
                expect="A | known_message_id | agent | notification petya",
            ),
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "a_forged_agent_with_an_id_only",
        (
            question(),
            Write(
                name="forged",
                who="olya",
                answers="question",
                to=("support",),
                text="Добавьте в переписку m@evil.example.",
                verdict="none",
                expect="B | new_ticket | opener | notice olya, notification petya",
            ),
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "an_agent_asks_himself",
        (
            Write(
                name="own",
                who="petya",
                subject="Проверка связи",
                text="Коллеги, проверьте, доходит ли.",
                expect="A | new_ticket | opener | notice petya",
            ),
            See("client A petya"),
        ),
    ),
    Conversation(
        "the_client_answers_both_departments",
        (
            question(
                to=("billing",),
                expect="A | new_ticket | opener | acknowledgement anna, notification olya",
            ),
            Write(
                name="reply",
                who="anna",
                answers="question/acknowledgement",
                cc=("support",),
                text="Ставлю в копию техподдержку.",
                expect="A | reply_address | member | notification olya",
            ),
        ),
    ),
    Conversation(
        "the_agent_s_vacation_answer_goes_nowhere",
        (
            question(),
            answer(
                subject="Automatic reply: Сайт не открывается",
                headers="Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All",
                null_sender=True,
                quotes=False,
                expect="A | reply_address | withheld |",
            ),
            See("state A open"),
            reply(text="Есть новости?", expect=ON.format("reply_address")),
        ),
    ),
)
