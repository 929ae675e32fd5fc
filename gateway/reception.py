"""What an acknowledgement says about this letter, at this moment, by this hoster's settings.

The words are ``acknowledgements``'; here the facts for them are put together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from acknowledgements import expected_time, incidents, panel, texts
from acknowledgements.compose import Composed, Letter, compose
from acknowledgements.duty import Duty
from acknowledgements.language import Language, written_in
from acknowledgements.names import first_name
from acknowledgements.situation import Reading, Situation, choose
from gateway.agents.masking import mask
from gateway.duty import DutyBook
from gateway.errors import ConfigError
from gateway.routing.route import Route
from gateway.settings import Agent, Mailbox, Settings
from gateway.watched import WatchedFile
from parsers.message import InboundMessage

_SURE = 0.6  # of the topic, before its questions are asked
_LOOKED_AT = 200  # lines in which a password is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """All about one letter that its acknowledgement depends on."""

    message: InboundMessage
    route: Route
    ref: str
    agent: Agent
    mailbox: Mailbox
    proven: bool
    reopens: bool
    now: datetime
    hint: tuple[datetime, int] | None = None  # when the panel was suggested last, how often


@dataclass(frozen=True, slots=True)
class Answer:
    """The acknowledgement, and whether it suggests the panel."""

    composed: Composed
    language: Language
    name: str  # of the agent, in that language
    suggests_panel: bool


class Reception:
    """Made once, from the settings. Raises ConfigError when a file of theirs cannot be used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._texts = _texts(settings.acknowledgement.texts)
        path = settings.acknowledgement.incidents
        self._incidents: WatchedFile[tuple[incidents.Incident, ...]] | None = (
            WatchedFile(path, incidents.read, without=()) if path else None
        )
        self._book = DutyBook(settings)

    def answer(self, occasion: Occasion) -> Answer:
        """The acknowledgement of a letter."""
        settings, route, message = self._settings, occasion.route, occasion.message
        language = written_in(message.language, settings.gateway.language)
        duty = self._book.common(occasion.now.year)
        on_duty = duty.is_on(occasion.now) if duty else None
        situation = choose(
            Reading(
                category=route.category,
                urgency=route.urgency,
                thanks=route.thanks_only,
                complaint=route.complaint,
                feature_wish=route.asks_feature,
                reopens=occasion.reopens,
                proven=occasion.proven,
                on_duty=on_duty is not False,
            )
        ).situation
        sure = route.confidence.get("topic", 0.0) >= _SURE
        incident = self._incident(occasion, language)
        password = _names_password(message)
        link = self._panel_link(occasion, situation, other=bool(incident) or password)
        name = _name(occasion.agent, language)
        letter = Letter(
            language=language,
            default_language=settings.gateway.language,
            first_name=_first_name(occasion, language),
            agent_name=name,
            support_address=occasion.mailbox.address,
            company=settings.gateway.company,
            proven=occasion.proven,
            subject_base=mask(message.subject_base),
            local_time=occasion.now.astimezone(settings.gateway.zone),
            variant_key=occasion.ref,
            agent_gender=occasion.agent.gender,
            situation=situation,
            on_duty=on_duty,
            expected_time=self._expected(occasion, situation, duty, on_duty, language),
            topic=route.topic if sure else "",
            missing_facts=route.missing_facts if sure else (),
            incident=incident,
            several_questions=route.several_questions,
            password_found=password,
            phone=settings.acknowledgement.phone,
            chat=settings.acknowledgement.chat,
            panel_link=link,
        )
        composed = compose(letter, self._texts)
        return Answer(composed, language, name, bool(link) and link in composed.text)

    def _expected(
        self,
        occasion: Occasion,
        situation: Situation,
        duty: Duty | None,
        on_duty: bool | None,
        language: Language,
    ) -> str:
        if duty is None or (situation == "outage" and on_duty is not False):
            return ""
        target = self._settings.acknowledgement.targets.get(occasion.route.category)  # type: ignore[call-overload]
        expected = expected_time.expectation(occasion.now, duty, target)
        zone = self._settings.gateway.zone
        return expected_time.in_words(expected, occasion.now, zone, language, duty.days_off)

    def _incident(self, occasion: Occasion, language: Language) -> str:
        message = occasion.message
        touched = incidents.touching(
            self._incidents.current() if self._incidents else (),
            now=occasion.now,
            letter=f"{message.subject}\n{message.new_text}",
            proven=occasion.proven,
        )
        return touched.incident.text.get(language, "") if touched else ""

    def _panel_link(self, occasion: Occasion, situation: Situation, *, other: bool) -> str:
        configured = self._settings.panel
        last, times = occasion.hint or (None, 0)
        suggested = panel.suggestion(
            panel.Manners(
                now=occasion.now,
                situation=situation,
                proven=occasion.proven,
                has_link=bool(configured.link),
                every=timedelta(days=configured.suggest_every_days),
                last_suggested=last,
                ignored=times,
                other_advice=other or occasion.route.several_questions,
            )
        )
        if not suggested.made:
            return ""
        route = occasion.route
        return panel.link(
            configured.link,
            category=route.category,
            service=route.service,
            subject=mask(occasion.message.subject_base)[:80],
            ref=occasion.ref,
        )


def _texts(folder: Path | None) -> texts.Texts:
    try:
        loaded = texts.load(folder)
    except texts.TextFault as error:
        raise ConfigError(f"acknowledgement.texts: {error}") from None
    if faults := texts.faults(loaded):
        raise ConfigError(f"acknowledgement.texts: {faults[0]}")
    return loaded


def _name(agent: Agent, language: Language) -> str:
    return agent.name_en if language == "en" and agent.name_en else agent.name


def _first_name(occasion: Occasion, language: Language) -> str:
    """From the signature or the display name, and from our own dictionary only."""
    found = first_name(occasion.route.greeting_name, language)
    return found or first_name(occasion.message.header_from.name, language)


def _names_password(message: InboundMessage) -> bool:
    lines = [message.subject, *message.new_text.splitlines()[:_LOOKED_AT]]
    return any(mask(line) != line for line in lines)
