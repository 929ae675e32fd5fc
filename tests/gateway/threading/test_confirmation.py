"""Codes and confirmation links that come to a reply address are held, and shown with a warning."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.threading.confirmation import asks_to_confirm
from parsers.parse import parse
from tests.gateway.desk import Desk, Sent, letter
from tests.gateway.values import AGENT, CLIENT

# subject | text; {L} is a link, {C} a code
SAMPLES = """
Confirm your email address | Click the button below to confirm your email address: {L}
Please verify your email | Thanks for signing up! Verify your email by opening {L}
Your confirmation code is {C} | Enter it on the sign-up page. It is valid for 10 minutes.
{C} is your verification code | Somebody, hopefully you, wants to sign in.
Confirmation code: {C} | Use this code to finish signing up.
Your login code | Here is your one-time passcode: {C}
Activate your account | Welcome! To activate your account follow this link: {L}
Reset your password | We heard that you lost your password. Reset your password here: {L}
Password reset | Use the link {L} within one hour.
Sign in to Example | Here is your magic link: {L}
You are invited | Olga has invited you to work in the workspace Hoster: {L}
Confirm your subscription | Please confirm your subscription to our newsletter: {L}
Complete your registration | One more step to complete your registration: {L}
New device | Your security code is {C}. Do not share it.
Two-step verification | Your verification code: {C}
Verify your identity | To continue, verify your identity with the code {C}
Account verification | The account verification code: AB3D-9XK2
Log in to your account | Somebody asked for a link: {L}
Подтвердите адрес электронной почты | Чтобы завершить регистрацию, перейдите по ссылке {L}
Подтверждение регистрации | Для подтверждения регистрации откройте {L}
Код подтверждения | Ваш код подтверждения: {C}. Никому его не сообщайте.
Ваш код для входа: {C} | Он действует десять минут.
Активация учётной записи | Для активации учётной записи перейдите: {L}
Восстановление пароля | Чтобы задать новый пароль, откройте ссылку {L}
Одноразовый пароль | Ваш одноразовый пароль: {C}
Проверочный код | Введите проверочный код {C} на странице.
Завершите регистрацию | Остался последний шаг: {L}
Подтвердите подписку | Нажмите, чтобы подтвердить подписку на рассылку: {L}
Вход с нового устройства | Код для подтверждения входа: {C}
Підтвердження пошти | Підтвердіть адресу електронної пошти: {L}
Bestätigen Sie Ihre E-Mail-Adresse | Bitte bestätigen Sie Ihre E-Mail-Adresse: {L}
Confirmez votre adresse e-mail | Confirmez votre adresse e-mail en ouvrant {L}
Código de verificación | Su código de verificación es {C}.
"""
SENDERS = (
    "Example <no-reply@service.example>",
    "Example <noreply@mail.service.example>",
    "Example Team <team@service.example>",
)
HEADERS = (
    "",
    "Auto-Submitted: auto-generated\n",
    "Precedence: bulk\nList-Unsubscribe: <https://x.example/u>\n",
)
LINES = SAMPLES.strip().splitlines()

ORDINARY = """
Re: Сайт не открывается | Всё ещё не открывается, посмотрите, пожалуйста, https://romashka.example/
Re: счёт 20391 | Подтверждаю, что мы оплатили счёт 20391 вчера.
Re: доступ | Пришлите, пожалуйста, инструкцию, как зайти на сервер.
Re: Site is down | It works again since 10:30, thank you! See https://romashka.example/
Re: invoice 20391 | We paid invoice 20391 yesterday and confirm the amount.
Re: VPS | Please add 2048 MB to the server 4512.
"""


def written(line: str, sender: str, headers: str = "", number: int = 0) -> str:
    subject, _, body = line.partition(" | ")
    values = {"L": f"https://service.example/c/{number}a8f3", "C": f"48{number:02}13"}
    return letter(
        subject.format(**values),
        sender=sender,
        body=body.format(**values),
        message_id=f"{number}@service.example",
        headers=headers,
    )


@pytest.mark.parametrize("line", LINES)
def test_it_is_known(line: str) -> None:
    assert asks_to_confirm(parse(written(line, SENDERS[0]).encode()))


@pytest.mark.parametrize("line", ORDINARY.strip().splitlines())
def test_a_person_s_letter_is_none(line: str) -> None:
    assert not asks_to_confirm(parse(written(line, "m@other.example").encode()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, f"sqlite:///{tmp_path / 'postdesk.db'}")
    yield made
    made.close()


def reply_address(sent: list[Sent], purpose: str) -> str:
    return next(one for one in sent if one.purpose == purpose)["Reply-To"].strip("<>")


def test_none_of_them_reaches_the_client_and_all_are_flagged(desk: Desk) -> None:
    address = reply_address(desk.arrive(letter()), "acknowledgement")
    [ticket] = desk.tickets()
    people = desk.people(ticket.id)
    assert len(LINES) >= 30
    for number, line in enumerate(LINES):
        raw = written(line, SENDERS[number % 3], HEADERS[number % len(HEADERS)], number)
        sent = desk.arrive(raw, sender=f"bounce-{number}@service.example", to=(address,))
        assert [(one.purpose, one.recipient) for one in sent] == [("notification", AGENT)], line
        warning = sent[0].text.split("\n\n")[1]
        assert warning.startswith("ВНИМАНИЕ"), line
        assert "подтвердить адрес" in warning
    assert desk.events(ticket.id).count("held") == len(LINES)
    assert desk.people(ticket.id) == people
    assert {one.proven for one in desk.letters(ticket.id)[2:]} == {"unproven"}
    assert len(desk.tickets()) == 1


def test_the_client_may_ask_about_one(desk: Desk) -> None:
    address = reply_address(desk.arrive(letter()), "acknowledgement")
    raw = written(LINES[0], f"Анна Корж <{CLIENT}>", number=7)
    desk.arrive(raw, to=(address,))
    [ticket] = desk.tickets()
    assert "held" not in desk.events(ticket.id)


def test_at_an_agent_s_reply_address_it_is_a_note(desk: Desk) -> None:
    address = reply_address(desk.arrive(letter()), "notification")
    sent = desk.arrive(written(LINES[0], SENDERS[2]), sender="x@service.example", to=(address,))
    assert {one.recipient for one in sent} <= {AGENT}
    [ticket] = desk.tickets()
    assert desk.letters(ticket.id)[-1].direction == "note"
