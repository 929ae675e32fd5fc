"""The letter that tells an agent of a client's letter.

The client's own HTML is never passed on: the agent sees the readable text, and the files beside it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from acknowledgements.language import Language
from gateway.agents.masking import mask
from gateway.agents.wording import CATEGORIES, MARKERS, URGENCIES, as_html
from gateway.outbox.letter import File
from gateway.routing.account import UNKNOWN, Held, ServiceState
from parsers.headers import clean_line
from parsers.message import Address, InboundMessage

MAX_FILES = 15 << 20  # bytes of all files together: many servers refuse letters over 20 MB
MAX_TEXT = 300_000  # characters
_MAX_LISTED = 50  # names of files

Doubt = Literal["", "unproven", "stranger", "failed", "beside", "confirmation", "guessed"]

_DOUBTS: dict[Language, dict[Doubt, str]] = {
    "ru": {
        "unproven": "ВНИМАНИЕ: не подтверждено, что письмо от владельца этого адреса.",
        "stranger": "ВНИМАНИЕ: пишет посторонний, в переписке его раньше не было.",
        "failed": "ВНИМАНИЕ: адрес отправителя, похоже, подделан.",
        "beside": "К сведению: коллега написал сам, клиенту отсюда ничего не ушло.",
        "confirmation": "ВНИМАНИЕ: посторонний просит подтвердить адрес или учётную запись."
        " Не открывайте ссылок и никому не передавайте кодов.",
        "guessed": "К сведению: похоже на автоматическое письмо, подтверждение не отправлено.",
    },
    "en": {
        "unproven": "CAUTION: it is not proven that the owner of this address wrote.",
        "stranger": "CAUTION: a stranger writes, who was no part of this conversation.",
        "failed": "CAUTION: the sender's address seems to be forged.",
        "beside": "For your information: a colleague wrote himself, nothing went to the client.",
        "confirmation": "CAUTION: a stranger asks to confirm an address or an account."
        " Open no links, and give no codes to anybody.",
        "guessed": "For your information: it reads like automatic mail, and was not acknowledged.",
    },
}
_SERVICES: dict[Language, dict[ServiceState, str]] = {
    "ru": {
        ServiceState.NAMED: "Услуга: {}",
        ServiceState.CONFIRMED: "Услуга: {} (есть у клиента)",
        ServiceState.SUGGESTED: "Услуга, вероятно: {} (в письме не названа, у клиента она одна)",
        ServiceState.AMBIGUOUS: "Услуга: {} (у клиента подходит несколько)",
        ServiceState.FOREIGN: "Услуга: {} (ВНИМАНИЕ: среди услуг клиента её нет)",
        ServiceState.UNPROVEN: "Услуга: {} (чья она, не проверено: клиент не подтверждён)",
    },
    "en": {
        ServiceState.NAMED: "Service: {}",
        ServiceState.CONFIRMED: "Service: {} (the client's own)",
        ServiceState.SUGGESTED: "Service, probably: {} (not named; the client's only one)",
        ServiceState.AMBIGUOUS: "Service: {} (several of the client's would fit)",
        ServiceState.FOREIGN: "Service: {} (CAUTION: not among the client's own)",
        ServiceState.UNPROVEN: "Service: {} (not looked up whose it is: the client is not proven)",
    },
}
_LABELS: dict[Language, dict[str, str]] = {
    "ru": {
        "client": "Клиент",
        "reply_to": "Просит отвечать на другой адрес, мы туда не пишем",
        "answered": "Ваш ответ получит",
        "unnamed": "не названа",
        "several": "В письме, похоже, несколько разных вопросов.",
        "damaged": "Письмо прочитано не целиком",
        "writer": "Пишет",
        "role": "клиент",
        "nobody": "адрес не указан",
        "category": "Раздел",
        "unsure": " (под вопросом)",
        "urgency": "срочность",
        "reason": "Почему",
        "subject": "Тема",
        "no_subject": "(без темы)",
        "files": "Файлы",
        "left_out": "Не поместились в письмо",
        "more": "и ещё {}",
        "cut": "[Текст слишком длинный, здесь только его начало.]",
        "empty": "[В письме нет текста.]",
    },
    "en": {
        "client": "Client",
        "reply_to": "Asks for answers to another address, to which we don't write",
        "answered": "Your answer goes to",
        "unnamed": "not named",
        "several": "The letter seems to hold several unrelated questions.",
        "damaged": "The letter could not be read whole",
        "writer": "From",
        "role": "client",
        "nobody": "no address given",
        "category": "Category",
        "unsure": " (unsure)",
        "urgency": "urgency",
        "reason": "Why",
        "subject": "Subject",
        "no_subject": "(no subject)",
        "files": "Files",
        "left_out": "Too large for this letter",
        "more": "and {} more",
        "cut": "[The text is too long: this is only its beginning.]",
        "empty": "[The letter has no text.]",
    },
}
_UNITS: dict[Language, tuple[str, str, str]] = {"ru": ("Б", "КБ", "МБ"), "en": ("B", "KB", "MB")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What the agent gets; ``from_name`` goes before the support address."""

    from_name: str
    subject: str
    text: str
    html: str
    files: tuple[File, ...]
    left_out: tuple[str, ...]  # names of files that were too large


def compose_notification(
    message: InboundMessage,
    *,
    language: Language,
    category: str,
    urgency: str,
    unsure: bool = False,
    doubt: Doubt = "",
    reason: str = "",
    answered: Sequence[str] = (),
    several: bool = False,
    service: Held = UNKNOWN,
    files: Sequence[File] = (),
) -> Notification:
    """Who wrote, about what, and all that he wrote, in the agent's language.

    ``unsure`` marks a category that is but the default; ``answered`` are the addresses that get the
    agent's answer; ``several`` says that the letter holds unrelated questions; ``service`` is what
    it is about, as far as is known.

    ``doubt`` and its ``reason`` come first when the sender is not sure. ``files`` are all files of
    the letter: those that fit are attached, the others are named.
    """
    label = _LABELS[language]
    taken, left_out = _fitting(files)
    subject = mask(clean_line(message.subject))
    lines = [MARKERS[language], ""]
    if doubt:
        lines.append(_DOUBTS[language][doubt])
        if reason:
            lines.append(f"{label['reason']}: {clean_line(reason)}")
        lines.append("")
    named_category = CATEGORIES[language].get(category, category) + label["unsure"] * unsure
    named_urgency = URGENCIES[language].get(urgency, urgency)
    writer = message.header_from
    who = label["client" if not answered or writer.address in answered else "writer"]
    lines += [
        f"{who}: {_who(writer, label['nobody'])}",
        f"{label['category']}: {named_category} · {label['urgency']}: {named_urgency}",
        f"{label['subject']}: {subject or label['no_subject']}",
    ]
    if service.state:
        what = mask(clean_line(service.service, 200)) or label["unnamed"]
        lines.append(_SERVICES[language][service.state].format(what))
    if answered:
        lines.append(f"{label['answered']}: {', '.join(clean_line(one, 254) for one in answered)}")
    if several:
        lines.append(label["several"])
    told = {writer.key, *(one.lower() for one in answered)}
    if elsewhere := [one for one in message.reply_to[:5] if one.key not in told]:
        shown = ", ".join(_who(one, label["nobody"]) for one in elsewhere)
        lines.append(f"{label['reply_to']}: {shown}")
    if message.defects and not message.text.strip():
        lines.append(f"{label['damaged']}: {clean_line(message.defects[0], 200)}")
    if taken:
        lines.append(f"{label['files']}: {_listed(taken, language)}")
    if left_out:
        lines.append(f"{label['left_out']}: {_listed(left_out, language)}")
    body = message.text.strip("\n")
    if len(body) > MAX_TEXT:
        body = f"{body[:MAX_TEXT]}\n\n{label['cut']}"
    text = "\n".join([*lines, "", body if body.strip() else label["empty"]]) + "\n"
    return Notification(
        from_name=f"{_shown_name(message.header_from) or label['nobody']} ({label['role']})",
        subject=subject or label["no_subject"],
        text=text,
        html=as_html(text),
        files=tuple(taken),
        left_out=tuple(file.filename for file in left_out),
    )


def _shown_name(who: Address) -> str:
    """The name, unless there is none or it poses as an address, with a wide at sign perhaps."""
    name = clean_line(who.name, 64)
    poses = "@" in unicodedata.normalize("NFKC", name)
    return clean_line(who.address, 254) if not name or poses else name


def _who(who: Address, nobody: str) -> str:
    name, address = clean_line(who.name, 100), clean_line(who.address, 254) or nobody
    return f"{name} <{address}>" if name else f"<{address}>"


def _fitting(files: Sequence[File]) -> tuple[list[File], list[File]]:
    taken, left_out, room = [], [], MAX_FILES
    for file in files:
        if len(file.content) <= room:
            taken.append(file)
            room -= len(file.content)
        else:
            left_out.append(file)
    return taken, left_out


def _listed(files: list[File], language: Language) -> str:
    shown = [
        f"{clean_line(file.filename, 120) or '?'} ({_size(len(file.content), language)})"
        for file in files[:_MAX_LISTED]
    ]
    if len(files) > _MAX_LISTED:
        shown.append(_LABELS[language]["more"].format(len(files) - _MAX_LISTED))
    return ", ".join(shown)


def _size(size: int, language: Language) -> str:
    small, middle, large = _UNITS[language]
    if size < 1_000:
        return f"{size} {small}"
    if size < 1_000_000:
        return f"{size / 1_000:.0f} {middle}"
    return f"{size / 1_000_000:.1f} {large}"
