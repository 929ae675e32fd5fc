"""Where a letter goes and what it tells: category, urgency, topic, service, facts, and why."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from db.tickets import Earlier
from gateway.routing import facts, history, tone
from gateway.routing.account import UNKNOWN, Held, hold
from gateway.routing.configured import Ruled, Rules
from gateway.routing.features import Features, extract
from gateway.routing.greeting import greeting_name
from gateway.routing.judge import Verdict, agrees, judge
from gateway.routing.model import CLASSES, OFFSETS, WIDTH, Model
from gateway.routing.questions import matters
from gateway.routing.reasons import Reason, reasons
from gateway.routing.rules import applied
from gateway.routing.services import Service, services
from gateway.routing.text import Letter, Zone, from_parts
from gateway.routing.tongue import language
from gateway.settings import DEFAULT_CATEGORY, Mailbox
from parsers.message import InboundMessage

log = logging.getLogger(__name__)

_LONGEST_REASON = 500
THRESHOLD = 0.5  # below this confidence the default category, marked as unsure
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a ticket goes, and why. ``topic`` and ``service`` are "" when they are not known.

    ``service`` is what the letter names and may be said to its sender; ``held`` is for agents.
    """

    category: str
    urgency: str
    topic: str
    service: str
    reason: str
    language: str = ""  # ISO 639-1 or "mixed"
    greeting_name: str = ""
    provided_facts: tuple[str, ...] = ()
    missing_facts: tuple[str, ...] = ()
    several_questions: bool = False
    split_points: tuple[int, ...] = ()  # places in the sender's words where another matter begins
    asks_feature: bool = False
    thanks_only: bool = False
    complaint: bool = False
    unsure: bool = False
    confidence: Mapping[str, float] = field(default_factory=lambda: _NONE)
    evidence: tuple[Reason, ...] = ()
    reasons: tuple[str, ...] = ()
    whole: bool = False  # False: only category, urgency and topic were looked at
    named: tuple[Service, ...] = ()
    held: Held = UNKNOWN

    @property
    def leaves_doubt(self) -> bool:
        """Whether the letter alone does not settle what it is about."""
        return any(self.confidence.get(one, 1.0) < THRESHOLD for one in history.QUESTIONS)

    def with_service(self, held: Held) -> "Route":
        """The same route, with what is known of the client's own services."""
        if not held.reason:
            return replace(self, held=held)
        said = (held.reason, *self.reasons)
        return replace(self, held=held, reasons=said, reason="; ".join(said)[:_LONGEST_REASON])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a letter beside its text."""

    category: str = ""  # the mailbox's own
    recipients: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()  # the client's tickets, for where the letter leaves doubt


_NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Router:
    """Decides with a loaded model. ``ours`` are the hoster's own domains, ``rules`` his own."""

    model: Model
    ours: frozenset[str] = frozenset()
    rules: Rules = field(default_factory=Rules)

    def route(
        self,
        message: InboundMessage,
        mailbox: Mailbox,
        *,
        whole: bool = True,
        questions: Sequence[str] = tuple(CLASSES),
        earlier: Sequence[Earlier] = (),
    ) -> Route:
        """The route of a parsed letter that came to that mailbox.

        Words are named for ``questions`` only: each takes a look at the letter without them. Not
        ``whole`` it says how urgent a follow-up is, in a fraction of the time. ``earlier`` are the
        client's tickets, if he is proven.
        """
        letter = from_parts(
            message.subject,
            message.new_text,
            message.quoted_text,
            message.signature,
            message.header_from.address,
            tuple(one.filename for one in message.attachments if not one.inline),
        )
        named = (one.address for one in (*message.to, *message.cc))
        known = Known(
            category=mailbox.category,
            recipients=(*message.envelope_recipients, *message.delivered_to, *named),
            earlier=tuple(earlier),
        )
        if not whole:
            return self._briefly(letter, known)
        return self.decide(letter, message.header_from.name, known, questions)

    def _briefly(self, letter: Letter, known: Known) -> Route:
        ruled = self._ruled(letter, known)
        verdict = self._judged(extract(letter), ruled.given)
        return Route(
            category=known.category or verdict.category,
            urgency=verdict.urgency,
            topic=verdict.topic,
            service="",
            reason="; ".join(ruled.reasons)[:_LONGEST_REASON] or "what the letter says by itself",
            confidence=_confidence(verdict),
        )

    def _ruled(self, letter: Letter, known: Known) -> Ruled:
        """What is decided beforehand: by the mailbox, then by the hoster's rules."""
        fixed = {"category": known.category} if known.category else {}
        ruled = self.rules.speak(letter, known.recipients, fixed)
        for name in ruled.skipped:
            log.warning("routing rule %s is skipped: its pattern takes too long", name)
        return ruled

    def _judged(self, seen: Features, given: Mapping[str, str]) -> Verdict:
        scores, _ = applied(self.model.scores(seen), seen)
        return judge(self.model.habits, scores, given)

    def _hinted(
        self, seen: Features, given: Mapping[str, str], hints: Mapping[str, Mapping[str, float]]
    ) -> Verdict:
        """With ``hints`` on the questions that the letter leaves open, and on no others."""
        alone = self._judged(seen, given)
        if not hints:
            return alone
        scores, _ = applied(self.model.scores(seen), seen)
        for question, gains in hints.items():
            sharpness = self.model.habits.sharpness[question] or 1.0
            for name, gain in gains.items():  # in odds of the confidence, not of the bare scores
                scores[OFFSETS[question] + CLASSES[question].index(name)] += gain / sharpness
        hinted = judge(self.model.habits, scores, given)
        merged = Verdict(
            category=(hinted if "category" in hints else alone).category,
            urgency=alone.urgency,
            topic=(hinted if "topic" in hints else alone).topic,
            chances={name: (hinted if name in hints else alone).chances[name] for name in CLASSES},
        )
        return merged if agrees(merged.category, merged.urgency, merged.topic) else alone

    def _hints(
        self, seen: Features, ruled: Ruled, earlier: Sequence[Earlier]
    ) -> dict[str, Mapping[str, float]]:
        """What the client's earlier tickets say on questions that the letter leaves open."""
        if not earlier:
            return {}
        alone = self._judged(seen, ruled.given)
        return {
            question: gains
            for question in history.QUESTIONS
            if question not in ruled.given
            and alone.confidence(question) < THRESHOLD
            and (gains := history.hint(earlier, question))
        }

    def decide(
        self,
        letter: Letter,
        display_name: str,
        known: Known = _NOTHING,
        questions: Sequence[str] = tuple(CLASSES),
    ) -> Route:
        """The route of a letter that is cut into zones."""
        features = extract(letter)
        ruled = self._ruled(letter, known)

        hints = self._hints(features, ruled, known.earlier)

        def judged(seen: Features) -> Verdict:
            return self._hinted(seen, ruled.given, hints)

        verdict = judged(features)
        evidence = reasons(self.model, letter, features, verdict, judged, questions)
        _, rules = applied((0.0,) * WIDTH, features)
        said = [*ruled.reasons, *(str(one) for one in evidence)]
        said += [
            why
            for question in hints
            if (why := history.reason(known.earlier, question, verdict.of(question)))
        ]
        said += [
            f"rule: {rule.name}, so {rule.question} {rule.decision}"
            for rule in rules
            if verdict.of(rule.question) == rule.decision
        ]
        category, urgency, unsure = verdict.category, verdict.urgency, False
        if known.category:
            category = known.category
            said.insert(0, f"category {category}: every letter to this mailbox is")
        elif "category" in ruled.given:
            pass  # a rule of the hoster's decided, and has said so
        elif verdict.confidence("category") < THRESHOLD:
            unsure = True
            said.insert(
                0,
                f"unsure: {category} is only {verdict.confidence('category'):.0%} likely,"
                f" so the default category {DEFAULT_CATEGORY}",
            )
            category = DEFAULT_CATEGORY
            urgency = "general" if urgency == "finance" else urgency
        elif not evidence:
            said.append(f"category {category}: no single word decided")
        found = services(letter, verdict.topic, self.ours)
        given = facts.given(letter, category, urgency, verdict.topic, found)

        def classify(part: str) -> Verdict:
            return judged(extract(replace(letter, subject=Zone(""), own=Zone(part))))

        other = matters(letter, classify)
        if other.several:
            said.append(f"several questions: «{other.reason}»")
        mood = tone.tone(letter, verdict)
        said += mood.reasons
        spoken = language(letter)
        return Route(
            category=category,
            urgency=urgency,
            topic=verdict.topic,
            service=" / ".join(one.name for one in found),
            reason="; ".join(said)[:_LONGEST_REASON],
            language=spoken,
            greeting_name=greeting_name(letter, display_name),
            provided_facts=given,
            missing_facts=facts.missing(verdict.topic, given),
            several_questions=other.several,
            split_points=other.points,
            asks_feature=mood.asks_feature,
            thanks_only=mood.thanks_only,
            complaint=mood.complaint,
            unsure=unsure,
            confidence=_confidence(verdict),
            evidence=evidence,
            reasons=tuple(said),
            whole=True,
            named=found,
            held=hold(found, None, letter.sender, proven=False),
        )


def _confidence(verdict: Verdict) -> dict[str, float]:
    return {one: round(verdict.confidence(one), 3) for one in ("category", "urgency", "topic")}


def route(
    mailbox: Mailbox, message: InboundMessage | None = None, router: Router | None = None
) -> Route:
    """The route of a letter that came to that mailbox; by the mailbox alone without a router."""
    if message is not None and router is not None:
        return router.route(message, mailbox)
    category = mailbox.category or DEFAULT_CATEGORY
    reason = (
        f"every letter to {mailbox.address} is {category}"
        if mailbox.category
        else f"the default category, since {mailbox.address} has none of its own"
    )
    urgency = "finance" if category == "finance" else "general"
    return Route(category=category, urgency=urgency, topic="", service="", reason=reason)
