"""The acknowledgement as it is read: subject, plain text and HTML. Pure.

Each wording is one template, ``templates/<language>/<wording>.j2``: paragraphs between blank lines.
It is rendered twice, as it is for the text and with every value escaped for the HTML, so that the
two cannot come to differ. Nothing that an unproven sender wrote is repeated, so that nobody can
have us mail his words to a stranger. The headers (RFC 3834 section 3) are set where mail is sent.
"""

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from acknowledgements.ending import ending
from acknowledgements.language import LANGUAGES, Language, written_in

_NAME = 64  # characters, of a person or a company
_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3
_SUBJECT = 200

_loader = PackageLoader("acknowledgements")
_text = SandboxedEnvironment(loader=_loader, undefined=StrictUndefined, autoescape=False)
_html = SandboxedEnvironment(loader=_loader, undefined=StrictUndefined, autoescape=True)
_WORDINGS: dict[Language, tuple[str, ...]] = {
    language: tuple(name for name in _loader.list_templates() if name.startswith(f"{language}/"))
    for language in LANGUAGES
}
_SUBJECTS: dict[Language, str] = {
    "ru": "Мы получили ваше письмо",
    "en": "We have received your letter",
}


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


@dataclass(frozen=True, slots=True)
class Composed:
    """``subject`` is one line; ``text`` and ``html`` say the same, in lines of any length."""

    subject: str
    text: str
    html: str


def compose(letter: Letter) -> Composed:
    """The acknowledgement, at most 900 characters of text whatever the values are.

    Values are cut to one printable line of a bounded length. ValueError says that the agent's name
    or the support address is blank, or the time naive: the caller's mistakes, never the sender's.
    """
    language = written_in(letter.language, letter.default_language)
    values = {
        "first_name": _line(letter.first_name, _NAME) if letter.proven else "",
        "agent_name": _line(letter.agent_name, _NAME),
        "support_address": _line(letter.support_address, _ADDRESS),
        "company": _line(letter.company, _NAME),
        "ending": ending(letter.local_time, language),
    }
    if not (values["agent_name"] and values["support_address"]):
        raise ValueError("an acknowledgement needs the agent's name and the support address")
    wordings = _WORDINGS[language]
    wording = wordings[crc32(str(letter.variant_key).encode()) % len(wordings)]
    escaped = _html.get_template(wording).render(values)
    paragraphs = [paragraph.splitlines() for paragraph in escaped.split("\n\n")]
    return Composed(
        subject=_subject(letter, language),
        text=_text.get_template(wording).render(values) + "\n",
        html=_html.get_template("letter.html.j2").render(language=language, paragraphs=paragraphs),
    )


def _subject(letter: Letter, language: Language) -> str:
    base = _line(letter.subject_base, _SUBJECT)
    return f"Re: {base}" if letter.proven and base else _SUBJECTS[language]


def _line(value: str, longest: int) -> str:
    """One line without control, direction and zero-width characters, cut where it is too long."""
    shown = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(shown.split())[:longest].rstrip()
