"""Nobody is at fault in our letters: neither the client, nor the makers of his browser."""

import re
from collections.abc import Iterator

from acknowledgements.language import Language
from acknowledgements.tone.finding import Finding, Phrases, Text, phrases_in


def _any(pattern: str, better: str) -> tuple[re.Pattern[str], str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), better


_ASK = {"ru": "спросите или попросите: «напишите, пожалуйста…»", "en": "ask: “could you tell us…”"}
_DO = {"ru": "скажите, что сделаете вы и что поможет", "en": "say what you will do and what helps"}
_PHRASES: dict[Language, Phrases] = {
    "ru": (
        _any(
            r"вы\s+(?:не\s+(?:указали|написали|сообщили|приложили|ответили|оплатили|прочитали|сделали)"
            r"|забыли|ошиблись|неправильно\s+\w+|неверно\s+\w+|сами\s+\w+|виноваты|нарушили)",
            _ASK["ru"],
        ),
        _any(
            r"вы\s+(?:должны|обязаны)|вам\s+(?:следует|следовало|необходимо|надлежит)", _ASK["ru"]
        ),
        _any(
            r"(?:по\s+)?ваш(?:а|ей|у|им|и|ими)\s+(?:вин\w|ошибк\w|оплошност\w|проблем\w)", _DO["ru"]
        ),
        _any(
            r"внимательн(?:ее|ей)|как\s+(?:мы\s+)?уже\s+(?:писали|говорили|указывали|сообщали)",
            _DO["ru"],
        ),
        _any(
            r"(?:это\s+)?не\s+наш(?:а|у)\s+(?:вин[ау]|проблем[ау]|зон[ау]\s+\w+)"
            r"|мы\s+не\s+(?:отвечаем\s+за|виноваты)|мы\s+(?:тут|здесь)\s+ни\s+при\s+ч[её]м",
            _DO["ru"],
        ),
        _any(
            r"вин(?:а|ой|оват\w{0,2})\s+(?:\w+\s+){0,2}(?:браузер\w{0,3}|разработчик\w{0,3}|провайдер\w{0,3})"
            r"|(?:браузер|разработчик|провайдер)\w{0,3}\s+(?:\w+\s+){0,2}виноват\w{0,2}",
            _DO["ru"],
        ),
    ),
    "en": (
        _any(
            r"you\s+(?:failed|forgot|neglected|omitted)\s+to"
            r"|you\s+(?:did\s+not|didn't)\s+(?:tell|provide|specify|attach|answer|read|pay)"
            r"|you\s+made\s+a\s+mistake|you\s+(?:should|could)\s+have|you\s+\w+\s+(?:in)?correctly",
            _ASK["en"],
        ),
        _any(r"you\s+(?:must|are\s+(?:required|obliged)\s+to|need\s+to)", _ASK["en"]),
        _any(r"your\s+(?:own\s+)?(?:fault|mistake|error|problem)", _DO["en"]),
        _any(
            r"as\s+(?:we\s+)?(?:have\s+)?(?:already\s+)?(?:stated|said|mentioned|explained)",
            _DO["en"],
        ),
        _any(
            r"(?:is\s+not|isn't|not)\s+our\s+(?:fault|problem|responsibility)"
            r"|we\s+are\s+not\s+(?:responsible|to\s+blame)",
            _DO["en"],
        ),
        _any(
            r"(?:browser|makers?|developers?|vendors?|provider)(?:'s)?\s+(?:is|are)\s+to\s+blame"
            r"|fault\s+of\s+(?:the|your)\s+\w+",
            _DO["en"],
        ),
    ),
}


def blame(text: Text) -> Iterator[Finding]:
    return phrases_in(text, "blame", _PHRASES[text.language])
