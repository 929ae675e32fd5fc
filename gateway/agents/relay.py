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
_AROUND = " <>()[]|,;:·•—-\t"
_ADDRESS_LABELS = ("", "e-mail", "email", "mail", "e mail", "почта", "эл. почта", "mailto")
_QUOTE_MARKS = "> |—–-*_ \t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """The letter to the client."""

    subject: str
    text: str
    html: str
    files: tuple[File, ...]
    left_out: bool  # lines or files that hold an address with a token


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
    agent_address: str = "",
    answered_text: str = "",
    files: Sequence[File] = (),
) -> Relay | Withheld:
    """The agent's new text with his signature, or why there is nothing to pass on.

    ``reply_address`` is the address with a token to which the agent answered: whoever knows it
    speaks for the agent, so no line and no file that holds one is passed on. Whatever stands below
    the marker line of the notification is ours or quoted, and is cut, even if the quotation was not
    recognised; a line that he quotes to answer it in place stays when it is one of
    ``answered_text``, what the client wrote last. The agent's own address is cut from his
    signature; what he writes himself stays. ``files`` are those that the agent attached, without
    pictures of his signature.
    """
    if answer.kind is not Kind.PERSON:
        return Withheld("automatic", f"the answer is automatic: {answer.kind_reason}")
    token = _token_pattern(reply_address)
    own, dropped = _own_words(answer.new_text, token, _plain(answered_text))
    passed = tuple(file for file in files if not _holds(token, file))
    if not own and dropped and not passed:
        return Withheld("token", "every line of the answer holds a reply address with a token")
    if (not own or _only_signed(answer)) and not passed:
        return Withheld("empty", "nothing was written above the quoted notification")
    signature = _signature(answer.signature, token, agent_address)
    text = f"{own}\n\n-- \n{signature}\n" if signature and signature not in own else f"{own}\n"
    base = mask(subject.base(clean_line(ticket_subject)))
    return Relay(
        subject=f"Re: {base}" if base else "Re:",
        text=text,
        html=as_html(text),
        files=passed,
        left_out=dropped or len(passed) < len(files),
    )


def _only_signed(answer: InboundMessage) -> bool:
    """The parser keeps a signature as the text where there is no other."""
    return any("nothing but a signature" in defect for defect in answer.defects)


def _holds(token: re.Pattern[str], file: File) -> bool:
    """Whether a file is, say, the notification itself, attached as a letter."""
    return token.search(file.content.decode("latin-1")) is not None


def _signature(text: str, token: re.Pattern[str], agent_address: str) -> str:
    kept, _ = _own_words(text, token, "")
    lines = kept.removeprefix("--").split("\n")
    return "\n".join(_without_address(line, agent_address) for line in lines).strip()


def _without_address(line: str, address: str) -> str:
    """The line without the agent's own address; "" when nothing but its label is left."""
    found = re.search(re.escape(address), line, re.IGNORECASE) if address else None
    if found is None:
        return line
    rest = f"{line[: found.start()].rstrip(_AROUND)} {line[found.end() :].lstrip(_AROUND)}".strip()
    return "" if rest.strip(_AROUND).lower() in _ADDRESS_LABELS else rest


def _own_words(text: str, token: re.Pattern[str], answered: str) -> tuple[str, bool]:
    """The text above our marker, without lines that hold a token; whether there were any.

    Of quoted lines only those that are ``answered``: others are of our notification or notice.
    """
    marker = _MARKER.search(text)
    lines = (text[: marker.start()] if marker else text).split("\n")
    kept, in_quoted_header, dropped = [], False, False
    for line in lines:
        if token.search(line):
            # "From: client <our token>" is the first line of a quoted header, which a blank ends
            in_quoted_header = marker is not None
            dropped = dropped or marker is None
            continue
        if line.startswith(">") and (quoted := _plain(line)) and quoted not in answered:
            continue
        in_quoted_header = in_quoted_header and bool(line.strip(_QUOTE_MARKS))
        if not in_quoted_header:
            kept.append(line)
    if marker:
        while kept and not kept[-1].strip(_QUOTE_MARKS):
            kept.pop()  # marks of the quotation that began above the marker
    return "\n".join(kept).strip("\n").rstrip(), dropped


def _plain(text: str) -> str:
    """Its words alone, to find a quoted line again that was wrapped or shortened."""
    lines = (line.lstrip("> |\t").rstrip("… ") for line in text.split("\n"))
    return " ".join(" ".join(lines).split())


def _token_pattern(reply_address: str) -> re.Pattern[str]:
    """Any address with a token at the mailbox of ``reply_address``."""
    local_part, _, domain = reply_address.rpartition("@")
    base = local_part.partition("+")[0]
    return re.compile(re.escape(base) + r"\+[^\s@<>]{1,200}@" + re.escape(domain), re.IGNORECASE)
