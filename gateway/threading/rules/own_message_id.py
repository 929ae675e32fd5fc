"""It answers, or returns, a letter that we sent: the Message-ID carries our signature."""

from gateway.threading.evidence import Evidence, Finding, Refusal
from gateway.threading.moved import moved_from


def own_message_id(evidence: Evidence) -> Finding | Refusal:
    for own in evidence.own_ids:
        if candidate := evidence.by_ref.get(own.ref):
            return Finding(
                moved_from(evidence, candidate) or candidate,
                "own_message_id",
                "it cites the Message-ID of a letter of ours",
            )
    return Refusal("own_message_id", "it cites no Message-ID of ours")
