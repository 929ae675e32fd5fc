"""What an acknowledgement says about this letter, at this moment, by this hoster's settings.

The words are ``acknowledgements``'; here the facts for them are put together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path

from acknowledgements import expected_time, incidents, panel, texts
from acknowledgements.compose import Composed, Letter, compose
from acknowledgements.duty import Duty
from acknowledgements.language import Language, written_in
from acknowledgements.names import first_name
from acknowledgements.questions import to_ask
from acknowledgements.situation import Reading, Situation, choose
from db.panel import Past
from gateway.agents.masking import mask
from gateway.duty import DutyBook
from gateway.errors import ConfigError
from gateway.routing.route import Route
from gateway.settings import Agent, Mailbox, Settings
from gateway.watched import WatchedFile
from parsers.message import InboundMessage

_SURE = 0.6  # of the topic, before its questions are asked
_SUBJECTS = (80, 30, 0)  # characters of a subject in a link: a Cyrillic one takes six there
_LOOKED_AT = 200  # lines in which a password is looked for


_NO_PAST = Past()


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
    recent: Sequence[timedelta] = ()  # first answers of the category, in time on duty
    panel_past: Past = _NO_PAST  # what the author was told of the panel
    situation: Situation | None = None  # None: what the letter and the hour make of it
    counted_link: str = ""  # stands for the panel's own, and leads there


@dataclass(frozen=True, slots=True)
class Answer:
    """The acknowledgement, and how it suggests the panel."""

    composed: Composed
    language: Language
    name: str  # of the agent, in that language
    panel_wording: str  # language and number, such as ru/2; "" when it doesn't
    panel_reason: str  # why it does or doesn't; "" without a panel


class Reception:
    """Made once, from the settings. Raises ConfigError when a file of theirs cannot be used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._texts = _texts(settings.acknowledgement.texts)
        path = settings.acknowledgement.incidents
        self._incidents: WatchedFile[tuple[incidents.Incident, ...]] | None = (
            WatchedFile(path, incidents.read, without=()) if path else None
        )
        if self._incidents:
            self._incidents.current()  # a fault in it is said at the start
        self._book = DutyBook(settings)

    def answer(self, occasion: Occasion) -> Answer:
        """The acknowledgement of a letter."""
        settings, route, message = self._settings, occasion.route, occasion.message
        language = written_in(message.language, settings.gateway.language)
        duty = self._book.common(occasion.now.year)
        on_duty = duty.is_on(occasion.now) if duty else None
        zone = self._zone(message)
        situation = occasion.situation or _situation(occasion, on_duty)
        sure = route.confidence.get("topic", 0.0) >= _SURE
        incident = self._incident(occasion, language)
        password = _names_password(message)
        wording = f"{language}/{1 + self._texts.place(language, 'panel', occasion.ref)}"
        suggestion = self._suggestion(occasion, situation, other=bool(incident) or password)
        link = self._panel_link(occasion, wording) if suggestion.made else ""
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
            local_time=occasion.now.astimezone(zone),
            variant_key=occasion.ref,
            agent_gender=occasion.agent.gender,
            situation=situation,
            on_duty=on_duty,
            expected_time=self._expected(occasion, situation, duty, zone, language),
            topic=route.topic if sure else "",
            missing_facts=to_ask(route.topic, route.missing_facts, _service(occasion))
            if sure
            else (),
            incident=incident,
            several_questions=route.several_questions,
            password_found=password,
            phone=settings.acknowledgement.phone,
            chat=settings.acknowledgement.chat,
            panel_link=link,
        )
        composed = compose(letter, self._texts)
        suggests = bool(link) and link in composed.text
        return Answer(
            composed=composed,
            language=language,
            name=name,
            panel_wording=wording if suggests else "",
            panel_reason=self._panel_reason(suggestion, suggests=suggests),
        )

    def _zone(self, message: InboundMessage) -> tzinfo:
        """The client's own clock as his letter shows it, or else ours."""
        if message.utc_offset is None:
            return self._settings.gateway.zone
        return timezone(message.utc_offset)

    def _expected(
        self,
        occasion: Occasion,
        situation: Situation,
        duty: Duty | None,
        zone: tzinfo,
        language: Language,
    ) -> str:
        if duty is None or (situation == "outage" and duty.is_on(occasion.now)):
            return ""
        target = self._settings.acknowledgement.targets.get(occasion.route.category)  # type: ignore[call-overload]
        expected = expected_time.expectation(occasion.now, duty, target, occasion.recent)
        return expected_time.in_words(expected, occasion.now, zone, language, duty.days_off)

    def _incident(self, occasion: Occasion, language: Language) -> str:
        message = occasion.message
        touched = incidents.touching(
            self._incidents.current() if self._incidents else (),
            now=occasion.now,
            letter=f"{message.subject}\n{message.new_text}",
            services=_service(occasion).split(" / "),
            proven=occasion.proven,
        )
        return touched.incident.text.get(language, "") if touched else ""

    def _suggestion(
        self, occasion: Occasion, situation: Situation, *, other: bool
    ) -> panel.Suggestion:
        configured, past = self._settings.panel, occasion.panel_past
        return panel.suggestion(
            panel.Manners(
                now=occasion.now,
                situation=situation,
                proven=occasion.proven,
                has_link=bool(configured.link),
                every=timedelta(days=configured.suggest_every_days),
                told_not_to=past.told_not_to_at is not None,
                uses_panel=past.seen_at is not None,
                came_from_panel=configured.sends(occasion.message.header_from.address),
                last_suggested=past.last_at,
                ignored=past.ignored,
                other_advice=other or occasion.route.several_questions,
            )
        )

    def _panel_link(self, occasion: Occasion, wording: str) -> str:
        route = occasion.route
        return occasion.counted_link or new_request_form(
            self._settings.panel.link,
            category=route.category,
            service=route.service,
            subject_base=occasion.message.subject_base,
            ref=occasion.ref,
            wording=wording,
        )

    def _panel_reason(self, suggestion: panel.Suggestion, *, suggests: bool) -> str:
        if not self._settings.panel.link:
            return ""
        if suggestion.made:
            return "suggests the panel" if suggests else "no room to suggest the panel"
        return f"does not suggest the panel: {suggestion.reason}"


def _service(occasion: Occasion) -> str:
    """What the letter is about, as far as its sender may know that we know; "" when it is open."""
    route = occasion.route
    return (route.held.service if occasion.proven else "") or route.service


def _situation(occasion: Occasion, on_duty: bool | None) -> Situation:
    route = occasion.route
    return choose(
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


def new_request_form(
    template: str, *, category: str, service: str, subject_base: str, ref: str, wording: str
) -> str:
    """The link to the panel's form, filled in with what a ticket says, no password among it.

    A subject that makes it too long to be shown is cut, or left out.
    """
    subject = mask(subject_base)
    found = (
        panel.link(
            template,
            category=category,
            service=service,
            subject=subject[:longest].rstrip(),
            ref=ref,
            wording=wording,
        )
        for longest in _SUBJECTS
    )
    return next((one for one in found if one), "")


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
