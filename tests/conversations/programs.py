"""How mail programs write a letter: ids, what leads back, prefixes, quotations, encodings."""

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from html import escape

_MONTHS = [
    "янв.",
    "февр.",
    "мар.",
    "апр.",
    "мая",
    "июн.",
    "июл.",
    "авг.",
    "сент.",
    "окт.",
    "нояб.",
    "дек.",
]
_MONTHS_LONG = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_DAYS = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
_DAYS_LONG = ["Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A letter as its reader's mail program knows it."""

    name: str
    address: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    subject: str
    message_id: str
    references: tuple[str, ...] = ()
    date: datetime
    text: str
    thread_index: str = ""

    @property
    def local(self) -> datetime:
        """In Moscow."""
        return self.date + timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be written."""

    name: str
    address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str | None
    text: str
    date: datetime
    seed: str  # makes ids that differ from letter to letter and are the same in each run
    answered: Seen | None = None
    forwarded: Seen | None = None
    keeps: str = "in_reply_to references"
    quotes: bool = True
    message_id: str = ""
    headers: str = ""


Quote = Callable[[Seen], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The habits of one mail program."""

    message_id: str  # with {unique}, {domain} and {date}
    agent: str  # the header by which it names itself
    quote: Quote
    forward: Quote
    reply: str = "Re: "
    forwards: str = "Fwd: "
    form: str = "plain"  # plain, both, html
    charset: str = "utf-8"
    transfer: str = "base64"
    thread_index: bool = False
    most_references: int = 100
    counts: bool = False  # Re[2]:
    footer: str = ""
    folds: str = field(default="\r\n ")


def _lines(text: str, mark: str) -> str:
    return "\n".join(f"{mark}{line}".rstrip(" ") for line in text.strip("\n").split("\n"))


def _name(seen: Seen) -> str:
    return f"{seen.name} <{seen.address}>" if seen.name else seen.address


def _gmail(seen: Seen) -> str:
    d = seen.local
    when = f"{_DAYS[d.weekday()]}, {d.day} {_MONTHS[d.month - 1]} {d.year} г. в {d:%H:%M}"
    return f"{when}, {_name(seen)}:\n\n{_lines(seen.text, '> ')}"


def _gmail_forward(seen: Seen) -> str:
    return (
        f"---------- Forwarded message ---------\nОт: {_name(seen)}\n"
        f"Date: {seen.local:%d.%m.%Y} в {seen.local:%H:%M}\nSubject: {seen.subject}\n"
        f"To: {', '.join(f'<{one}>' for one in seen.to)}\n\n\n{seen.text}"
    )


def _block(words: tuple[str, str, str, str, str], rule: str = "") -> Quote:
    sender, sent, to, cc, subject = words

    def quote(seen: Seen) -> str:
        d = seen.local
        when = f"{d.day} {_MONTHS_LONG[d.month - 1]} {d.year} г. {d:%H:%M}"
        copies = f"{cc}: {'; '.join(seen.cc)}\n" if seen.cc else ""
        return (
            f"{rule}{sender}: {_name(seen)}\n{sent}: {when}\n{to}: {'; '.join(seen.to)}\n{copies}"
            f"{subject}: {seen.subject}\n\n{seen.text}"
        )

    return quote


_RU = ("От", "Отправлено", "Кому", "Копия", "Тема")
_EN = ("From", "Sent", "To", "Cc", "Subject")
_RULE = "________________________________\n"


def _apple(seen: Seen) -> str:
    d = seen.local
    when = f"{d.day} {_MONTHS[d.month - 1]} {d.year} г., в {d:%H:%M}"
    return f"> {when}, {_name(seen)} написал(а):\n> \n{_lines(seen.text, '> ')}"


def _apple_forward(seen: Seen) -> str:
    head = (
        f"От: {_name(seen)}\nТема: {seen.subject}\n"
        f"Дата: {seen.local:%d.%m.%Y} в {seen.local:%H:%M:%S} GMT+3\nКому: {', '.join(seen.to)}\n\n"
    )
    return f"Начало переадресованного сообщения:\n\n{_lines(head + seen.text, '> ')}"


def _thunderbird(seen: Seen) -> str:
    return f"{seen.local:%d.%m.%Y %H:%M}, {seen.name} пишет:\n{_lines(seen.text, '> ')}"


def _thunderbird_forward(seen: Seen) -> str:
    return (
        "-------- Перенаправленное сообщение --------\n"
        f"Тема: \t{seen.subject}\nДата: \t{seen.date:%a, %d %b %Y %H:%M:%S +0000}\n"
        f"От: \t{_name(seen)}\nКому: \t{', '.join(seen.to)}\n\n\n\n{seen.text}"
    )


def _yandex(seen: Seen) -> str:
    name = f'"{seen.name}" <{seen.address}>'
    return f"{seen.local:%d.%m.%Y, %H:%M}, {name}:\n{_lines(seen.text, '> ')}"


def _yandex_wrote(seen: Seen) -> str:
    name = f"{seen.name} <{seen.address}>"
    return f"{seen.local:%d.%m.%Y, %H:%M}, {name} написал(а):\n{_lines(seen.text, '> ')}"


def _yandex_forward(seen: Seen) -> str:
    return (
        "-------- Пересылаемое сообщение --------\n"
        f'{seen.local:%d.%m.%Y, %H:%M}, "{seen.name}" <{seen.address}>:\n\n{seen.text}\n'
        "-------- Конец пересылаемого сообщения --------"
    )


def _mail_ru(seen: Seen) -> str:
    d = seen.local
    when = f"{_DAYS_LONG[d.weekday()]}, {d.day} {_MONTHS_LONG[d.month - 1]} {d.year}, {d:%H:%M}"
    return f"{when} +03:00 от {_name(seen)}:\n \n{_lines(seen.text, '> ')}"


def _mail_ru_forward(seen: Seen) -> str:
    d = seen.local
    when = f"{_DAYS_LONG[d.weekday()]}, {d.day} {_MONTHS_LONG[d.month - 1]} {d.year}, {d:%H:%M}"
    return (
        f"-------- Пересылаемое сообщение --------\nОт кого: {_name(seen)}\n"
        f"Кому: {', '.join(seen.to)}\nДата: {when} +03:00\nТема: {seen.subject}\n\n{seen.text}"
    )


def _the_bat(seen: Seen) -> str:
    initials = "".join(word[0] for word in seen.name.split())[:3] or "x"
    d = seen.local
    when = f"{d.day} {_MONTHS_LONG[d.month - 1]} {d.year} г., {d:%H:%M:%S}"
    return f"Вы писали {when}:\n\n{_lines(seen.text, f'{initials}> ')}"


def _the_bat_forward(seen: Seen) -> str:
    return (
        f"Это пересланное сообщение\nОт: {_name(seen)}\nДля: {', '.join(seen.to)}\n"
        f"Дата: {seen.local:%d.%m.%Y, %H:%M:%S}\nТема: {seen.subject}\n\n"
        f"===8<==============Исходный текст сообщения===============\n{seen.text}\n"
        "===8<===========Конец исходного текста сообщения==========="
    )


def _k9(seen: Seen) -> str:
    d = seen.local
    when = f"{d.day} {_MONTHS_LONG[d.month - 1]} {d.year} г. {d:%H:%M:%S} GMT+03:00"
    return f"{when}, {_name(seen)} пишет:\n{_lines(seen.text, '>')}"


def _roundcube(seen: Seen) -> str:
    return f"{seen.name} писал(а) {seen.local:%Y-%m-%d %H:%M}:\n{_lines(seen.text, '> ')}"


def _proton(seen: Seen) -> str:
    d = seen.local
    when = f"{d:%A}, {d:%B} {d.day}th, {d.year} at {d:%H:%M}"
    return f"On {when}, {_name(seen)} wrote:\n\n{_lines(seen.text, '> ')}"


PROGRAMS = {
    "gmail": Program(
        message_id="CA+{unique}@mail.gmail.example",
        agent="",
        quote=_gmail,
        forward=_gmail_forward,
        form="both",
    ),
    "outlook": Program(
        message_id="000001db40b4${unique:.8}$a1b2c3d4@{domain}",
        agent="X-Mailer: Microsoft Outlook 16.0",
        reply="RE: ",
        forwards="FW: ",
        quote=_block(_RU),
        forward=_block(_RU),
        form="both",
        charset="koi8-r",
        transfer="quoted-printable",
        thread_index=True,
    ),
    "outlook_ha": Program(
        message_id="000001db40b4${unique:.8}$e5f6a7b8@{domain}",
        agent="X-Mailer: Microsoft Office Outlook 12.0",
        reply="HA: ",
        forwards="Пересл: ",
        quote=_block(_EN),
        forward=_block(_EN),
        charset="windows-1251",
        transfer="8bit",
        thread_index=True,
    ),
    "outlook_web": Program(
        message_id="AM0PR04MB{unique}@AM0PR04MB1234.eurprd04.prod.outlook.example",
        agent="x-ms-has-attach: ",
        reply="Отв: ",
        forwards="Перенаправлено: ",
        quote=_block(_RU, _RULE),
        forward=_block(_RU, _RULE),
        form="both",
        thread_index=True,
    ),
    "outlook_mobile": Program(
        message_id="{unique}@DB9PR02MB1234.eurprd02.prod.outlook.example",
        agent="x-ms-exchange-messagesentrepresentingtype: 1",
        quote=_block(_EN, _RULE),
        forward=_block(_EN, _RULE),
        form="html",
        footer="\n\nПолучить Outlook для Android",
    ),
    "apple": Program(
        message_id="{unique}-8F2A-4C3E-9D1B-77A0C6B1E2F3@{domain}",
        agent="X-Mailer: Apple Mail (2.3826.200.121)",
        quote=_apple,
        forward=_apple_forward,
        form="both",
        transfer="quoted-printable",
    ),
    "iphone": Program(
        message_id="{unique}-1B7C-4E0D-8A55-3C1D9F00AA11@{domain}",
        agent="X-Mailer: iPhone Mail (21G93)",
        quote=_apple,
        forward=_apple_forward,
        footer="\n\nОтправлено с iPhone",
    ),
    "thunderbird": Program(
        message_id="{unique:.8}-7d1e-4f6b-9a3c-2e5d8c7b6a90@{domain}",
        agent="User-Agent: Mozilla Thunderbird",
        quote=_thunderbird,
        forward=_thunderbird_forward,
        transfer="8bit",
    ),
    "yandex": Program(
        message_id="{unique:.13}@mail.yandex.example",
        agent="X-Mailer: Yamail [ http://yandex.example ] 5.0",
        quote=_yandex,
        forward=_yandex_forward,
        form="html",
    ),
    "yandex_mobile": Program(
        message_id="{unique:.13}@mobile.yandex.example",
        agent="X-Mailer: Yamail [ http://yandex.example ] 5.0",
        quote=_yandex_wrote,
        forward=_yandex_forward,
        form="both",
        footer="\n\n-- \nОтправлено из мобильного приложения Яндекс Почты",
    ),
    "mail_ru": Program(
        message_id="1732698000.{unique:.9}@f123.i.mail.example",
        agent="X-Mailer: Mail.Ru Mailer 1.0",
        quote=_mail_ru,
        forward=_mail_ru_forward,
        form="both",
    ),
    "the_bat": Program(
        message_id="{unique:.10}.20261127120000@{domain}",
        agent="X-Mailer: The Bat! (v9.3.4) Professional",
        quote=_the_bat,
        forward=_the_bat_forward,
        charset="windows-1251",
        transfer="8bit",
        counts=True,
        most_references=10,
    ),
    "k9": Program(
        message_id="{unique:.8}-30FB-4C6A-BB1D-94C2D7A0E8F1@{domain}",
        agent="User-Agent: K-9 Mail for Android",
        quote=_k9,
        forward=_thunderbird_forward,
        footer="\n-- \nПростите за краткость, создано в K-9 Mail.",
    ),
    "roundcube": Program(
        message_id="{unique}@{domain}",
        agent="User-Agent: Roundcube Webmail/1.6.9",
        quote=_roundcube,
        forward=_thunderbird_forward,
        transfer="8bit",
    ),
    "proton": Program(
        message_id="{unique}xYz_-Q=@protonmail.example",
        agent="",
        quote=_proton,
        forward=_gmail_forward,
        form="both",
        footer="\n\nSent with Proton Mail secure email.",
    ),
}


def write(program: Program, letter: Letter) -> tuple[bytes, Seen]:
    """The letter's bytes with LF, and how its readers will know it."""
    before = letter.answered or letter.forwarded
    unique = blake2b(letter.seed.encode(), digest_size=10).hexdigest().upper()
    message_id = letter.message_id or program.message_id.format(
        unique=unique, domain=letter.address.rpartition("@")[2]
    )
    subject = _subject(program, letter)
    references = (*before.references, before.message_id) if before else ()
    references = references[-program.most_references :]
    text = letter.text + program.footer
    if letter.quotes and before:
        quoted = program.quote(before) if letter.answered else program.forward(before)
        text = f"{text}\n\n{quoted}"
    index = _thread_index(letter, before) if program.thread_index else ""
    head = [
        f"From: {_mailbox(letter.name, letter.address)}",
        f"To: {', '.join(letter.to)}",
        *([f"Cc: {', '.join(letter.cc)}"] if letter.cc else []),
        f"Subject: {_words(subject)}",
        f"Message-ID: <{message_id}>",
        f"Date: {letter.date:%a, %d %b %Y %H:%M:%S +0000}",
        *_leading_back(letter, before, references),
        *([f"Thread-Topic: {_words(subject)}", f"Thread-Index: {index}"] if index else []),
        *([program.agent] if program.agent else []),
        *letter.headers.splitlines(),
        "MIME-Version: 1.0",
    ]
    raw = "\n".join(head).encode() + b"\n" + _body(program, text)
    seen = Seen(
        name=letter.name,
        address=letter.address,
        to=letter.to,
        cc=letter.cc,
        subject=subject,
        message_id=message_id,
        references=references if "references" in letter.keeps else (),
        date=letter.date,
        text=text,
        thread_index=index,
    )
    return raw, seen


def _leading_back(letter: Letter, before: Seen | None, references: tuple[str, ...]) -> list[str]:
    if before is None:
        return []
    found = []
    if "in_reply_to" in letter.keeps:
        found.append(f"In-Reply-To: <{before.message_id}>")
    if "references" in letter.keeps:
        found.append("References: " + "\n ".join(f"<{one}>" for one in references))
    return found


def _subject(program: Program, letter: Letter) -> str:
    if letter.subject is not None:
        return letter.subject
    before = letter.answered or letter.forwarded
    assert before, letter.seed
    prefix = program.reply if letter.answered else program.forwards
    if program.counts and before.subject.startswith("Re: "):
        return "Re[2]: " + before.subject.removeprefix("Re: ")
    return before.subject if before.subject.startswith(prefix) else prefix + before.subject


def _thread_index(letter: Letter, before: Seen | None) -> str:
    """MS-OXOMSG section 2.2.1.3: a root of 22 bytes, five more for each answer."""
    if before and before.thread_index:
        old = base64.b64decode(before.thread_index)
        return base64.b64encode(
            old + blake2b(letter.seed.encode(), digest_size=5).digest()
        ).decode()
    root = b"\x01\xdb\x40" + blake2b(letter.seed.encode(), digest_size=19).digest()
    return base64.b64encode(root).decode()


def _mailbox(name: str, address: str) -> str:
    return f"{_words(name)} <{address}>" if name else address


def _words(text: str) -> str:
    """RFC 2047, at most 30 characters an encoded word."""
    if text.isascii():
        return text
    pieces = [text[at : at + 30] for at in range(0, len(text), 30)]
    return "\n ".join(f"=?UTF-8?B?{base64.b64encode(one.encode()).decode()}?=" for one in pieces)


def _body(program: Program, text: str) -> bytes:
    if program.form == "plain":
        return _part(program, "plain", text)
    if program.form == "html":
        return _part(program, "html", _html(text))
    plain, html = _part(program, "plain", text), _part(program, "html", _html(text))
    return (
        b'Content-Type: multipart/alternative; boundary="=_next"\n\n--=_next\n'
        + plain
        + b"\n--=_next\n"
        + html
        + b"\n--=_next--\n"
    )


def _part(program: Program, subtype: str, text: str) -> bytes:
    content = (text + "\n").encode(program.charset, "xmlcharrefreplace")
    if program.transfer == "base64":
        content = base64.encodebytes(content)
    elif program.transfer == "quoted-printable":
        content = quopri.encodestring(content)
    head = f"Content-Type: text/{subtype}; charset={program.charset}\n"
    head += f"Content-Transfer-Encoding: {program.transfer}\n\n"
    return head.encode() + content


def _html(text: str) -> str:
    """Lines as divs, what is marked as quoted in a blockquote."""
    found: list[str] = ["<html><body>"]
    inside = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        if quoted != inside:
            found.append("<blockquote>" if quoted else "</blockquote>")
        inside = quoted
        found.append(f"<div>{escape(line.removeprefix('>').strip()) or '<br>'}</div>")
    return "".join([*found, "</blockquote>" if inside else "", "</body></html>"])
