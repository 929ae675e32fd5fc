"""What letters to and from agents have in common: the marker line, names of things, HTML."""

from html import escape

from acknowledgements.language import Language, written_in
from gateway.agents.recipients import Recipient

MARKERS: dict[Language, str] = {
    "ru": "— Пишите ответ выше этой строки —",
    "en": "— Please write your answer above this line —",
}
CATEGORIES: dict[Language, dict[str, str]] = {
    "ru": {
        "technical": "Техническая поддержка",
        "finance": "Финансовый вопрос",
        "sysadmin": "Услуга системного администрирования",
    },
    "en": {
        "technical": "Technical support",
        "finance": "Finance",
        "sysadmin": "System administration service",
    },
}
URGENCIES: dict[Language, dict[str, str]] = {
    "ru": {
        "outage": "авария",
        "technical": "неисправность",
        "diagnostics": "проверка",
        "general": "вопрос",
        "finance": "финансы",
    },
    "en": {
        "outage": "outage",
        "technical": "something is broken",
        "diagnostics": "please check",
        "general": "a question",
        "finance": "finance",
    },
}


def language_of(recipient: Recipient, default: Language) -> Language:
    """The language in which we write to an agent: the first of his, if we write it."""
    return written_in(recipient.languages[0] if recipient.languages else "", default)


def as_html(text: str) -> str:
    """The same text as HTML: paragraphs and line breaks, every character of it escaped."""
    paragraphs = (part.strip("\n") for part in text.split("\n\n"))
    shown = (
        "<p>" + "<br>\n".join(_line(line) for line in part.split("\n")) + "</p>"
        for part in paragraphs
        if part
    )
    return "<!DOCTYPE html>\n<html><body>\n" + "\n".join(shown) + "\n</body></html>\n"


def _line(line: str) -> str:
    bare = line.lstrip(" \t")
    indent = len(line.expandtabs(4)) - len(bare.expandtabs(4))
    return "&nbsp;" * min(indent, 40) + escape(bare)
