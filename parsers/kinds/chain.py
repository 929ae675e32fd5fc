"""The rules in order; the first that is sure wins, and what no rule knows is a person."""

from collections.abc import Callable

from parsers.kinds.evidence import Evidence
from parsers.kinds.rules.auto_submitted import auto_submitted
from parsers.kinds.rules.automatic_style import automatic_style
from parsers.kinds.rules.automatic_subject import automatic_subject
from parsers.kinds.rules.automatic_words import automatic_words
from parsers.kinds.rules.delivery_report import delivery_report
from parsers.kinds.rules.feedback_report import feedback_report
from parsers.kinds.rules.invitation import invitation
from parsers.kinds.rules.mailing_list import mailing_list
from parsers.kinds.rules.monitoring import monitoring
from parsers.kinds.rules.newsletter import newsletter
from parsers.kinds.rules.newsletter_words import newsletter_words
from parsers.kinds.rules.null_sender import null_sender
from parsers.kinds.rules.own_echo import own_echo
from parsers.kinds.rules.precedence import precedence
from parsers.kinds.rules.read_receipt import read_receipt
from parsers.kinds.rules.responder_header import responder_header
from parsers.kinds.rules.robot_sender import robot_sender
from parsers.message import Kind, KindVerdict

Rule = Callable[[Evidence], KindVerdict | None]

# What the letter is by its structure, what its header says, whom it comes from, and last words.
CHAIN: tuple[Rule, ...] = (
    own_echo,
    read_receipt,
    delivery_report,
    feedback_report,
    invitation,
    mailing_list,
    auto_submitted,
    responder_header,
    precedence,
    newsletter,
    null_sender,
    robot_sender,
    monitoring,
    automatic_subject,
    automatic_words,
    automatic_style,
    newsletter_words,
)


def verdict(evidence: Evidence) -> KindVerdict:
    """The kind of a letter with the signal that decided. Never raises."""
    for rule in CHAIN:
        if (found := rule(evidence)) is not None:
            return found
    return KindVerdict(Kind.PERSON, "default", "no sign of a program")
