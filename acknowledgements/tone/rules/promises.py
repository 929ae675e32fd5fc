"""Nothing that may turn out untrue: neither a time that nobody counted nor a feeling by rote."""

import re
from collections.abc import Iterator

from acknowledgements.language import Language
from acknowledgements.tone.finding import Finding, Phrases, Text, phrases_in


def _any(pattern: str, better: str) -> tuple[re.Pattern[str], str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), better


_TIME = {
    "ru": "«сегодня до вечера», «завтра утром», если это правда, или никакого времени",
    "en": "“this evening”, “tomorrow morning” when that is true, or no time at all",
}
_TRUE = {
    "ru": "скажите, что будет на самом деле, и кто это сделает",
    "en": "say what will really happen, and who does it",
}
_PHRASES: dict[Language, Phrases] = {
    "ru": (
        _any(
            r"(?:очень\s+)?скоро|в\s+(?:самое\s+)?ближайшее\s+время|в\s+(?:самые\s+)?кратчайшие\s+сроки"
            r"|как\s+можно\s+(?:скорее|быстрее)|(?:не|без)за?медлительно|без\s+промедления|немедленно"
            r"|моментально|мгновенно|с\s+минуты\s+на\s+минуту|оперативно",
            _TIME["ru"],
        ),
        _any(
            r"(?<!если )(?:в\s+течение|через|за)\s+(?:\w+\s+){0,2}"
            r"(?:минут\w{0,2}|час\w{0,3}|сут\w{1,3}|дн\w{1,3}|рабоч\w+)",
            _TIME["ru"],
        ),
        _any(
            r"(?:читаем|изучаем|учитываем|рассматриваем)\s+(?:абсолютно\s+)?(?:кажд\w{2,3}|все)(?:\s+\w+)?"
            r"|кажд(?:ое|ый)\s+(?:письмо|отзыв|предложение)\s+\w+",
            _TRUE["ru"],
        ),
        _any(
            r"гарантиру(?:ем|ю)|обеща(?:ем|ю),?\s+что|сдела(?:ем|ю)\s+вс[её]\s+возможное",
            _TRUE["ru"],
        ),
        _any(
            r"обязательно\s+(?:\w+\s+)?(?:исправим|сделаем|решим|добавим|реализуем|учт[её]м)",
            _TRUE["ru"],
        ),
        _any(r"(?:больше\s+)?(?:никогда\s+)?не\s+повторится|больше\s+никогда\s+не", _TRUE["ru"]),
        _any(
            r"переда(?:ли|дим|н[аоы]?)\s+(?:\w+\s+){0,3}(?:разработчик\w{0,3}|разработк\w|руководств\w|специалист\w{0,3}|отдел\w{0,2})",
            _TRUE["ru"],
        ),
        _any(r"учт[её]м\s+(?:\w+\s+){0,2}пожелани\w{1,3}", _TRUE["ru"]),
        _any(
            r"мнени[ея]\s+(?:\w+\s+){0,2}(?:важно|ценно)|(?:очень\s+)?(?:важ(?:ен|но|на|ны)|цен(?:ен|но|на|ны))\s+для\s+нас|мы\s+ценим",
            _TRUE["ru"],
        ),
        _any(r"всегда\s+(?:на\s+связи|рады\s+помочь)|круглосуточно", _TRUE["ru"]),
    ),
    "en": (
        _any(
            r"as\s+soon\s+as\s+possible|asap|soon|shortly(?!\s+(?:before|after))|immediately|instantly|right\s+away|in\s+no\s+time"
            r"|at\s+once(?!\s*[,.;])|promptly|momentarily",
            _TIME["en"],
        ),
        _any(
            r"(?:within|in)\s+(?:the\s+next\s+)?(?:\w+\s+){0,2}(?:minutes?|hours?|days?|business\s+days?)",
            _TIME["en"],
        ),
        _any(
            r"(?:read|review|consider|value)s?\s+(?:every|each|all)\s+(?!of\s+it)\w+", _TRUE["en"]
        ),
        _any(
            r"guarantee[sd]?|we\s+promise\s+(?:that|to)|(?:do|doing)\s+everything\s+(?:that\s+)?we\s+can",
            _TRUE["en"],
        ),
        _any(r"(?:will\s+)?(?:definitely|certainly)\s+(?:fix|do|solve|add|build)", _TRUE["en"]),
        _any(r"(?:will\s+)?(?:never|not)\s+happen\s+again", _TRUE["en"]),
        _any(
            r"(?:passed|forwarded|handed)\s+(?:\w+\s+){0,3}to\s+(?:our|the)\s+(?:developers?|management)",
            _TRUE["en"],
        ),
        _any(
            r"(?:opinion|feedback)\s+is\s+(?:very\s+)?(?:important|valuable)|important\s+to\s+us|we\s+value",
            _TRUE["en"],
        ),
        _any(r"always\s+(?:here|available|happy\s+to\s+help)|around\s+the\s+clock", _TRUE["en"]),
    ),
}


def promises(text: Text) -> Iterator[Finding]:
    return phrases_in(text, "promises", _PHRASES[text.language])
