"""An agent's answer as the client gets it: his own words, and nothing of our notification."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.agents.masking import mask
from gateway.agents.wording import MARKERS, as_html
from gateway.outbox.letter import File
from parsers import subject
from parsers.headers import clean_line
from parsers.message import InboundMessage, Kind

_MARKER = re.compile(
    # a mail program may have wrapped and quoted it
    "|".join(r"[\s>|]{1,8}".join(line.strip("— ").split()) for line in MARKERS.values()),
    re.IGNORECASE,
)
_QUOTE_MARKS = "> |—–-*_ \t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """The letter to the client."""

    subject: str
    text: str
    html: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """The client gets nothing; the agent is told why. ``rule`` has a wording in ``notice``."""

    rule: str
    reason: str


def compose_relay(
    answer: InboundMessage,
    *,
    ticket_subject: str,
    reply_address: str,
    files: Sequence[File] = (),
) -> Relay | Withheld:
    """The agent's new text with his signature, or why there is nothing to pass on.

    ``reply_address`` is the address with a token to which the agent answered: whoever knows it
    speaks for the agent, so no line that holds it is passed on. Whatever stands below the marker
    line of the notification is ours or quoted, and is cut, even if the quotation was not
    recognised. ``files`` are those that the agent attached, without pictures of his signature.
    """
    if answer.kind is not Kind.PERSON:
        return Withheld("automatic", f"the answer is automatic: {answer.kind_reason}")
    own = _own_words(answer.new_text, reply_address)
    if not own and not files:
        return Withheld("empty", "nothing was written above the quoted notification")
    signature = _own_words(answer.signature, reply_address).removeprefix("--").strip()
    text = f"{own}\n\n-- \n{signature}\n" if signature and signature not in own else f"{own}\n"
    base = mask(subject.base(clean_line(ticket_subject)))
    return Relay(
        subject=f"Re: {base}" if base else "Re:",
        text=text,
        html=as_html(text),
        files=tuple(files),
    )


def _own_words(text: str, reply_address: str) -> str:
    marker = _MARKER.search(text)
    token = _token_pattern(reply_address)
    lines = (text[: marker.start()] if marker else text).split("\n")
    kept, in_quoted_header = [], False
    for line in lines:
        if token.search(line):
            # "From: client <our token>" is the first line of a quoted header, which a blank ends
            in_quoted_header = marker is not None
            continue
        in_quoted_header = in_quoted_header and bool(line.strip(_QUOTE_MARKS))
        if not in_quoted_header:
            kept.append(line)
    if marker:
        while kept and not kept[-1].strip(_QUOTE_MARKS):
            kept.pop()  # marks of the quotation that began above the marker
    return "\n".join(kept).strip("\n").rstrip()


def _token_pattern(reply_address: str) -> re.Pattern[str]:
    """Any address with a token at the mailbox of ``reply_address``."""
    local_part, _, domain = reply_address.rpartition("@")
    base = local_part.partition("+")[0]
    return re.compile(re.escape(base) + r"\+[^\s@<>]{1,200}@" + re.escape(domain), re.IGNORECASE)
