"""The form of a conversation: who writes what with which program, and what is to happen then.

The conversations themselves are in ``scripts``; ``programs`` renders their letters, ``play`` has
them arrive at a gateway.
"""

from dataclasses import dataclass

SUPPORT = "support@hoster.example"
BILLING = "billing@hoster.example"

PEOPLE = {
    "anna": ("Анна Корж", "anna@client.example"),
    "phone": ("Anna", "anna.korzh@phone.example"),  # her second address
    "boss": ("Олег Тимофеев", "boss@client.example"),
    "accountant": ("Бухгалтерия", "buh@accounts.example"),
    "boris": ("Борис Ильин", "boris@other.example"),
    "mallory": ("Анна Корж", "mallory@evil.example"),  # under a borrowed name
    "petya": ("Петя Иванов", "petya.ivanov@hoster.example"),
    "olya": ("Оля Новак", "olya@hoster.example"),
    "home": ("Петя Иванов", "petya@home.example"),  # the agent's own address
    "robot": ("Mail Delivery System", "mailer-daemon@mx.client.example"),
    "site": ("Сайт", SUPPORT),  # a form on our own site, which writes as we
    "form": ("Сайт", "noreply@www.client.example"),
    "shop": ("Shop", "news@shop.example"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Somebody writes a letter.

    ``expect`` is ``ticket | rule | standing | who is told``: the ticket under a name of the
    script's own, and ``purpose person`` for each letter that goes out. It is "" for a letter that
    goes past us. ``answers`` and ``forwards`` name an earlier letter, or what went out because of
    it, such as ``question/acknowledgement``.
    """

    name: str
    who: str
    expect: str
    program: str = "thunderbird"
    text: str = "Помогите, пожалуйста: сайт romashka.example не открывается с самого утра."
    subject: str | None = None  # else that of the letter which is answered, with a prefix
    answers: str = ""
    forwards: str = ""
    to_all: bool = False
    to: tuple[str, ...] = ()  # instead of where the answer would go; names or addresses
    cc: tuple[str, ...] = ()
    keeps: str = "in_reply_to references"  # of the headers that lead back
    quotes: bool = True
    verdict: str = "pass"  # of the border on the sender: pass, fail, none
    message_id: str = ""
    headers: str = ""  # raw ones, added
    null_sender: bool = False  # envelope <>


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The very same letter arrives once more, perhaps at another address."""

    of: str
    expect: str
    to: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()  # of its text, to make it another one


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Time passes."""

    days: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Do:
    """An agent corrects: an action of ``gateway.repair`` with names of tickets or letters."""

    action: str
    words: tuple[str, ...]
    makes: str = ""  # the name of the ticket that it makes


@dataclass(frozen=True, slots=True)
class See:
    """What must be true now: ``state A open``, ``people A anna boss``, ``event A flagged``,
    ``link B probably_belongs_to A``, ``letters A 3``, ``client A anna``, ``says NAME/notification
    words`` or ``silent NAME/acknowledgement words``.
    """

    what: str


Step = Write | Again | Wait | Do | See


@dataclass(frozen=True, slots=True)
class Conversation:
    """A name that says what it shows, and its steps."""

    name: str
    steps: tuple[Step, ...]
