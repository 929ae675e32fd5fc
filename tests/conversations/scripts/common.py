"""How most conversations begin."""

from typing import Any

from tests.conversations.script import Write

NEW = "A | new_ticket | opener | acknowledgement anna, notification petya"
OTHER_NEW = "B | new_ticket | opener | acknowledgement {}, notification petya"
ON = "A | {} | member | notification petya"


def question(**changes: Any) -> Write:
    """Anna's first letter."""
    values: dict[str, Any] = {
        "name": "question",
        "who": "anna",
        "subject": "Сайт не открывается",
        "expect": NEW,
    }
    return Write(**values | changes)


def answer(**changes: Any) -> Write:
    """Petya answers the notification of Anna's letter."""
    values: dict[str, Any] = {
        "name": "answer",
        "who": "petya",
        "program": "outlook",
        "answers": "question/notification",
        "text": "Здравствуйте! Мы перезапустили веб-сервер, проверьте, пожалуйста, ещё раз.",
        "expect": "A | reply_address | answer | relay anna",
    }
    return Write(**values | changes)


def reply(rule: str = "reply_address", **changes: Any) -> Write:
    """Anna answers what she got last."""
    values: dict[str, Any] = {
        "name": "reply",
        "who": "anna",
        "answers": "question/acknowledgement",
        "text": "Да, теперь ошибка 502 вместо белой страницы.",
        "expect": ON.format(rule),
    }
    return Write(**values | changes)
