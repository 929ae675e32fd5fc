"""An author from whom no person writes: noreply@, mailer-daemon@, zabbix@.

But small firms may have no other mailbox: who asks for help in so many words is a person.
"""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.message import Kind, KindVerdict


def robot_sender(evidence: Evidence) -> KindVerdict | None:
    author = evidence.header_from
    if not words.is_robot_alone(evidence) or signs.writes_a_person(words.said(evidence)):
        return None
    return KindVerdict(Kind.AUTO_REPLY, "robot_sender", f"the author is {author.address}")
