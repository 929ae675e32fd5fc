"""Seeded generator of a support-mail workload.

Writes COUNT raw messages, as customers would send them to a help desk, as
numbered .eml files and optionally as one mbox (mboxrd quoting), together with
``manifest.jsonl`` (one line a message: what it is, which thread it belongs to,
who its parent is) and ``mix.json`` (the exact mix that came out).

    python -m benchmarks.gen_mail --count 2000 --out DIR [--seed 1] [--mbox] [--crlf]

The same seed gives the same bytes, and a longer run starts with the messages
of a shorter one.  Only the standard library is used.

The mix is exact in every 20 messages:

* 8 new requests (40 %)                       kind ``new``
* 9 replies (45 %)                            kind ``reply``
* 1 auto-reply or bounce in turn (5 %)        kind ``autoreply`` / ``bounce``
* 2 messages with attachments (10 %), one a   kind ``new+att`` / ``reply+att``
  new request and one a reply

Replies name an earlier message of the set in In-Reply-To and References
(both 85 %, References alone 10 %, In-Reply-To alone 5 %), threads grow to a
depth of at most 30, and a reply carries a quoted tail of what it answers.
60 % of the threads are Russian (utf-8 60 %, koi8-r 20 %, windows-1251 20 %),
40 % English.  Bodies are base64, quoted-printable, 8bit or 7bit; 35 % have an
HTML alternative.  Attachments: one (75 %) or two (25 %) a message, 30 KB to
2 MB, log-uniform.

A tracker that threads by a tag in the subject instead of by In-Reply-To can be
fed fairly from the manifest: put the tag of thread ``thread`` in the subject of
every message whose ``opens`` is false.
"""

import argparse
import base64
import json
import math
import quopri
import random
import re
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any, NamedTuple

MAX_DEPTH = 30
MAX_QUOTE = 16_000  # characters of quoted tail kept
ATT_MIN, ATT_MAX = 30_000, 2_000_000
DESK = "support@desk.example"

RU_SUBJ = [
    "Не приходит письмо с подтверждением",
    "Ошибка 502 при оплате заказа",
    "Прошу восстановить доступ к кабинету",
    "Вопрос по счёту за октябрь",
    "Не открывается отчёт",
    "Замена оборудования на складе №3",
    "Как выгрузить данные в 1С?",
    "Медленно работает личный кабинет",
    "Договор: нужна подписанная копия",
    "Не могу прикрепить файл к заявке",
]
EN_SUBJ = [
    "Cannot sign in after password reset",
    "Invoice 4417 shows the wrong VAT",
    "Printer on floor 2 is offline",
    "Export to CSV fails with a timeout",
    "Request for a new mailbox",
    "Upgrade window for the cluster",
    "Question about the API rate limit",
    "Order arrived incomplete",
    "SSL certificate expires next week",
    "Webhook is delivered twice",
]
RU_SENT = [
    "Добрый день, коллеги.",
    "Сегодня утром при входе система показала сообщение об ошибке.",
    "Пробовали перезапустить браузер и очистить кэш, не помогло.",
    "Заявка срочная, клиент ждёт ответа до конца дня.",
    "Подскажите, пожалуйста, когда ожидать решения?",
    "Скриншот приложил к прошлому письму, номер заказа А-20417.",
    "У коллег из соседнего отдела та же проблема, у троих человек.",
    "Ранее обращались по похожему вопросу, тогда помогла смена тарифа.",
    "Прошу подтвердить получение и сообщить номер обращения.",
    "В журнале видно, что соединение обрывается через тридцать секунд.",
    "Если нужны права администратора, напишите, мы согласуем с безопасностью.",
    "Заранее спасибо за помощь и оперативность!",
]
EN_SENT = [
    "Hello team,",
    "This morning the portal started to show an error page after sign-in.",
    "We have tried another browser and cleared the cache, with no luck.",
    "The matter is urgent: our customer expects an answer by the end of the day.",
    "Could you tell us when this will be fixed?",
    "The order number is A-20417 and the screenshot was in my last mail.",
    "Three colleagues in the next department see the very same thing.",
    "We had something similar in spring and a change of plan helped then.",
    "Please confirm that you got this and let us know the ticket number.",
    "The log says that the connection is dropped after thirty seconds.",
    "If administrator rights are needed, write to us and we will arrange them.",
    "Many thanks for your help!",
]
RU_NAME = [
    "Иван Петров",
    "Мария Кузнецова",
    "Олег Смирнов",
    "Анна Ёлкина",
    "Дмитрий Щукин",
    "Светлана Жукова",
    "Павел Цветков",
    "Наталья Юрьева",
]
EN_NAME = [
    "John Carter",
    "Emily Stone",
    "Peter O'Neil",
    "Laura Bishop",
    "Tom Wills",
    "Grace Hall",
    "Ann-Marie Fox",
    "Victor Lane",
]
ATT_KIND = [
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("application/pdf", "pdf"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/zip", "zip"),
    ("text/plain", "log"),
]
RU_FILE = ["Скриншот ошибки", "Счёт-фактура", "Акт сверки", "Выгрузка за октябрь"]
EN_FILE = ["screenshot", "invoice 4417", "server-log", "report_final"]
MAILERS = [
    "Microsoft Outlook 16.0",
    "Apple Mail (2.3774.600.62)",
    "Mozilla Thunderbird",
    "The Bat! (v9.4) Professional",
    "Yamail [ http://yandex.ru ] 5.0",
    "iPhone Mail (21G80)",
]
# One period of the mix: shuffled anew in every block of 20 messages.
BLOCK = ["new"] * 8 + ["reply"] * 9 + ["auto"] + ["new+att", "reply+att"]


def b64(data: bytes) -> bytes:
    return base64.encodebytes(data)


def one_line(data: bytes) -> str:
    return base64.b64encode(data).decode()


def encode_word(text: str, charset: str, style: str) -> str:
    """RFC 2047 words, short enough for one header line each, folded."""
    if text.isascii():
        return text
    try:
        text.encode(charset)
    except UnicodeEncodeError:  # koi8-r has no numero sign
        charset = "utf-8"
    words, chunk = [], ""
    for ch in text:
        if len((chunk + ch).encode(charset)) > (40 if style == "B" else 16):
            words.append(chunk)
            chunk = ""
        chunk += ch
    words.append(chunk)
    out = []
    for word in words:
        raw = word.encode(charset)
        if style == "B":
            body = base64.b64encode(raw).decode()
        else:
            body = "".join(
                chr(b) if chr(b).isascii() and chr(b).isalnum() else "_" if b == 32 else f"={b:02X}"
                for b in raw
            )
        out.append(f"=?{charset}?{style}?{body}?=")
    return "\n ".join(out)


def encode_body(text: str, charset: str, cte: str) -> bytes:
    raw = text.encode(charset, "replace")
    if cte == "base64":
        return b64(raw)
    if cte == "quoted-printable":
        return quopri.encodestring(raw)
    return raw


def filename_param(name: str, charset: str, rng: random.Random) -> str:
    if name.isascii():
        return f'filename="{name}"'
    if rng.random() < 0.5:  # RFC 2231
        esc = "".join(f"%{b:02X}" for b in name.encode(charset))
        return f"filename*={charset}''{esc}"
    word = base64.b64encode(name.encode(charset)).decode()
    return f'filename="=?{charset}?B?{word}?="'  # what many mailers send


def part_head(content_type: str, charset: str, cte: str) -> bytes:
    return (
        f"Content-Type: {content_type}; charset={charset}\nContent-Transfer-Encoding: {cte}\n\n"
    ).encode()


def html_of(text: str, charset: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    lines = escaped.replace("\n", "</div>\n<div>")
    return (
        f'<html><head><meta charset="{charset}"></head>'
        f'<body><div style="font-family:Arial">{lines}</div></body></html>\n'
    )


class Person(NamedTuple):
    name: str
    address: str
    language: str


class Sent(NamedTuple):
    """A letter that can be answered."""

    no: int
    message_id: str
    references: tuple[str, ...]
    depth: int
    text: str


@dataclass(slots=True)
class Thread:
    no: int
    lang: str
    charset: str
    subject: str
    owner: Person
    chatty: bool
    others: list[Person] = field(default_factory=list)
    msgs: list[Sent] = field(default_factory=list)


Meta = dict[str, Any]  # a line of the manifest


AUTO_HEADERS = (
    "Auto-Submitted: auto-replied",
    "Precedence: bulk",
    "X-Auto-Response-Suppress: All",
)
AUTO_TEXT = {
    "ru": "Я в отпуске до понедельника, отвечу по возвращении.\n",
    "en": "I am out of the office until Monday and will answer then.\n",
}


class Generator:
    """Letters one after the other; the same seed gives the same bytes."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.clock = datetime(2026, 1, 5, 9, 0, tzinfo=timezone(timedelta(hours=3)))
        self.threads = 0
        self.recent: deque[Thread] = deque(maxlen=600)
        self.chatty: list[Thread] = []
        self.block: list[str] = []
        self.autos = 0
        self.customers: list[Person] = []
        self.index = -1

    # -- people ---------------------------------------------------------
    def customer(self, lang: str) -> Person:
        rng = self.rng
        if self.customers and rng.random() < 0.6:  # returning customer
            for _ in range(8):
                who = self.customers[int(len(self.customers) * rng.random() ** 2)]
                if who.language == lang:
                    return who
        no = len(self.customers)
        who = Person(
            rng.choice(RU_NAME if lang == "ru" else EN_NAME),
            f"customer{no:05d}@client{no % 397}.example",
            lang,
        )
        self.customers.append(who)
        return who

    # -- text -----------------------------------------------------------
    def text(self, lang: str, who: str) -> str:
        rng = self.rng
        sents = RU_SENT if lang == "ru" else EN_SENT
        paras = [
            " ".join(rng.choice(sents) for _ in range(rng.randint(2, 6)))
            for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 6)))
        ]
        greet = "С уважением," if lang == "ru" else "Kind regards,"
        phone = f"+7 495 000-{rng.randint(10, 99)}-{rng.randint(10, 99)}"
        return "\n\n".join(paras) + f"\n\n-- \n{greet}\n{who}\n{phone}\n"

    def wrap(self, text: str) -> str:
        out = []
        for whole in text.split("\n"):
            line = whole
            while len(line) > 78 and not line.startswith(">"):
                cut = line.rfind(" ", 0, 78)
                if cut <= 0:
                    break
                out.append(line[:cut])
                line = line[cut + 1 :]
            out.append(line)
        return "\n".join(out)

    def quote(self, thread: Thread, parent: Sent) -> str:
        who = thread.owner.name
        stamp = self.clock.strftime("%d.%m.%Y %H:%M")
        if thread.lang == "ru":
            heads = [
                f"{stamp}, {who} пишет:",
                f"{stamp} пользователь {who} написал:",
                f"-----Исходное сообщение-----\nОт: {who}\nКому: {DESK}\nТема: {thread.subject}\n",
            ]
        else:
            heads = [
                f"On {stamp}, {who} wrote:",
                f"-----Original Message-----\nFrom: {who}\nTo: {DESK}\nSubject: {thread.subject}\n",
            ]
        head = self.rng.choice(heads)
        tail = "\n".join(
            "> " + line if line[:1] != ">" else ">" + line for line in parent.text.split("\n")
        )
        return f"\n{head}\n{tail[:MAX_QUOTE]}\n"

    # -- parts ----------------------------------------------------------
    def choose_cte(self, charset: str) -> str:
        if charset == "us-ascii":
            return self.rng.choices(("7bit", "quoted-printable", "base64"), (50, 40, 10))[0]
        return self.rng.choices(("base64", "quoted-printable", "8bit"), (50, 40, 10))[0]

    def text_part(self, text: str, charset: str, meta: Meta) -> bytes:
        """One text/plain part or a multipart/alternative, headers included."""
        cte = self.choose_cte(charset)
        meta["cte"] = cte
        plain = part_head("text/plain", charset, cte) + encode_body(text, charset, cte)
        if self.rng.random() >= 0.35:
            return plain
        meta["html"] = True
        bnd = f"=_alt_{self.index:06d}_{self.rng.getrandbits(48):012x}"
        hcte = "base64" if cte in ("base64", "8bit") else "quoted-printable"
        return (
            f'Content-Type: multipart/alternative; boundary="{bnd}"\n\n--{bnd}\n'.encode()
            + plain
            + f"\n--{bnd}\n".encode()
            + part_head("text/html", charset, hcte)
            + encode_body(html_of(text, charset), charset, hcte)
            + f"\n--{bnd}--\n".encode()
        )

    def attachments(self, lang: str, charset: str, meta: Meta) -> list[bytes]:
        rng, out = self.rng, []
        for _ in range(1 if rng.random() < 0.75 else 2):
            size = int(math.exp(rng.uniform(math.log(ATT_MIN), math.log(ATT_MAX))))
            ctype, ext = rng.choice(ATT_KIND)
            data = self.log_file(size) if ext == "log" else rng.randbytes(size)
            names = RU_FILE if lang == "ru" and rng.random() < 0.7 else EN_FILE
            name = f"{rng.choice(names)}.{ext}"
            meta.setdefault("att", []).append(size)
            head = (
                f"Content-Type: {ctype}\n"
                f"Content-Disposition: attachment; {filename_param(name, charset, rng)}\n"
                "Content-Transfer-Encoding: base64\n\n"
            )
            out.append(head.encode() + b64(data))
        return out

    def log_file(self, size: int) -> bytes:
        rng, data = self.rng, bytearray()
        while len(data) < size:
            minute, second, worker, host = (rng.randrange(n) for n in (60, 60, 9999, 255))
            data += (
                f"2026-01-05 09:{minute:02d}:{second:02d} worker[{worker}]: "
                f"connection to 198.51.100.{host} closed after 30s\n"
            ).encode()
        return bytes(data[:size])

    # -- envelope and headers -------------------------------------------
    def headers(
        self, who: Person, subject: str, charset: str, mid: str, extra: Sequence[str]
    ) -> bytes:
        rng = self.rng
        style = "B" if rng.random() < 0.7 else "Q"
        hcs = "utf-8" if charset == "us-ascii" else charset
        host = who.address.split("@")[1]
        date = format_datetime(self.clock)
        hops = [
            f"Received: from mx{hop}.{host} (mx{hop}.{host} [198.51.100.{rng.randrange(1, 250)}])\n"
            f"\tby in{hop}.desk.example (Postfix) with ESMTPS id {rng.getrandbits(40):010X}\n"
            f"\tfor <{DESK}>; {date}"
            for hop in range(rng.randint(2, 4))
        ]
        name = encode_word(who.name, hcs, style)
        name = f'"{name}"' if name.isascii() and "=?" not in name else name
        signature = (
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s=m1;\n"
            f"\th=from:to:subject:date:message-id; bh={one_line(rng.randbytes(32))};\n"
            f"\tb={one_line(rng.randbytes(96))}"
        )
        lines = [
            f"Return-Path: <{who.address}>",
            *hops,
            signature,
            f"Authentication-Results: in0.desk.example; dkim=pass header.d={host}; spf=pass",
            f"From: {name} <{who.address}>",
            f"To: {DESK}",
            f"Date: {date}",
            f"Message-ID: {mid}",
            f"Subject: {encode_word(subject, hcs, style)}",
            f"X-Mailer: {rng.choice(MAILERS)}",
            "MIME-Version: 1.0",
            *extra,
        ]
        return ("\n".join(lines) + "\n").encode()

    # -- one message ----------------------------------------------------
    def open_thread(self) -> Thread:
        rng = self.rng
        lang = "ru" if rng.random() < 0.6 else "en"
        charset = (
            rng.choices(("utf-8", "koi8-r", "windows-1251"), (60, 20, 20))[0]
            if lang == "ru"
            else rng.choices(("us-ascii", "utf-8"), (60, 40))[0]
        )
        subject = rng.choice(RU_SUBJ if lang == "ru" else EN_SUBJ) + f" ({self.threads + 1:05d})"
        self.threads += 1
        thread = Thread(
            self.threads, lang, charset, subject, self.customer(lang), rng.random() < 0.03
        )
        self.recent.append(thread)
        if thread.chatty:
            self.chatty.append(thread)
        return thread

    def pick_thread(self) -> Thread:
        rng = self.rng
        self.chatty = [t for t in self.chatty if t.msgs[-1].depth < MAX_DEPTH][-40:]
        if self.chatty and rng.random() < 0.35:
            return rng.choice(self.chatty)
        for _ in range(50):
            thread = rng.choice(self.recent)
            if thread.msgs[-1].depth < MAX_DEPTH:
                return thread
        return self.recent[-1]

    def next(self) -> tuple[bytes, Meta]:
        """The next letter, with LF line ends, and its line of the manifest."""
        self.index += 1
        self.clock += timedelta(seconds=self.rng.randint(20, 400))
        kind = self.kind()
        opens = kind.startswith("new")
        thread = self.open_thread() if opens else self.pick_thread()
        meta: Meta = {
            "i": self.index,
            "kind": kind,
            "opens": opens,
            "thread": thread.no,
            "lang": thread.lang,
            "charset": thread.charset,
            "html": False,
            "depth": 1,
            "parent": None,
        }
        host = thread.owner.address.split("@")[1]
        mid = f"<{self.index:06d}.{self.rng.getrandbits(48):012x}@{host}>"
        compose = self.bounce if kind == "bounce" else self.letter
        raw = compose(thread, mid, meta)
        meta["size"] = len(raw)
        return raw, meta

    def kind(self) -> str:
        if not self.block:
            self.block = BLOCK[:]
            self.rng.shuffle(self.block)
            if self.index == 0 and not self.block[-1].startswith("new"):  # nothing to reply to yet
                at = next(i for i, kind in enumerate(self.block) if kind == "new")
                self.block[-1], self.block[at] = self.block[at], self.block[-1]
        kind = self.block.pop()
        if kind == "auto":
            self.autos += 1
            kind = "autoreply" if self.autos % 2 else "bounce"
        return kind

    def letter(self, thread: Thread, mid: str, meta: Meta) -> bytes:
        rng, kind = self.rng, meta["kind"]
        who, extra, quote, subject = thread.owner, [], "", thread.subject
        refs: tuple[str, ...] = ()
        if not meta["opens"]:
            parent = thread.msgs[-1] if rng.random() < 0.8 else rng.choice(thread.msgs)
            refs = (*parent.references, parent.message_id)[-MAX_DEPTH:]
            meta["parent"], meta["depth"] = parent.no, parent.depth + 1
            if kind != "autoreply" and rng.random() < 0.2:
                who = self.colleague(thread)
            how = rng.random()
            if how >= 0.10:
                extra.append(f"In-Reply-To: {parent.message_id}")
            if how < 0.95:
                extra.append("References: " + "\n ".join(refs))
            quote = self.quote(thread, parent)
            ours = "Ответ: " if thread.lang == "ru" else "Re: "
            subject = rng.choice(("Re: ", "RE: ", "Re: ", ours)) + subject
        if kind == "autoreply":
            extra += AUTO_HEADERS
            full = AUTO_TEXT[thread.lang]
            subject = (
                "Автоответ: " if thread.lang == "ru" else "Automatic reply: "
            ) + thread.subject
        else:
            full = self.wrap(self.text(thread.lang, who.name)) + quote
            thread.msgs.append(Sent(self.index, mid, refs, meta["depth"], full))
        head = self.headers(who, subject, thread.charset, mid, extra)
        body = self.text_part(full, thread.charset, meta)
        if kind.endswith("+att"):
            body = self.mixed(body, thread, meta)
        meta["mid"], meta["from"] = mid, who.address
        return head + body

    def colleague(self, thread: Thread) -> Person:
        if len(thread.others) < 3:
            thread.others.append(self.customer(thread.lang))
        return self.rng.choice(thread.others)

    def mixed(self, body: bytes, thread: Thread, meta: Meta) -> bytes:
        bnd = f"=_mix_{self.index:06d}_{self.rng.getrandbits(48):012x}"
        charset = "utf-8" if thread.charset == "us-ascii" else thread.charset
        parts = [body, *self.attachments(thread.lang, charset, meta)]
        return (
            f'Content-Type: multipart/mixed; boundary="{bnd}"\n\n'.encode()
            + b"".join(b"--" + bnd.encode() + b"\n" + part + b"\n" for part in parts)
            + f"--{bnd}--\n".encode()
        )

    def bounce(self, thread: Thread, mid: str, meta: Meta) -> bytes:
        parent, owner = thread.msgs[-1], thread.owner.address
        who = Person("Mail Delivery System", "MAILER-DAEMON@" + owner.split("@")[1], "en")
        bnd = f"=_dsn_{self.index:06d}_{self.rng.getrandbits(48):012x}"
        meta.update(
            parent=parent.no, depth=parent.depth + 1, charset="us-ascii", cte="7bit", mid=mid
        )
        meta["from"] = who.address
        extra = [f"In-Reply-To: {parent.message_id}", "Auto-Submitted: auto-replied"]
        head = self.headers(who, "Undelivered Mail Returned to Sender", "us-ascii", mid, extra)
        head = head.replace(f"Return-Path: <{who.address}>".encode(), b"Return-Path: <>", 1)
        body = (
            f'Content-Type: multipart/report; report-type=delivery-status; boundary="{bnd}"\n\n'
            f"--{bnd}\nContent-Type: text/plain; charset=us-ascii\n\n"
            f"This is the mail system. Your message could not be delivered.\n\n"
            f"<{owner}>: host mx0 said: 550 5.1.1 User unknown\n"
            f"\n--{bnd}\nContent-Type: message/delivery-status\n\n"
            f"Reporting-MTA: dns; mx0.desk.example\n\nFinal-Recipient: rfc822; {owner}\n"
            f"Action: failed\nStatus: 5.1.1\n"
            f"\n--{bnd}\nContent-Type: text/rfc822-headers\n\n"
            f"Message-ID: {parent.message_id}\nFrom: {DESK}\nTo: {owner}\n"
            f"\n--{bnd}--\n"
        )
        return head + body.encode()


def mboxrd(raw: bytes, when: datetime) -> bytes:
    """One letter of an mbox, in mboxrd quoting."""
    head = f"From sender@client.example {when:%a %b %d %H:%M:%S %Y}\n".encode()
    return head + re.sub(rb"(?m)^(?=>*From )", b">", raw) + b"\n"


def quantile(ordered: Sequence[int], share: float) -> int | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def depth_band(depth: int) -> str:
    return "1" if depth == 1 else "2-5" if depth <= 5 else "6-15" if depth <= 15 else "16-30"


def summary(metas: Sequence[Meta], seed: int) -> dict[str, Any]:
    """The mix that came out."""
    sizes = sorted(m["size"] for m in metas)
    plain = sorted(m["size"] for m in metas if "att" not in m)
    atts = sorted(size for m in metas for size in m.get("att", ()))
    deepest: Counter[int] = Counter()
    for m in metas:
        deepest[m["thread"]] = max(deepest[m["thread"]], m["depth"])
    return {
        "seed": seed,
        "messages": len(metas),
        "threads": max((m["thread"] for m in metas), default=0),
        "senders": len({m["from"] for m in metas}),
        "kinds": dict(Counter(m["kind"] for m in metas).most_common()),
        "language": dict(Counter(m["lang"] for m in metas)),
        "charset": dict(Counter(m["charset"] for m in metas).most_common()),
        "text_transfer_encoding": dict(Counter(m["cte"] for m in metas).most_common()),
        "html_alternative": sum(m["html"] for m in metas),
        "bytes_total": sum(sizes),
        "bytes_median": quantile(sizes, 0.5),
        "bytes_p95": quantile(sizes, 0.95),
        "bytes_max": sizes[-1] if sizes else 0,
        "bytes_median_without_attachments": quantile(plain, 0.5),
        "bytes_mean_without_attachments": sum(plain) // max(1, len(plain)),
        "attachments": len(atts),
        "attachment_bytes_total": sum(atts),
        "attachment_bytes_median": quantile(atts, 0.5),
        "max_depth": max((m["depth"] for m in metas), default=0),
        "deepest_message_of_threads": dict(Counter(map(depth_band, deepest.values()))),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Seeded generator of a support-mail workload.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--mbox", action="store_true", help="also write all.mbox")
    parser.add_argument("--crlf", action="store_true", help="write .eml files with CRLF line ends")
    args = parser.parse_args()
    folder: Path = args.out
    (folder / "eml").mkdir(parents=True, exist_ok=True)
    generator = Generator(args.seed)
    metas: list[Meta] = []
    with ExitStack() as files:
        manifest = files.enter_context((folder / "manifest.jsonl").open("w", encoding="utf-8"))
        mbox = files.enter_context((folder / "all.mbox").open("wb")) if args.mbox else None
        for _ in range(args.count):
            raw, meta = generator.next()
            metas.append(meta)
            manifest.write(json.dumps(meta, ensure_ascii=False) + "\n")
            wire = raw.replace(b"\n", b"\r\n") if args.crlf else raw
            (folder / "eml" / f"{meta['i']:06d}.eml").write_bytes(wire)
            if mbox:
                mbox.write(mboxrd(raw, generator.clock))
    mix = json.dumps(summary(metas, args.seed), ensure_ascii=False, indent=1)
    (folder / "mix.json").write_text(mix, encoding="utf-8")
    print(mix)


if __name__ == "__main__":
    main()
