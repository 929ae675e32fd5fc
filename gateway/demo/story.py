"""The sample letters in order, and what must become of each: the demo checks itself by it.

Tickets are named by letters here: "A" is the first one that the story opens.
"""

from dataclasses import dataclass

SUPPORT = "support@hoster.example"
BILLING = "billing@hoster.example"
PETYA = "petya.ivanov@hoster.example"
CLIENT_READS = ("acknowledgement", "relay")  # the purposes of letters to clients
ANNA = "anna.smirnova@hoster.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the database and the sink must show once the letter is dealt with."""

    ticket: str
    opens: bool = False  # the letter opens the ticket
    rule: str = ""  # by which it joined one that was there
    state: str = "open"  # of the ticket afterwards
    kind: str = "person"
    linked_to: str = ""  # the ticket that it probably belongs to
    duplicate: bool = False  # nothing new is filed
    sends: tuple[tuple[str, str], ...] = ()  # (purpose, recipient) of each letter that goes out
    words: str = ""  # in the text that is filed: it was decoded as it should be
    answer: str = ""  # in what the client gets


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One letter. ``answers`` names the caught letter that it goes back on: (ticket, purpose)."""

    file: str
    title: str
    sender: str | None  # MAIL FROM; None is the null reverse-path
    recipient: str = ""  # RCPT TO; "" is where the answered letter wants its answer
    answers: tuple[str, str] | None = None
    shows_answer: bool = False  # what the client gets is printed whole
    expected: Expected


def _opening(
    ticket: str,
    client: str,
    agent: str = PETYA,
    *,
    words: str,
    answer: str = "Здравствуйте!",
    linked_to: str = "",
) -> Expected:
    return Expected(
        ticket=ticket,
        opens=True,
        rule="new_ticket",
        linked_to=linked_to,
        words=words,
        answer=answer,
        sends=(("acknowledgement", client), ("notification", agent)),
    )


STORY: tuple[Step, ...] = (
    Step(
        file="01_site_down.eml",
        title="A client writes; nobody asks for a number",
        sender="maria@pekarnya.example",
        recipient=SUPPORT,
        shows_answer=True,
        expected=_opening(
            "A", "maria@pekarnya.example", words="502 Bad Gateway", answer="Здравствуйте, Мария!"
        ),
    ),
    Step(
        file="02_reply_to_acknowledgement.eml",
        title="She answers the acknowledgement",
        sender="maria@pekarnya.example",
        answers=("A", "acknowledgement"),
        expected=Expected(ticket="A", rule="reply_address", sends=(("notification", PETYA),)),
    ),
    Step(
        file="03_agent_answers.eml",
        title="The agent answers his notification; she gets the answer without it",
        sender=PETYA,
        answers=("A", "notification"),
        shows_answer=True,
        expected=Expected(
            ticket="A",
            rule="reply_address",
            state="waiting",
            sends=(("relay", "maria@pekarnya.example"),),
            answer="проходит ли заказ",
        ),
    ),
    Step(
        file="04_client_answers_agent.eml",
        title="She thanks him, to the plain address from her address book",
        sender="maria@pekarnya.example",
        recipient=SUPPORT,
        answers=("A", "relay"),
        expected=Expected(ticket="A", rule="own_message_id", sends=(("notification", PETYA),)),
    ),
    Step(
        file="05_moving_a_site.eml",
        title="An English letter; who wrote it is not proven, so no name is used",
        sender="james@bluefern.example",
        recipient=SUPPORT,
        shows_answer=True,
        expected=_opening(
            "B", "james@bluefern.example", words="rainy café in York", answer="Hello!"
        ),
    ),
    Step(
        file="06_invoice_koi8_r.eml",
        title="A letter in koi8-r to the address for finance",
        sender="oleg@lesopilka.example",
        recipient=BILLING,
        shows_answer=True,
        expected=_opening(
            "C",
            "oleg@lesopilka.example",
            ANNA,
            words="акт и счёт-фактуру",
            answer="Анна Смирнова, Хостер",
        ),
    ),
    Step(
        file="07_lost_mail_windows_1251.eml",
        title="A letter in windows-1251",
        sender="sveta@kofe-i-kniga.example",
        recipient=SUPPORT,
        expected=_opening("D", "sveta@kofe-i-kniga.example", words="Что можно сделать?"),
    ),
    Step(
        file="08_raw_subject.eml",
        title="A web form sends its subject in raw 8-bit letters",
        sender="dmitry@avtoservis.example",
        recipient=SUPPORT,
        expected=_opening("E", "dmitry@avtoservis.example", words="Не могу войти"),
    ),
    Step(
        file="09_html_only.eml",
        title="A letter of HTML only, with a script and a tracking image",
        sender="anna@cvety-shop.example",
        recipient=SUPPORT,
        expected=_opening(
            "F", "anna@cvety-shop.example", words="сертификат для cvety-shop.example"
        ),
    ),
    Step(
        file="10_attachments.eml",
        title="A screenshot and a log are attached",
        sender="igor@stroyka.example",
        recipient=SUPPORT,
        expected=_opening("G", "igor@stroyka.example", words="192.0.2.14"),
    ),
    Step(
        file="11_any_news.eml",
        title="A client answers his own letter, to the plain address",
        sender="james@bluefern.example",
        recipient=SUPPORT,
        expected=Expected(ticket="B", rule="known_message_id", sends=(("notification", PETYA),)),
    ),
    Step(
        file="12_out_of_office.eml",
        title="An out-of-office answer: kept, and answered by nobody",
        sender=None,
        answers=("B", "acknowledgement"),
        expected=Expected(ticket="B", rule="reply_address", kind="auto_reply"),
    ),
    Step(
        file="13_agent_answers_again.eml",
        title="The agent answers another client …",
        sender=PETYA,
        answers=("E", "notification"),
        expected=Expected(
            ticket="E",
            rule="reply_address",
            state="waiting",
            sends=(("relay", "dmitry@avtoservis.example"),),
            answer="«Напомнить»",
        ),
    ),
    Step(
        file="14_bounce.eml",
        title="… whose mailbox is full: the bounce finds the ticket, the agent is told",
        sender=None,
        answers=("E", "relay"),
        expected=Expected(
            ticket="E",
            rule="reply_address",
            kind="bounce",
            state="waiting",
            sends=(("notice", PETYA),),
        ),
    ),
    Step(
        file="15_newsletter.eml",
        title="A newsletter: kept aside, nobody is told",
        sender="bounces+77120@mailer.konferencia.example",
        recipient=SUPPORT,
        expected=Expected(ticket="H", opens=True, rule="new_ticket", state="aside", kind="bulk"),
    ),
    Step(
        file="16_stranger_with_copied_subject.eml",
        title="A stranger copies a subject: it leads him nowhere",
        sender="pekarnya.tech@freemail.example",
        recipient=SUPPORT,
        expected=_opening("I", "pekarnya.tech@freemail.example", words="всю переписку"),
    ),
    Step(
        file="17_stranger_with_copied_id.eml",
        title="A stranger cites her letter: a ticket of his own, linked for agents",
        sender="hello@kist.example",
        recipient=SUPPORT,
        expected=_opening("J", "hello@kist.example", words="Мария из пекарни", linked_to="A"),
    ),
    Step(
        file="18_sent_twice.eml",
        title="The same letter once more, to our other address",
        sender="sveta@kofe-i-kniga.example",
        recipient=BILLING,
        expected=Expected(ticket="D", duplicate=True),
    ),
)
