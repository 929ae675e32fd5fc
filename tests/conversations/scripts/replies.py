"""The client answers, with every mail program and with ever less that leads back."""

from tests.conversations.programs import PROGRAMS
from tests.conversations.script import Conversation, Do, See, Wait, Write
from tests.conversations.scripts.common import NEW, ON, OTHER_NEW, answer, question, reply

_AFTER_ANSWER = {"answers": "answer/relay"}

CONVERSATIONS = (
    *(
        Conversation(
            f"reply_to_the_acknowledgement_by_{program}",
            (question(program=program), reply(program=program), See("letters A 2")),
        )
        for program in PROGRAMS
    ),
    *(
        Conversation(
            f"to_the_plain_address_by_{program}",
            (
                question(program=program),
                answer(),
                reply("own_message_id", program=program, to=("support",), **_AFTER_ANSWER),
                See("state A open"),
            ),
        )
        for program in ("gmail", "outlook", "apple", "yandex", "mail_ru", "the_bat", "k9")
    ),
    Conversation(
        "the_agent_answers_and_the_client_writes_back",
        (
            question(program="gmail"),
            answer(),
            See("state A waiting"),
            reply(program="gmail", **_AFTER_ANSWER),
            See("state A open"),
            answer(
                name="second answer",
                answers="reply/notification",
                text="Исправили настройки, теперь всё хорошо.",
            ),
            reply(
                name="thanks",
                answers="second answer/relay",
                program="iphone",
                text="Спасибо, работает!",
            ),
            See("letters A 3"),
        ),
    ),
    Conversation(
        "references_only",
        (question(), reply("own_message_id", to=("support",), keeps="references", quotes=False)),
    ),
    Conversation(
        "in_reply_to_only",
        (question(), reply("own_message_id", to=("support",), keeps="in_reply_to", quotes=False)),
    ),
    Conversation(
        "reply_address_only",
        (question(), reply(keeps="", quotes=False, subject="сайт")),
    ),
    Conversation(
        "to_her_own_letter",
        (
            question(),
            reply("known_message_id", answers="question", to=("support",), quotes=False),
        ),
    ),
    Conversation(
        "outlook_mobile_strips_the_headers_and_keeps_the_quotation",
        (
            question(),
            answer(),
            reply(
                "quoted_text",
                program="outlook_mobile",
                keeps="",
                to=("support",),
                subject="Re: ",
                **_AFTER_ANSWER,
            ),
        ),
    ),
    Conversation(
        "the_bat_s_quotation_with_initials_alone",
        (
            question(program="the_bat"),
            answer(),
            reply(
                "quoted_text",
                program="the_bat",
                keeps="",
                to=("support",),
                subject="ответ",
                **_AFTER_ANSWER,
            ),
        ),
    ),
    *(
        Conversation(
            f"all_stripped_but_{prefix.strip(': ').lower()}_and_the_subject",
            (
                question(),
                reply(
                    "same_subject",
                    keeps="",
                    quotes=False,
                    to=("support",),
                    subject=f"{prefix}Сайт не открывается",
                ),
            ),
        )
        for prefix in ("Re: ", "HA: ", "Отв: ", "Re[3]: ", "AW: ", "SV: ", "Ответ: ")
    ),
    *(
        Conversation(
            f"a_server_on_the_way_tags_the_subject_with_{name}",
            (
                question(),
                reply(
                    "same_subject",
                    keeps="",
                    quotes=False,
                    to=("support",),
                    subject=f"{tag} Re: Сайт не открывается",
                ),
            ),
        )
        for name, tag in (("external", "[EXTERNAL]"), ("spam", "***SPAM***"), ("ext", "RE: [EXT]"))
    ),
    Conversation(
        "two_open_tickets_have_the_subject",
        (
            question(),
            Wait(days=1),
            question(
                name="fresh",
                text="Сегодня снова, и ошибка уже другая: 404.",
                expect=OTHER_NEW.format("anna"),
            ),
            reply(
                name="stripped",
                keeps="",
                quotes=False,
                to=("support",),
                subject="Re: Сайт не открывается",
                expect="C | new_ticket | opener | acknowledgement anna, notification petya",
            ),
            See("link C probably_belongs_to B"),
        ),
    ),
    Conversation(
        "a_subject_alone_proves_nothing_of_an_unproven_sender",
        (
            question(),
            reply(
                keeps="",
                quotes=False,
                to=("support",),
                subject="Re: Сайт не открывается",
                verdict="none",
                expect=OTHER_NEW.format("anna"),
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "reply_to_all_before_our_first_answer",
        (
            question(cc=("boss",), program="outlook"),
            Write(
                name="boss",
                who="boss",
                program="outlook",
                answers="question",
                to_all=True,
                text="Добавлю: у меня тоже не открывается, из офиса и из дома.",
                expect=ON.format("known_message_id"),
            ),
            See("people A anna boss petya"),
        ),
    ),
    Conversation(
        "the_original_arrives_after_its_reply",
        (
            # Олег answers a letter that Anna wrote to both of us, and his is here first.
            Write(
                name="first",
                who="boss",
                program="gmail",
                subject="Re: Сайт не открывается",
                to=("anna", "support"),
                text="Анна, подтверждаю, у меня то же самое.",
                headers="In-Reply-To: <q1@client.example>\nReferences: <q1@client.example>",
                expect="A | new_ticket | opener | acknowledgement boss, notification petya",
            ),
            question(
                message_id="q1@client.example",
                to=("support", "boss"),
                expect=ON.format("known_message_id"),
            ),
            See("people A anna boss petya"),
        ),
    ),
    Conversation(
        "a_colleague_in_copy_answers",
        (
            question(cc=("boss",)),
            answer(expect="A | reply_address | answer | relay anna, relay boss"),
            Write(
                name="boss",
                who="boss",
                program="apple",
                answers="answer/relay",
                text="У меня в офисе открывается, спасибо.",
                expect=ON.format("reply_address"),
            ),
        ),
    ),
    Conversation(
        "the_accountant_is_added_later_and_answers",
        (
            question(),
            reply(cc=("accountant",), program="outlook"),
            See("people A accountant anna petya"),
            Write(
                name="accountant",
                who="accountant",
                program="mail_ru",
                answers="reply",
                to_all=True,
                text="Счёт оплачен вчера, платёжное поручение приложу позже.",
                expect=ON.format("reply_address"),
            ),
        ),
    ),
    Conversation(
        "two_matters_in_one_letter_are_one_ticket",
        (
            question(text="Сайт не открывается.\n\nИ ещё: пришлите, пожалуйста, акт за октябрь."),
            See("letters A 1"),
        ),
    ),
    Conversation(
        "a_thread_with_forty_references",
        (
            question(),
            reply(
                "own_message_id",
                to=("support",),
                keeps="",
                quotes=False,
                headers="References: "
                + "\n ".join(f"<old{number}@client.example>" for number in range(40)),
                expect="A | same_subject | member | notification petya",
                subject="Re: Сайт не открывается",
            ),
            reply(
                name="late",
                to=("support",),
                keeps="",
                quotes=False,
                subject="Re: Другое",
                text="Продолжаю ту же переписку.",
                headers="References: "
                + "\n ".join(f"<old{number}@client.example>" for number in range(40, 0, -1)),
                expect=ON.format("known_message_id"),
            ),
        ),
    ),
    Conversation(
        "an_id_that_is_not_ascii",
        (
            question(message_id="письмо-1@почта.example"),
            reply("known_message_id", answers="question", to=("support",), quotes=False),
        ),
    ),
    Conversation(
        "a_very_long_id",
        (
            question(message_id="x" * 900 + "@client.example"),
            reply("known_message_id", answers="question", to=("support",), quotes=False),
        ),
    ),
    Conversation(
        "upper_case_reply_address",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            reply(**_AFTER_ANSWER),
            See("state A open"),
            See("event A reopened"),
        ),
    ),
    Conversation(
        "an_out_of_office_answer_reopens_nothing",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            reply(
                subject="Автоответ: Сайт не открывается",
                text="Я в отпуске до понедельника.",
                headers="Auto-Submitted: auto-replied",
                null_sender=True,
                quotes=False,
                expect="A | reply_address | report |",
                **_AFTER_ANSWER,
            ),
            See("state A closed"),
        ),
    ),
    Conversation(
        "outlook_s_thread_index_alone",
        (
            question(program="outlook"),
            reply(
                "thread_index",
                answers="question",
                program="outlook",
                to=("support",),
                keeps="",
                quotes=False,
            ),
        ),
    ),
    Conversation(
        "the_reply_comes_days_later",
        (question(), answer(), Wait(days=9), reply(program="roundcube", **_AFTER_ANSWER)),
    ),
    Conversation(
        "a_word_of_thanks_twice_is_no_repetition",
        (
            question(),
            reply(text="Спасибо!", quotes=False),
            reply(name="thanks again", text="Спасибо!", quotes=False),
            See("letters A 3"),
        ),
    ),
    Conversation("english", (question(subject="Site is down", expect=NEW, program="proton"),)),
)
