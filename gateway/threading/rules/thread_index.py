"""Outlook's Thread-Index has the root of a letter on the ticket, by one of its people.

The index follows the subject within one company, so alone it would join strangers.
"""

from gateway.threading.evidence import Evidence, Finding, Refusal


def thread_index(evidence: Evidence) -> Finding | Refusal:
    author = evidence.message.header_from.address
    for ticket_id in evidence.thread_index:
        candidate = evidence.by_id.get(ticket_id)
        if candidate and candidate.person(author):
            return Finding(candidate, "thread_index", "its Thread-Index continues the ticket's")
    if evidence.thread_index:
        return Refusal("thread_index", "its Thread-Index is known from other people only")
    return Refusal("thread_index", "no Thread-Index that we know")
