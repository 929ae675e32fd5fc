"""The acknowledgement as it is read: subject, plain text and HTML. Pure.

It is put together from parts (``acknowledgements.texts``): greeting, the words for the situation,
whatever helps this letter, how to go on, and the note and name at its end. Each part is rendered
twice, as it is for the text and with every value escaped for the HTML, so that the two cannot come
to differ. Nothing that an unproven sender wrote is repeated, so that nobody can have us mail his
words to a stranger. The headers (RFC 3834 section 3) are set where mail is sent.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from acknowledgements.ending import ending
from acknowledgements.language import Language, written_in
from acknowledgements.situation import TROUBLED, Situation
from acknowledgements.texts import SHIPPED, Texts, Wording

Gender = Literal["", "m", "f"]

LONGEST = 900  # characters of the text, the questions not counted: a telephone's first screen
MOST_QUESTIONS = 3

_NAME = 64  # characters, of a person or a company
_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3
_SUBJECT = 200
_LINK = 300
_INCIDENT = 300

_GREETINGS: dict[Language, str] = {"ru": "Здравствуйте", "en": "Hello"}
_SUBJECTS: dict[Language, str] = {
    "ru": "Мы получили ваше письмо",
    "en": "We have received your letter",
}
_URL = re.compile(r"https?://[^\s<>\"'()]{1,300}")
_frame = SandboxedEnvironment(
    loader=PackageLoader("acknowledgements"), undefined=StrictUndefined, autoescape=True
).get_template("letter.html.j2")

# What goes first when a letter gets longer than a screen: advice before what helps now.
_LEFT_OUT = ("panel", "several_questions", "time", "incident", "password", "phone", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that an acknowledgement may depend on."""

    language: str  # ISO 639-1 of the client's letter; "" when unknown
    default_language: Language  # the hoster's, for letters in a language that we don't write
    first_name: str  # from ``acknowledgements.names``; "" when it isn't sure
    agent_name: str  # who will answer; never empty
    support_address: str  # where an answer to this letter arrives; never empty
    company: str = ""
    proven: bool  # the sender is who he says: only then his name and his subject are repeated
    subject_base: str  # without "Re:", passwords masked
    local_time: datetime  # aware, in the client's or else the hoster's zone
    variant_key: int | str  # of the ticket: the same key always gets the same wording
    agent_gender: Gender = ""  # for Russian forms; "" writes so that none is needed
    situation: Situation = "general"  # from ``acknowledgements.situation``
    on_duty: bool | None = None  # somebody is at work now, or nobody; None when it isn't known
    expected_time: str = ""  # from ``acknowledgements.expected_time``, in the letter's language
    topic: str = ""
    missing_facts: tuple[str, ...] = ()  # the most useful first; three are asked for
    incident: str = ""  # its public text, in the letter's language
    several_questions: bool = False
    password_found: bool = False
    phone: str = ""
    chat: str = ""
    panel_link: str = ""  # only when ``acknowledgements.panel`` says that it may be suggested


@dataclass(frozen=True, slots=True)
class Composed:
    """``subject`` is one line; ``text`` and ``html`` say the same, in lines of any length."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One part in both forms: paragraphs between blank lines."""

    text: str
    html: str

    def __add__(self, other: "_Part") -> "_Part":
        return _Part(f"{self.text} {other.text}", f"{self.html} {other.html}")


def compose(letter: Letter, texts: Texts = SHIPPED) -> Composed:
    """The acknowledgement, at most LONGEST characters of text beside the questions.

    Values are cut to one printable line of a bounded length; parts that don't fit are left out.
    ValueError says that the agent's name or the support address is blank, or the time naive: the
    caller's mistakes, never the sender's.
    """
    if letter.situation == "reopened" and not letter.proven:
        letter = replace(letter, situation="general")  # there was a ticket: not for everybody
    language = written_in(letter.language, letter.default_language)
    values = _values(letter)
    if not (values["agent_name"] and values["support_address"]):
        raise ValueError("an acknowledgement needs the agent's name and the support address")
    wanted = _wanted(letter)
    asked = _questions(letter, language, texts) if "questions" in wanted else []
    if not asked:
        wanted.discard("questions")
    values["questions"] = len(asked)
    parts = _frame_parts(letter, language, values)
    for name in ("opening", "reply", *sorted(wanted)):
        source = letter.situation if name == "opening" else name
        parts[name] = _rendered(texts.wording(language, source, letter.variant_key), values)
    if asked:
        parts["questions"] = _listed(parts["questions"], asked)
    shown = _fitted(parts)
    html = [part.html for part in shown]
    paragraphs = [lines.splitlines() for lines in "\n\n".join(html).split("\n\n")]
    return Composed(
        subject=_subject(letter, language),
        text="\n\n".join(part.text for part in shown) + "\n",
        html=_frame.render(language=language, paragraphs=paragraphs),
    )


def _wanted(letter: Letter) -> set[str]:
    """The parts beside those that every letter has. Advice is one piece at the most."""
    situation = letter.situation
    friendly = situation not in ("thanks", "feature_wish")
    calm = situation not in TROUBLED and situation != "thanks"
    incident = bool(letter.incident.strip()) and friendly
    several = letter.several_questions and calm
    # half a link leads nowhere
    panel = 0 < len(letter.panel_link) <= _LINK and letter.proven and calm
    wishes = {
        "time": bool(letter.expected_time.strip()) and _is_timed(letter),
        "phone": bool((letter.phone + letter.chat).strip())
        and situation in ("outage", "out_of_hours"),
        "incident": incident,
        "questions": bool(letter.missing_facts) and friendly and situation != "complaint",
        "password": letter.password_found,
        "several_questions": several and not letter.password_found,
        "panel": panel and not (several or incident or letter.password_found),
    }
    return {name for name, holds in wishes.items() if holds}


def _is_timed(letter: Letter) -> bool:
    """Whoever's server is down cannot use "by this evening", unless nobody is there to help him."""
    return letter.situation != "thanks" and (
        letter.situation != "outage" or letter.on_duty is False
    )


def _values(letter: Letter) -> dict[str, Any]:
    """What a wording may say, each on one line of bounded length."""
    forms = {"m": 0, "f": 1}

    def by_gender(masculine: str, feminine: str, neutral: str) -> str:
        return (masculine, feminine, neutral)[forms.get(letter.agent_gender, 2)]

    return {
        "first_name": _line(letter.first_name, _NAME) if letter.proven else "",
        "agent_name": _line(letter.agent_name, _NAME),
        "support_address": _line(letter.support_address, _ADDRESS),
        "company": _line(letter.company, _NAME),
        "situation": letter.situation,
        "on_duty": letter.on_duty,
        "by_gender": by_gender,
        "time": _line(letter.expected_time, _NAME),
        "phone": _line(letter.phone, _NAME),
        "chat": _line(letter.chat, _LINK),
        "incident": _line(letter.incident, _INCIDENT),
        "panel_link": _line(letter.panel_link, _LINK),
    }


def _rendered(wording: Wording, values: dict[str, Any]) -> _Part:
    linked = {key: _linked(values[key]) for key in ("chat", "panel_link")}
    return _Part(
        wording.render(values, escaped=False), wording.render(values | linked, escaped=True)
    )


def _linked(value: str) -> Markup:
    """The address itself is what is shown of a link: nobody has to guess where it leads."""
    if _URL.fullmatch(value):
        return Markup('<a href="{0}">{0}</a>').format(value)
    return escape(value)


def _questions(letter: Letter, language: Language, texts: Texts) -> list[str]:
    facts = dict.fromkeys(letter.missing_facts)
    found = [texts.question(language, letter.topic, fact) for fact in facts]
    return [question for question in found if question][:MOST_QUESTIONS]


def _listed(intro: _Part, asked: list[str]) -> _Part:
    lines = [f"— {question}" for question in asked]
    return _Part(
        "\n".join([intro.text, *lines]),
        "\n".join([intro.html, *(str(escape(line)) for line in lines)]),
    )


def _frame_parts(letter: Letter, language: Language, values: dict[str, Any]) -> dict[str, _Part]:
    """Greeting, and the note, name and address at the end."""
    name, company = values["first_name"], values["company"]
    note = ending(letter.local_time, language, troubled=letter.situation in TROUBLED)
    lines = {
        "greeting": _GREETINGS[language] + (f", {name}!" if name else "!"),
        "name": f"{note}\n{values['agent_name']}" + (f", {company}" if company else ""),
        "address": values["support_address"],
    }
    return {key: _Part(line, str(escape(line))) for key, line in lines.items()}


def _fitted(parts: dict[str, _Part]) -> list[_Part]:
    """The parts in their order, without what would make the letter longer than LONGEST."""
    for left_out in ("", *_LEFT_OUT):
        parts = {name: part for name, part in parts.items() if name != left_out}
        shown = _in_order(parts)
        length = sum(len(part.text) + 2 for name, part in shown if name != "questions")
        if length <= LONGEST:
            break
    return [part for _, part in shown]


def _in_order(parts: dict[str, _Part]) -> list[tuple[str, _Part]]:
    opening, signed = parts["opening"], parts["name"]
    if "time" in parts:
        opening += parts["time"]
    if "address" in parts:
        address = parts["address"]
        signed = _Part(f"{signed.text}\n{address.text}", f"{signed.html}\n{address.html}")
    order = (
        ("greeting", parts["greeting"]),
        ("opening", opening),
        *((name, parts.get(name)) for name in ("phone", "incident", "questions")),
        ("reply", parts["reply"]),
        *((name, parts.get(name)) for name in ("password", "several_questions", "panel")),
        ("name", signed),
    )
    return [(name, part) for name, part in order if part is not None]


def _subject(letter: Letter, language: Language) -> str:
    base = _line(letter.subject_base, _SUBJECT)
    return f"Re: {base}" if letter.proven and base else _SUBJECTS[language]


def _line(value: str, longest: int) -> str:
    """One line without control, direction and zero-width characters, cut where it is too long."""
    shown = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(shown.split())[:longest].rstrip()
