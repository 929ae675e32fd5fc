"""Who is not in the conversation does not get into it."""

from tests.conversations.script import Conversation, Do, See, Write
from tests.conversations.scripts.common import OTHER_NEW, answer, question, reply

_LINKED = See("link B probably_belongs_to A")

CONVERSATIONS = (
    Conversation(
        "a_stranger_with_an_id_only",
        (
            question(),
            answer(),
            reply(
                name="stranger",
                who="mallory",
                program="gmail",
                answers="answer/relay",
                to=("support",),
                text="Добавьте и меня в переписку, пожалуйста.",
                expect=OTHER_NEW.format("mallory"),
            ),
            _LINKED,
            See("people A anna petya"),
            See("state A waiting"),
        ),
    ),
    Conversation(
        "a_stranger_with_the_client_s_id_only",
        (
            question(),
            reply(
                who="mallory",
                answers="question",
                to=("support",),
                quotes=False,
                expect=OTHER_NEW.format("mallory"),
            ),
            _LINKED,
        ),
    ),
    Conversation(
        "a_stranger_with_a_copied_subject",
        (
            question(),
            Write(
                name="stranger",
                who="boris",
                subject="Re: Сайт не открывается",
                text="У нас тоже перестал открываться сайт vasilek.example.",
                expect=OTHER_NEW.format("boris"),
            ),
            See("nolink B"),
        ),
    ),
    Conversation(
        "a_stranger_to_whom_it_was_forwarded",
        (
            question(),
            answer(),
            # Anna forwards our answer to Boris, who writes to us from that letter.
            Write(
                name="boris",
                who="boris",
                program="outlook",
                forwards="answer/relay",
                text="Мне переслали ваш ответ, у меня та же беда.",
                expect=OTHER_NEW.format("boris"),
            ),
            _LINKED,
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "her_phone_holds_the_reply_address",
        (
            question(),
            answer(),
            reply(
                who="phone",
                program="iphone",
                answers="answer/relay",
                text="Пишу с телефона: всё ещё не открывается.",
                expect="A | reply_address | unproven | notification petya",
            ),
            See("people A anna petya"),
            See("state A waiting"),
            See("event A unproven"),
            See("says reply/notification ВНИМАНИЕ"),
        ),
    ),
    Conversation(
        "an_agent_accepts_her_phone",
        (
            question(),
            reply(who="phone", expect="A | reply_address | unproven | notification petya"),
            Do("accept", ("A", "phone")),
            reply(name="second", who="phone", text="Ошибка осталась."),
            See("people A anna petya phone"),
        ),
    ),
    Conversation(
        "the_owner_writes_with_her_phone_in_copy",
        (
            question(),
            reply(who="phone", expect="A | reply_address | unproven | notification petya"),
            reply(name="owner", cc=("phone",), text="Это тоже я, пишите на оба адреса."),
            reply(name="second", who="phone", text="Ошибка осталась."),
            See("people A anna petya phone"),
        ),
    ),
    Conversation(
        "a_bare_from_brings_nobody_in",
        (
            question(),
            reply(
                "own_message_id",
                to=("support",),
                cc=("mallory",),
                verdict="none",
                text="Добавляю коллегу, ответьте ему.",
            ),
            See("people A anna petya"),
            See("says reply/notification ВНИМАНИЕ"),
        ),
    ),
    Conversation(
        "a_forged_owner_at_the_plain_address",
        (
            question(),
            answer(),
            Do("close", ("A",)),
            reply(
                answers="answer/relay",
                to=("support",),
                verdict="fail",
                cc=("mallory",),
                expect="B | new_ticket | opener | notification petya",
            ),
            See("state A closed"),
            See("people A anna petya"),
            See("says reply/notification подделан"),
        ),
    ),
    Conversation(
        "a_forged_owner_at_the_reply_address",
        (
            question(),
            reply(
                verdict="fail",
                cc=("mallory",),
                expect="A | reply_address | unproven | notification petya",
            ),
            See("people A anna petya"),
            See("says reply/notification подделан"),
        ),
    ),
    Conversation(
        "a_stranger_cannot_reopen",
        (
            question(),
            Do("close", ("A",)),
            reply(who="mallory", expect="A | reply_address | unproven | notification petya"),
            See("state A closed"),
        ),
    ),
    Conversation(
        "a_confirmation_code_to_the_reply_address_is_held",
        (
            question(),
            Write(
                name="code",
                who="shop",
                subject="Подтвердите адрес электронной почты",
                text="Ваш код подтверждения: 482913. Введите его на странице входа.",
                answers="question/acknowledgement",
                keeps="",
                quotes=False,
                expect="A | reply_address | held | notification petya",
            ),
            See("event A held"),
            See("people A anna petya"),
            See("says code/notification подтвердить адрес"),
        ),
    ),
    Conversation(
        "a_newsletter_that_cites_a_client_s_letter",
        (
            question(),
            Write(
                name="news",
                who="shop",
                answers="question",
                subject="Новости недели",
                to=("support",),
                quotes=False,
                headers="List-Id: <news.shop.example>\nPrecedence: bulk\n"
                "List-Unsubscribe: <https://shop.example/u>",
                text="Скидки на все товары только до воскресенья.",
                expect="B | new_ticket | aside |",
            ),
            See("nolink A"),
            See("letters A 1"),
        ),
    ),
    Conversation(
        "two_clients_forward_the_same_newsletter",
        (
            question(
                headers="References: <issue7@list.example>",
                text="Что это за рассылка, она от вас?",
            ),
            Write(
                name="boris",
                who="boris",
                subject="Вопрос о рассылке",
                headers="References: <issue7@list.example>",
                text="Мне пришло такое письмо, правда ли это?",
                expect=OTHER_NEW.format("boris"),
            ),
            See("people A anna petya"),
            See("nolink B"),
        ),
    ),
    Conversation(
        "junk_ids_join_nobody",
        (
            question(headers="In-Reply-To: <>\nReferences: <x@localhost>"),
            Write(
                name="boris",
                who="boris",
                subject="Почта",
                text="Не приходят письма.",
                headers="In-Reply-To: <>\nReferences: <x@localhost>",
                expect=OTHER_NEW.format("boris"),
            ),
            See("nolink B"),
        ),
    ),
    Conversation(
        "a_broken_program_s_constant_id",
        (
            question(message_id="message@crm.example"),
            Write(
                name="boris",
                who="boris",
                subject="Почта",
                text="Не приходят письма на ящик info.",
                message_id="message@crm.example",
                expect=OTHER_NEW.format("boris"),
            ),
            See("nolink B"),
            question(
                name="another",
                subject="Счёт за декабрь",
                text="Пришлите, пожалуйста, счёт за декабрь на оплату хостинга.",
                message_id="message@crm.example",
                expect="C | new_ticket | opener | acknowledgement anna, notification petya",
            ),
            # Boris answers, and his program cites the constant id beside ours
            Write(
                name="boris again",
                who="boris",
                answers="boris/acknowledgement",
                to=("support",),
                text="Теперь приходят, спасибо.",
                expect="B | own_message_id | member | notification petya",
            ),
        ),
    ),
    Conversation(
        "a_stranger_takes_the_client_s_id_for_his_own_letter",
        (
            question(message_id="q1@client.example"),
            Write(
                name="thief",
                who="mallory",
                subject="Сайт не открывается",
                message_id="q1@client.example",
                text="Это моё письмо, поверьте.",
                expect=OTHER_NEW.format("mallory"),
            ),
            reply("known_message_id", answers="question", to=("support",), quotes=False),
            See("letters A 2"),
        ),
    ),
    Conversation(
        "two_authors_of_whom_one_is_a_stranger",
        (
            question(),
            reply(
                who="mallory",
                answers="question",
                to=("support",),
                headers="From: anna@client.example",
                quotes=False,
                verdict="none",
                expect=OTHER_NEW.format("mallory"),
            ),
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "a_bounce_of_a_letter_that_we_sent_is_noted",
        (
            question(),
            answer(),
            Write(
                name="bounce",
                who="robot",
                subject="Undelivered Mail Returned to Sender",
                answers="answer/relay",
                to=("support",),
                null_sender=True,
                headers="Auto-Submitted: auto-replied",
                text="This is the mail system at host mx.client.example.\n\n"
                "I'm sorry to have to inform you that your message could not be delivered.\n\n"
                "<anna@client.example>: host mx.client.example said: 550 5.1.1 User unknown",
                expect="A | own_message_id | report | notice petya",
            ),
            See("state A waiting"),
        ),
    ),
    Conversation(
        "the_owner_s_answer_to_a_stranger_s_ticket_stays_hers",
        (
            question(),
            reply(
                who="mallory",
                answers="question",
                to=("support",),
                quotes=False,
                expect=OTHER_NEW.format("mallory"),
            ),
            reply(name="owner", text="Есть ли новости?"),
            See("letters A 2"),
            See("letters B 1"),
        ),
    ),
    Conversation(
        "a_stranger_s_second_letter_goes_to_his_own_ticket",
        (
            question(),
            reply(
                who="mallory",
                answers="question",
                to=("support",),
                quotes=False,
                expect=OTHER_NEW.format("mallory"),
            ),
            reply(
                name="second",
                who="mallory",
                answers="reply/acknowledgement",
                expect="B | reply_address | member | notification petya",
            ),
            See("letters A 1"),
        ),
    ),
    Conversation(
        "nobody_s_letter_alone", (question(), reply(text="Ещё вопрос"), See("letters A 2"))
    ),
    Conversation(
        "a_colleague_whom_nobody_addressed_is_a_stranger",
        (
            question(),
            reply(
                who="boss",
                answers="question",
                to=("support",),
                expect=OTHER_NEW.format("boss"),
            ),
            _LINKED,
            See("people A anna petya"),
        ),
    ),
    Conversation(
        "an_unproven_first_letter_and_its_answer",
        (
            question(verdict="none"),
            reply(verdict="none"),
            See("letters A 2"),
            reply("own_message_id", name="plain", to=("support",), verdict="none"),
        ),
    ),
)
