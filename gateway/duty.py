"""Who is at work when, by the settings: hours, public holidays and absences."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from acknowledgements.days_off import days_off
from acknowledgements.duty import Duty, parse_week
from acknowledgements.roster import Member, is_away, somebody_on
from gateway.settings import Agent, Settings


class DutyBook:
    """Made once, from the settings; the days off of a year are worked out when it comes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._of_year = lru_cache(maxsize=4)(self._duties)

    def common(self, year: int) -> Duty | None:
        """The hours of the desk; None when none are written down."""
        return self._of_year(year)[0]

    def member(self, agent: Agent, year: int) -> Member:
        """An agent on the roster."""
        return Member(
            address=agent.address,
            categories=agent.categories,
            languages=agent.languages,
            duty=self._of_year(year)[1][agent.address],
            absences=agent.away,
        )

    def is_night(self, agents: Iterable[Agent], now: datetime) -> bool:
        """Whether the desk is closed, and none of these agents is at work by hours of his own.

        Where no hours are written down somebody is taken as always there.
        """
        members = [self.member(agent, now.year) for agent in agents]
        desk = self.common(now.year)
        if desk is not None or not members:
            members.append(Member(address="", duty=desk))
        return not somebody_on(members, now)

    def is_away(self, agent: Agent, now: datetime) -> bool:
        """Whether the agent is on leave."""
        return is_away(self.member(agent, now.year), now)

    def _duties(self, year: int) -> tuple[Duty | None, dict[str, Duty | None]]:
        hours, zone = self._settings.duty, self._settings.gateway.zone
        off = days_off(
            hours.country,
            [year, year + 1],
            also_off=hours.days_off,
            not_off=hours.working_days,
        )

        def duty(table: dict[str, str]) -> Duty | None:
            return Duty(zone=zone, hours=parse_week(table), days_off=off) if table else None

        own = {one.address: duty(one.hours or hours.hours) for one in self._settings.agents}
        return duty(hours.hours), own
