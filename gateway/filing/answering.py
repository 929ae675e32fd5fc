"""An agent's answer: it goes to the client, or he is told why it went no further."""

from db import outbox, panel, tickets
from gateway.agents.recipients import numbered
from gateway.agents.relay import Withheld
from gateway.correspondence import TicketFacts
from gateway.filing.work import Clerk, Outcome, Work, facts_of
from parsers.message import Kind


class Answering(Clerk):
    """Relays, or keeps the letter as a note."""

    def answer(self, work: Work) -> Outcome:
        """The ticket waits for its client then, and is this agent's."""
        answer, now = work.plan.answer, work.situation.now
        assert answer is not None
        facts = facts_of(work, answer.candidate)
        ref = answer.candidate.ticket.ref
        if answer.withheld or answer.agent is None:
            return self._withhold(work, facts, answer.withheld or Withheld("", answer.reason))
        relayed = self._letters.relay(
            work.reading,
            work.situation,
            facts,
            answer.agent,
            tickets.last_of_people(work.connection, tickets.family(work.connection, facts.id)),
        )
        if isinstance(relayed, Withheld):
            return self._withhold(work, facts, relayed)
        letters, shown = relayed.letters, relayed.shown
        if relayed.left_out:
            letters.append(self._letters.remark(now, facts, answer.agent, "left_out"))
        outbox.enqueue(work.connection, now, letters)
        if outbox.cancel(work.connection, facts.id, "acknowledgement", "an agent answered first"):
            panel.was_not_sent(work.connection, ref)
        tickets.add_people(work.connection, facts.id, numbered([answer.agent], facts.people))
        self._add_letter(
            work,
            facts.id,
            "out",
            message_id=shown.message_id,
            recipients=shown.recipients,
            new_text=shown.new_text,
        )
        tickets.change(
            work.connection,
            facts.id,
            state="waiting",
            agent=answer.agent.address,
            first_answered_at=answer.candidate.ticket.first_answered_at or now,
            updated_at=now,
            waiting_since=now,
        )
        to = ", ".join(shown.recipients)
        self._note(work, facts.id, "answered", f"{answer.agent.name} answers {to}")
        return Outcome(f"answer of {answer.agent.address} on ticket {ref}")

    def _withhold(self, work: Work, facts: TicketFacts, withheld: Withheld) -> Outcome:
        """Keep the letter as a note; whoever should know is told why it went no further."""
        self._add_letter(work, facts.id, "note")
        self._note(work, facts.id, "not_relayed", withheld.reason)
        answer = work.plan.answer
        assert answer is not None
        if work.message.kind is Kind.BOUNCE and work.message.bounce:
            self._bounced(work, work.message.bounce)
        if work.message.kind is Kind.PERSON:
            if answer.agent:
                now, ticket = work.situation.now, answer.candidate.ticket
                letters = [self._letters.not_relayed(now, facts, answer.agent, withheld)]
                if withheld.rule == "group":
                    letters += self._undelivered.in_person(
                        work.connection, ticket, answer.agent, now
                    )
                outbox.enqueue(work.connection, now, letters)
            else:
                recipients = self._answering(work, answer.candidate)
                self._notify(work, facts, recipients, "stranger", withheld.reason)
        return Outcome(f"not passed on from ticket {facts.ref}: {withheld.reason}")
