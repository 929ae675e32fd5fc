"""Short letters to an agent when something that he wrote does not reach its client."""

from dataclasses import dataclass

from acknowledgements.language import Language
from gateway.agents.masking import mask
from gateway.agents.relay import Withheld
from gateway.agents.wording import MARKERS, as_html
from parsers.headers import clean_line

_REASONS: dict[Language, dict[str, str]] = {
    "ru": {
        "empty": "Над строкой «Пишите ответ выше…» ничего не написано. Напишите ответ над ней.",
        "automatic": "Это автоматическое письмо, такие клиентам не передаются.",
        "unproven": "Не удалось убедиться, что письмо написали вы.",
        "not_yours": "Вы ответили на письмо, которое пришло не вам: адрес для ответа у каждого"
        " свой. Ответьте на то, что пришло вам лично.",
        "not_an_agent": "Ваш адрес больше не значится среди сотрудников.",
        "group": "Письмо пришло по адресу для ответа всей группы, и нечем подтвердить, что написали"
        " его вы. Письмо клиента сейчас придёт вам лично: ответьте на него.",
        "no_client": "У клиента нет адреса, на который можно ответить.",
        "token": "В каждой строке есть служебный адрес для ответа, его клиентам не показывают.",
        "left_out": "Ответ отправлен, но без строк и файлов, в которых есть служебный адрес для"
        " ответа: его клиентам не показывают.",
        "two_tickets": "Письмо пришло сразу по двум обращениям. Ответьте на каждое отдельно.",
        "opened": "Письмо стало новым обращением, никому из клиентов оно не отправлено. Чтобы"
        " ответить клиенту, нажмите «Ответить» в письме о его обращении.",
        "plain_address": "Письмо пришло на общий адрес. Чтобы ответить клиенту, нажмите"
        " «Ответить» в письме о его обращении.",
    },
    "en": {
        "empty": 'Nothing is written above the line "Please write your answer above…".'
        " Please write the answer above it.",
        "automatic": "It is an automatic letter; these are not passed on to clients.",
        "unproven": "It could not be made sure that the letter is yours.",
        "not_yours": "You answered a letter that was sent to somebody else: each has a reply"
        " address of his own. Please answer the one that came to you.",
        "not_an_agent": "Your address is no longer among those of the agents.",
        "group": "It came to the reply address of a whole group, and nothing proves that you wrote"
        " it. The client's letter comes to you in person now: please answer that one.",
        "no_client": "The client has no address that can be answered.",
        "token": "Every line holds an internal reply address, which clients must not see.",
        "left_out": "The answer was sent, but without the lines and files that hold an internal"
        " reply address, which clients must not see.",
        "two_tickets": "It answers two tickets at once. Please answer each by itself.",
        "opened": "It became a new ticket and was sent to no client. To answer a client, press"
        " Reply in the letter that told you of his.",
        "plain_address": "It came to the common address. To answer the client, press Reply in the"
        " letter that told you of his.",
    },
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter to an agent about a letter of his."""

    subject: str
    text: str
    html: str


def not_relayed(withheld: Withheld, *, language: Language, subject: str) -> Notice:
    """The client did not get the agent's answer, and why."""
    why = _REASONS[language].get(withheld.rule) or clean_line(withheld.reason)
    shown = mask(clean_line(subject))
    if language == "ru":
        return _notice(
            language,
            f"Ответ клиенту не отправлен: {shown}",
            f"Ваш ответ по письму «{shown}» клиенту не отправлен.\n\n{why}",
        )
    return _notice(
        language,
        f"Your answer was not sent: {shown}",
        f'Your answer on "{shown}" was not sent to the client.\n\n{why}',
    )


_REMARKS: dict[Language, dict[str, str]] = {
    "ru": {"opened": "Новое обращение", "left_out": "Ответ отправлен не целиком"},
    "en": {"opened": "A new ticket", "left_out": "Your answer was sent in part"},
}


def remark(rule: str, *, language: Language, subject: str) -> Notice:
    """What became of an agent's letter, where it is no failure: "opened" or "left_out"."""
    shown = mask(clean_line(subject))
    head = f"{_REMARKS[language][rule]}: {shown}"
    return _notice(language, head, f"«{shown}»\n\n{_REASONS[language][rule]}")


def delivery_failed(
    *, language: Language, subject: str, recipient: str, reply: str, gave_up: bool
) -> Notice:
    """The agent's answer was refused for good, or nobody took it for too long (``gave_up``)."""
    shown, to, words = mask(clean_line(subject)), clean_line(recipient, 254), clean_line(reply, 300)
    if language == "ru":
        how = "не удавалось доставить слишком долго" if gave_up else "почтовый сервер не принял"
        return _notice(
            language,
            f"Письмо не доставлено: {shown}",
            f"Ваш ответ по письму «{shown}» для {to} {how}.\n\nОтвет сервера: {words}\n\n"
            "Клиент его не получил. Свяжитесь с ним другим способом или проверьте адрес.",
        )
    how = "could not be delivered for too long" if gave_up else "was refused by the mail server"
    return _notice(
        language,
        f"Letter not delivered: {shown}",
        f'Your answer on "{shown}" to {to} {how}.\n\nThe server said: {words}\n\n'
        "The client did not get it. Please reach him another way, or check the address.",
    )


def _notice(language: Language, subject: str, body: str) -> Notice:
    text = f"{MARKERS[language]}\n\n{body}\n"
    return Notice(subject, text, as_html(text))
