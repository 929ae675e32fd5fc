"""An author from whom no person writes: noreply@, mailer-daemon@, zabbix@."""

from parsers.kinds import words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def robot_sender(evidence: Evidence) -> KindVerdict | None:
    """A form on a website writes so for a person, whom it names in Reply-To."""
    author = evidence.header_from
    if not words.is_robot(author):
        return None
    if any(words.is_somebody(address, evidence) for address in evidence.reply_to):
        return None
    return KindVerdict(Kind.AUTO_REPLY, "robot_sender", f"the author is {author.address}")
