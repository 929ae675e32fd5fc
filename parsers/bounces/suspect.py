"""Is this letter a mail server's at all? By its headers, before a word of it is read."""

from dataclasses import dataclass

from parsers import addresses
from parsers.bounces.material import Block
from parsers.bounces.phrases import phrases
from parsers.kinds import words

_REPLY_MARKS = (
    "re:", "re[", "fwd:", "fw:", "aw:", "wg:", "sv:", "vs:", "tr:", "rv:", "rif:", "odp:", "отв:",
    "на:", "ha:", "пересл:", "ответ:", "fwd ", "回复:", "转发:", "答复:",
)  # fmt: skip
_LETTER = ("mail", "messag", "сообщени", "письм", "nachricht", "mensaj")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The signs that stand in the header."""

    daemon: bool  # an author that is no person's
    perhaps: bool  # an author that a person may be as well
    null_path: bool
    subject: str  # "failed", "delayed", "delivered" or ""
    marked: bool  # says that a program wrote it
    by_person: bool  # names a mail program that people use
    failed_header: tuple[str, ...]  # X-Failed-Recipients

    @property
    def any(self) -> bool:
        """Whether the body is worth a look."""
        return (
            self.daemon
            or self.perhaps
            or self.null_path
            or bool(self.subject or self.failed_header)
        )


def suspicion(fields: Block, *, null_path: bool = False) -> Suspicion:
    """The signs in a letter's header; ``null_path`` when SMTP said so, else Return-Path tells."""
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name, value)
    table = phrases()
    author = first.get("from", "").lower()
    local, name = _author(author)
    subject = " ".join(first.get("subject", "").lower().split())
    path = first.get("return-path")
    null_path = null_path or (path is not None and path.replace(" ", "") in ("<>", ""))
    named = any(word in name for word in table.names) or (
        not local and any(word in author for word in table.names)
    )
    submitted = first.get("auto-submitted", "no").lower()
    return Suspicion(
        daemon=local in table.daemons or "mailer-daemon" in author or author.strip() in ("", "<>"),
        perhaps=named or not local or any(piece in local for piece in table.maybe_daemons),
        null_path=null_path,
        subject=_subject(subject),
        marked=not submitted.startswith("no")
        or first.get("precedence", "").lower() in ("bulk", "junk", "auto_reply"),
        by_person=words.is_mail_program(first.get("user-agent", "") or first.get("x-mailer", "")),
        failed_header=tuple(value for name, value in fields if name == "x-failed-recipients"),
    )


def _author(author: str) -> tuple[str, str]:
    """Local part and display name of From, whatever is left of them."""
    at = author.rfind("@")
    if at < 0:
        pieces = author.replace("<", " ").replace(">", " ").replace('"', " ").split()
        return (pieces[-1] if len(pieces) == 1 else ""), author
    found = addresses.parse(author[:2000].encode("utf-8"), 1).addresses
    if found and found[0].address:
        name, address = found[0].name, found[0].address
    else:
        name, address = author, author.replace("<", " ").split()[-1]
    return address.rpartition("@")[0].strip("\"'<( "), name + " " + author[:at]


def _subject(subject: str) -> str:
    if subject.startswith(_REPLY_MARKS):
        return ""
    table = phrases()
    if any(
        subject.startswith(phrase) or (phrase[0] == "(" and phrase in subject)
        for phrase in table.subjects_delivered
    ):
        return "delivered"
    failed = any(phrase in subject for phrase in table.subjects_failed) or bool(
        table.undelivered.search(subject) or table.refused.search(subject)
    )
    if any(phrase in subject for phrase in table.subjects_delayed):
        return "delayed" if failed or any(word in subject for word in _LETTER) else ""
    return "failed" if failed else ""
