"""Carry out a plan: rows of the ticket and letters of the outbox, in the caller's transaction."""

from sqlalchemy import Connection

from db import panel, tickets
from db.spool import Spooled
from gateway.filing.answering import Answering
from gateway.filing.following import Following
from gateway.filing.opening import Opening
from gateway.filing.work import Clerk, Outcome, Tools, Work
from gateway.plan import Plan, Step
from gateway.settings import Settings
from gateway.situation import Situation
from gateway.tokens import Signer
from parsers.parse import Reading

__all__ = ["Filing", "Outcome"]


class Filing(Clerk):
    """Writes what was decided."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        tools = Tools(settings, signer)
        super().__init__(tools)
        self._opening = Opening(tools)
        self._following = Following(tools)
        self._agents = Answering(tools)

    def carry_out(
        self,
        connection: Connection,
        spooled: Spooled,
        reading: Reading,
        situation: Situation,
        plan: Plan,
    ) -> Outcome:
        """File the letter and queue what follows from it."""
        work = Work(
            connection=connection,
            spooled=spooled,
            reading=reading,
            situation=situation,
            plan=plan,
        )
        if plan.step is not Step.DUPLICATE:
            self._note_panel_use(work)
        match plan.step:
            case Step.DUPLICATE:
                return self._duplicate(work)
            case Step.ANSWER:
                return self._agents.answer(work)
            case Step.FOLLOW_UP:
                return self._following.follow_up(work)
            case Step.OPEN | Step.ASIDE:
                return self._opening.open(work)

    def _duplicate(self, work: Work) -> Outcome:
        ticket_id = work.situation.filed_on
        came = ", ".join(work.message.envelope_recipients[:5]) or work.spooled.mailbox
        text = f"the same letter arrived once more by {work.spooled.source} for {came}"
        tickets.add_event(work.connection, ticket_id, work.situation.now, "duplicate", text)
        return Outcome("a letter that is filed already")

    def _note_panel_use(self, work: Work) -> None:
        """Who writes from the panel needs no suggestion of it any more. A forged letter could spare
        somebody a hint, and do no more."""
        if self._from_panel(work) and (visitor := self._visitor(work.message)):
            panel.was_seen(work.connection, visitor.address, work.situation.now)
