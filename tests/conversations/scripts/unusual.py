"""Habits and accidents that are rarer, and attacks that are cleverer."""

from tests.conversations.programs import PROGRAMS
from tests.conversations.script import Again, Conversation, Do, See, Wait, Write
from tests.conversations.scripts.common import NEW, ON, OTHER_NEW, answer, question, reply

_FOLLOW_UP = "B | new_ticket | opener | acknowledgement anna, notification petya"

CONVERSATIONS = (
    *(
        Conversation(
            f"only_the_quotation_is_left_by_{program}",
            (
                question(program=program),
                answer(program="thunderbird"),
                reply(
                    "quoted_text",
                    program=program,
                    answers="answer/relay",
                    keeps="",
                    to=("support",),
                    subject="вопрос",
                ),
            ),
        )
        for program in PROGRAMS
    ),
    Conversation(
        "a_quotation_cut_to_one_sentence",
        (
            question(),
            answer(
                text="Здравствуйте! Мы перенесли базу данных на другой диск, увеличили память"
                " до восьми гигабайт и перезапустили веб-сервер.\n\nПроверьте, пожалуйста, как"
                " теперь открываются страницы каталога и корзина."
            ),
            reply(
                "quoted_text",
                answers="answer/relay",
                keeps="",
                to=("support",),
                subject="каталог",
                quotes=False,
                text="> Проверьте, пожалуйста, как теперь открываются страницы каталога и"
                " корзина.\n\nКаталог открывается, корзина нет.",
            ),
        ),
    ),
    Conversation(
        "answers_between_the_lines",
        (
            question(),
            answer(text="Какой у вас браузер и его версия?\n\nКогда ошибка появилась впервые?"),
            reply(
                answers="answer/relay",
                quotes=False,
                text="> Какой у вас браузер и его версия?\nФайрфокс 132.\n\n"
                "> Когда ошибка появилась впервые?\nВчера вечером.",
            ),
        ),
    ),
    Conversation(
        "the_quotation_of_a_stranger_only_links",
        (
            question(),
            answer(
                text="Мы перенесли базу данных на другой диск, увеличили память до восьми"
                " гигабайт и перезапустили веб-сервер, проверьте страницы каталога."
            ),
            reply(
                who="mallory",
                answers="answer/relay",
                keeps="",
                to=("support",),
                subject="каталог",
                expect=OTHER_NEW.format("mallory"),
            ),
            See("link B probably_belongs_to A"),
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "our_template_in_two_clients_letters_joins_nobody",
        (
            question(),
            Write(
                name="boris",
                who="boris",
                subject="Почта",
                text="Не приходят письма на ящик info.",
                expect=OTHER_NEW.format("boris"),
            ),
            # Boris quotes what everybody gets, and nothing else leads anywhere.
            Write(
                name="boris again",
                who="boris",
                answers="boris/acknowledgement",
                keeps="",
                to=("support",),
                subject="вопрос",
                text="Так что с ящиком?",
                expect="C | new_ticket | opener | acknowledgement boris, notification petya",
            ),
        ),
    ),
    Conversation(
        "one_answer_of_the_agent_to_two_clients",
        (
            question(),
            Write(
                name="boris",
                who="boris",
                subject="Почта",
                text="Не приходят письма на ящик info.",
                expect=OTHER_NEW.format("boris"),
            ),
            answer(text="Сегодня ночью были работы в дата-центре, сейчас всё снова доступно."),
            answer(
                name="to boris",
                answers="boris/notification",
                text="Сегодня ночью были работы в дата-центре, сейчас всё снова доступно.",
                expect="B | reply_address | answer | relay boris",
            ),
            reply(
                name="stripped",
                answers="answer/relay",
                keeps="",
                to=("support",),
                subject="Re: Сайт не открывается",
                expect=ON.format("same_subject"),
            ),
        ),
    ),
    Conversation(
        "the_relay_rewrites_our_ids",
        (
            question(message_id="q1@client.example"),
            answer(),
            # Our outgoing server put an id of its own on the answer: hers is left.
            reply(
                "known_message_id",
                answers="answer/relay",
                keeps="",
                to=("support",),
                headers="In-Reply-To: <0102019abc@mailer.example>\n"
                "References: <q1@client.example> <0102019abc@mailer.example>",
            ),
        ),
    ),
    Conversation(
        "upper_case_everything",
        (
            question(),
            reply(
                to=("SUPPORT@HOSTER.EXAMPLE",),
                subject="RE: САЙТ НЕ ОТКРЫВАЕТСЯ",
                expect=ON.format("own_message_id"),
            ),
        ),
    ),
    Conversation(
        "a_client_without_a_subject",
        (
            question(subject=""),
            reply("own_message_id", to=("support",), subject="", quotes=False),
            question(
                name="other",
                subject="",
                text="Совсем другое: как сменить тариф?",
                expect=_FOLLOW_UP,
            ),
        ),
    ),
    Conversation(
        "a_colleague_writes_first_and_then_the_boss",
        (
            question(cc=("boss",)),
            Write(
                name="boss fresh",
                who="boss",
                subject="Сайт не открывается",
                text="Коллеги, когда починят? Это срочно.",
                expect="B | new_ticket | opener | acknowledgement boss, notification petya",
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "the_boss_who_was_in_copy_of_our_answer_opens_from_his_phone",
        (
            question(cc=("boss",)),
            answer(expect="A | reply_address | answer | relay anna, relay boss"),
            Write(
                name="boss",
                who="boss",
                program="iphone",
                answers="answer/relay",
                to=("support",),
                cc=("anna",),
                text="Принято.",
                expect=ON.format("own_message_id"),
            ),
        ),
    ),
    Conversation(
        "a_stranger_forwards_everything_with_the_reply_address",
        (
            question(),
            answer(),
            Write(
                name="forward",
                who="mallory",
                program="outlook",
                forwards="answer/relay",
                text="Меня попросили переслать.",
                expect=OTHER_NEW.format("mallory"),
            ),
            See("link B probably_belongs_to A"),
            # and then finds the reply address in the letter's source
            reply(
                name="token",
                who="mallory",
                answers="answer/relay",
                cc=("boris",),
                expect="A | reply_address | unproven | notification petya",
            ),
            See("people A anna petya"),
            See("state A waiting"),
        ),
    ),
    Conversation(
        "the_client_forwards_the_thread_to_us_again",
        (
            question(),
            answer(),
            Write(
                name="forward",
                who="anna",
                program="gmail",
                forwards="answer/relay",
                text="Пересылаю нашу переписку, вопрос всё ещё открыт.",
                expect=ON.format("own_message_id"),
            ),
        ),
    ),
    Conversation(
        "a_client_forwards_somebody_s_letter",
        (
            Write(
                name="private",
                who="boris",
                subject="Ваш сайт взломан",
                text="Заметил на вашем сайте чужую рекламу.",
                to=("anna",),
                expect="",
            ),
            Write(
                name="forward",
                who="anna",
                program="mail_ru",
                forwards="private",
                text="Посмотрите, правда ли это?",
                expect=NEW,
            ),
            See("client A anna"),
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "a_read_receipt_changes_nothing",
        (
            question(),
            answer(),
            reply(
                answers="answer/relay",
                subject="Прочитано: Re: Сайт не открывается",
                text="Ваше сообщение было прочитано.",
                headers="Content-Disposition-Notification-Options: x\n"
                "Auto-Submitted: auto-replied (disposition-notification)",
                null_sender=True,
                quotes=False,
                expect="A | reply_address | report |",
            ),
            See("state A waiting"),
        ),
    ),
    Conversation(
        "an_automatic_answer_of_another_helpdesk",
        (
            question(),
            Write(
                name="helpdesk",
                who="mallory",
                answers="question/acknowledgement",
                subject="[#8812] Ваше обращение принято",
                text="Ваше обращение зарегистрировано под номером 8812.",
                headers="Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All",
                quotes=False,
                expect="A | reply_address | report |",
            ),
            See("people A anna petya"),
            See("state A open"),
        ),
    ),
    Conversation(
        "a_monthly_letter_with_the_same_words",
        (
            question(subject="Акт", text="Пришлите, пожалуйста, акт за прошедший месяц."),
            Do("close", ("A",)),
            Wait(days=30),
            question(
                name="next month",
                subject="Акт",
                text="Пришлите, пожалуйста, акт за прошедший месяц.",
                expect=_FOLLOW_UP,
            ),
        ),
    ),
    Conversation(
        "impatience_five_times",
        (
            question(),
            *(
                question(
                    name=f"again {number}",
                    expect=ON.format("resent"),
                )
                for number in range(5)
            ),
            See("letters A 6"),
        ),
    ),
    Conversation(
        "a_repetition_with_one_more_line",
        (
            question(),
            Wait(hours=3),
            question(
                name="again",
                text="Помогите, пожалуйста: сайт romashka.example не открывается с самого утра."
                "\n\nВы получили моё письмо?",
                expect=_FOLLOW_UP,
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "a_supplement_without_any_header",
        (
            question(subject="Панель", text="Не пускает в панель управления."),
            question(
                name="more",
                subject="Дополнение",
                text="Забыла приложить снимок экрана.",
                expect=_FOLLOW_UP,
            ),
            See("link B probably_belongs_to A"),
        ),
    ),
    Conversation(
        "the_copy_for_billing_arrives_first",
        (
            question(
                to=("billing", "support"),
                expect="A | new_ticket | opener | acknowledgement anna, notification olya",
            ),
            Again(
                of="question",
                to=("support",),
                changes=(("From:", "Delivered-To: support@hoster.example\r\nFrom:"),),
                expect="A | | duplicate |",
            ),
        ),
    ),
    Conversation(
        "mixed_programs_through_a_long_conversation",
        (
            question(program="outlook"),
            answer(),
            *(
                step
                for number, program in enumerate(
                    ("gmail", "the_bat", "yandex_mobile", "mail_ru", "k9", "outlook_web")
                )
                for step in (
                    reply(
                        name=f"reply {number}",
                        program=program,
                        answers=f"answer {number - 1}/relay" if number else "answer/relay",
                        text=f"Шаг {number} выполнен, результат прежний.",
                    ),
                    answer(
                        name=f"answer {number}",
                        answers=f"reply {number}/notification",
                        text=f"Тогда попробуйте способ номер {number}, пожалуйста.",
                    ),
                )
            ),
            See("letters A 7"),
            See("state A waiting"),
        ),
    ),
    Conversation(
        "an_old_answer_is_answered_after_newer_ones",
        (
            question(),
            answer(),
            reply(answers="answer/relay"),
            answer(name="newer", answers="reply/notification", text="А сейчас всё в порядке?"),
            reply(name="to the older", answers="answer/relay", text="Отвечаю на первое письмо."),
        ),
    ),
    Conversation(
        "two_letters_of_one_client_side_by_side",
        (
            question(),
            question(
                name="second",
                subject="Продление домена",
                text="Как продлить домен ещё на год?",
                expect=_FOLLOW_UP,
            ),
            answer(),
            answer(
                name="to second",
                answers="second/notification",
                text="В панели есть кнопка «Продлить».",
                expect="B | reply_address | answer | relay anna",
            ),
            reply(
                name="on second",
                answers="to second/relay",
                to=("support",),
                text="Нашла, спасибо.",
                expect="B | own_message_id | member | notification petya",
            ),
            reply(name="on first", answers="answer/relay", text="А сайт всё ещё лежит."),
        ),
    ),
    Conversation(
        "a_form_on_a_website_writes_for_a_visitor",
        (
            Write(
                name="form",
                who="form",
                subject="Заявка с сайта",
                text="Имя: Анна\nВопрос: сколько стоит перенос сайта к вам?",
                headers="Reply-To: =?utf-8?b?0JDQvdC90LA=?= <anna@client.example>",
                expect="A | new_ticket | opener | notification petya",
            ),
            See("client A anna"),
            answer(answers="form/notification"),
            reply(answers="answer/relay"),
            Write(
                name="another",
                who="form",
                subject="Заявка с сайта",
                text="Имя: Борис\nВопрос: есть ли скидки?",
                headers="Reply-To: boris@other.example",
                expect="B | new_ticket | opener | notification petya",
            ),
            See("client B boris"),
            See("nolink B"),
        ),
    ),
    Conversation(
        "a_forward_leaves_the_quotation_of_the_first_ticket",
        (
            question(cc=("boss",)),
            Write(
                name="forward",
                who="boss",
                program="gmail",
                forwards="question",
                keeps="",
                text="Пересылаю на всякий случай.",
                expect="B | new_ticket | opener | acknowledgement boss, notification petya",
            ),
            reply(
                "quoted_text",
                answers="question",
                keeps="",
                to=("support",),
                subject="вопрос",
                text="Есть ли новости?",
            ),
        ),
    ),
    Conversation(
        "a_form_on_our_own_site_writes_as_we",
        (
            Write(
                name="form",
                who="site",
                subject="Вопрос с сайта",
                text="Сколько стоит перенос сайта к вам?",
                headers="Reply-To: anna@client.example",
                expect="A | new_ticket | opener | notification petya",
            ),
            See("client A anna"),
            answer(answers="form/notification"),
            reply(answers="answer/relay"),
        ),
    ),
    Conversation(
        "a_former_participant_s_forged_colleague",
        (
            question(cc=("boss",)),
            Write(
                name="forged boss",
                who="boss",
                answers="question",
                to=("support",),
                cc=("mallory",),
                verdict="fail",
                text="Добавьте нашего подрядчика в переписку.",
                expect="B | new_ticket | opener | notification petya",
            ),
            See("people A anna boss petya"),
        ),
    ),
)
