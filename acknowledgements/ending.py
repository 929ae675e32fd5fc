"""The warm note on which an acknowledgement ends, tied to the day."""

from datetime import datetime

from acknowledgements.language import Language

_DAYS: dict[Language, tuple[str, ...]] = {  # Monday first
    "ru": (
        "Удачного понедельника!",
        "Хорошего вторника!",
        "Хорошей среды!",
        "Хорошего четверга!",
        "Хорошей пятницы!",
        "Хороших выходных!",
        "Хорошего воскресенья!",
    ),
    "en": (
        "Have a good Monday!",
        "Have a good Tuesday!",
        "Have a good Wednesday!",
        "Have a good Thursday!",
        "Have a good Friday!",
        "Have a good weekend!",
        "Have a good Sunday!",
    ),
}
_EVENINGS: dict[Language, tuple[str, ...]] = {
    "ru": (
        *("Хорошего вечера!",) * 4,
        "Хорошего вечера и приятных выходных!",
        "Хорошего субботнего вечера!",
        "Хорошего воскресного вечера!",
    ),
    "en": (
        *("Have a good evening!",) * 4,
        "Have a good evening and a nice weekend!",
        "Have a good Saturday evening!",
        "Have a good Sunday evening!",
    ),
}
_NIGHT: dict[Language, str] = {"ru": "Спокойной вам ночи!", "en": "Have a quiet night!"}
# For whoever is in trouble: a cheerful note would mock him.
_CALMER_DAYS: dict[Language, tuple[str, ...]] = {
    "ru": (
        "Пусть остаток понедельника пройдёт спокойно.",
        "Пусть остаток вторника пройдёт спокойно.",
        "Пусть остаток среды пройдёт спокойно.",
        "Пусть остаток четверга пройдёт спокойно.",
        "Пусть остаток пятницы пройдёт спокойно.",
        "Пусть остаток субботы пройдёт спокойно.",
        "Пусть остаток воскресенья пройдёт спокойно.",
    ),
    "en": (
        "May the rest of your Monday be calmer.",
        "May the rest of your Tuesday be calmer.",
        "May the rest of your Wednesday be calmer.",
        "May the rest of your Thursday be calmer.",
        "May the rest of your Friday be calmer.",
        "May the rest of your Saturday be calmer.",
        "May the rest of your Sunday be calmer.",
    ),
}
_CALMER_NIGHT: dict[Language, str] = {
    "ru": "Пусть остаток ночи пройдёт спокойно.",
    "en": "May the rest of the night be quiet.",
}
_YEAR_ENDS: dict[Language, str] = {
    "ru": "С наступающим Новым годом!",
    "en": "Have a happy New Year!",
}
_YEAR_BEGINS: dict[Language, str] = {"ru": "С Новым годом!", "en": "Happy New Year!"}


def ending(local_time: datetime, language: Language, *, troubled: bool = False) -> str:
    """One short sentence for that moment, by the clock of whoever chose its zone.

    A naive time is refused (ValueError): Friday in Vladivostok is still Thursday in UTC.
    """
    if local_time.tzinfo is None:
        raise ValueError("local_time must be aware, in the zone whose day is meant")
    night = not 5 <= local_time.hour < 23
    if troubled:
        return _CALMER_NIGHT[language] if night else _CALMER_DAYS[language][local_time.weekday()]
    match local_time.month, local_time.day:
        case 12, 30 | 31:
            return _YEAR_ENDS[language]
        case 1, 1 | 2 | 3:
            return _YEAR_BEGINS[language]
    if night:
        return _NIGHT[language]
    notes = _EVENINGS if local_time.hour >= 18 else _DAYS
    return notes[language][local_time.weekday()]
