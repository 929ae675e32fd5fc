"""The fifteen rules, over every wording × language × situation × day of the week.

They are numbered as in docs/acknowledgements.md. Who gets one at all (rule 14) is also in
``test_chain`` and ``test_budget``.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from acknowledgements.chain import decide
from acknowledgements.compose import LONGEST, Composed, compose
from acknowledgements.decision import Action
from acknowledgements.ending import ending
from acknowledgements.language import LANGUAGES, Language
from acknowledgements.situation import SITUATIONS, TROUBLED, Situation
from acknowledgements.texts import SHIPPED
from acknowledgements.tone import check
from gateway.outbox.letter import Draft, render
from parsers.message import Address, Envelope, Kind
from parsers.parse import parse
from tests.acknowledgements.reading import Reader, assert_sound, without_questions
from tests.acknowledgements.values import MOSCOW, facts, letter, telling_keys

MONDAY = datetime(2026, 11, 23, tzinfo=MOSCOW)
HOURS = (3, 10, 20)
TIME = {"ru": "завтра утром", "en": "tomorrow morning"}
INCIDENT = {
    "ru": "С утра почта приходит с задержкой, письма не теряются.",
    "en": "Since this morning mail is late, but no letter gets lost.",
}
LINK = "https://panel.hoster.example/new?category=technical&service=romashka.example"
PHONE, CHAT = "+7 495 000-00-00", "https://hoster.example/chat"
HELPS: dict[str, dict[str, object]] = {
    "bare": {},
    "questions": {"topic": "site_down", "missing_facts": ("since_when", "browser", "error_text")},
    "question": {"topic": "login", "missing_facts": ("other_login",)},
    "panel": {"panel_link": LINK},
    "several": {"several_questions": True, "phone": PHONE},
    "password": {"password_found": True, "chat": CHAT},
    "nobody there": {"on_duty": False, "phone": PHONE, "chat": CHAT},
    "all": {
        "topic": "mail",
        "missing_facts": ("error_text", "bounce_received", "mail_client"),
        "several_questions": True,
        "password_found": True,
        "panel_link": LINK,
        "phone": PHONE,
        "chat": CHAT,
        "on_duty": True,
    },
}

OFFICIALESE = (
    "запрос|корреспонденц|обращени|обращаем ваше внимание|приносим извинения|неудобств|уважаем"
    "|тикет|заявк|заявлени|зарегистр|регистрац|номер|рассмотр|уведомл|информируем|сообщаем"
    "|данн(?:ое|ый|ая)|является|осуществ|надлежащ|настоящим|в порядке|специалист|не отвечайте"
    "|inconvenience|dear|do not reply|ticket|request|enquir|inquir|query|hereby|kindly|valued"
    "|regards|submitted|regarding|apologi|reference|case|representative"
)
PROMISES = (
    "скоро|ближайш|кратчайш|в течение|минут[^у]|\\bчас[а-я]*\\b|сегодня|завтра|немедленно"
    "|постараемся|soon\\b|shortly|within|minute|hour[^s]|today|tomorrow|as soon"
    "|immediately|business day|we read every|каждое письмо|читаем вс"
)


@cache
def letters(language: Language, situation: Situation, help_: str, time: bool) -> list[Composed]:
    """Every wording on every day of the week; the morning, evening and night take turns."""
    turn = list(HELPS).index(help_)
    return [
        compose(
            letter(
                language=language,
                first_name="Анна" if language == "ru" else "Anna",
                situation=situation,
                variant_key=key,
                local_time=MONDAY + timedelta(days=day, hours=HOURS[(turn + place) % 3]),
                agent_gender=("m", "f", "")[place % 3],
                expected_time=TIME[language] if time else "",
                incident=INCIDENT[language] if help_ == "all" else "",
                **HELPS[help_],
            )
        )
        for place, key in enumerate(telling_keys(situation))
        for day in range(7)
    ]


def distinct(language: Language, situation: Situation, *, time: bool = True) -> Iterator[str]:
    """The texts of all those letters, each once."""
    yield from {one.text for help_ in HELPS for one in letters(language, situation, help_, time)}


both = pytest.mark.parametrize("language", LANGUAGES)
every = pytest.mark.parametrize("situation", SITUATIONS)


@both
@every
class TestRules:
    def test_01_thanks_is_automatic_and_has_arrived(
        self, language: Language, situation: Situation
    ) -> None:
        for text in distinct(language, situation):
            said = text.split("\n\n— ")[0]
            assert re.search("спасибо|thank you", said, re.IGNORECASE)
            assert re.search("автоматическ|automatic", said)
            assert re.search(
                "дошло|получили|у нас|уже у тех|arrived|we have|is with", said, re.IGNORECASE
            )

    def test_02_greets_by_first_name_or_without_one(
        self, language: Language, situation: Situation
    ) -> None:
        names = {"ru": "Здравствуйте, Анна!", "en": "Hello, Anna!"}
        for text in distinct(language, situation):
            assert text.splitlines()[0] == names[language]
        for key in telling_keys(situation):
            for changes in ({"first_name": ""}, {"proven": False}):
                bare = compose(
                    letter(language=language, situation=situation, variant_key=key, **changes)
                )
                assert bare.text.splitlines()[0] in {"Здравствуйте!", "Hello!"}

    def test_03_is_from_the_agent_who_will_answer(
        self, language: Language, situation: Situation
    ) -> None:
        promised = (
            "прочита(?:ет|ю)" if situation == "thanks" else "ответит|напишет|отвечать",
            "read" if situation == "thanks" else "answer|will come from",
        )
        for text in distinct(language, situation):
            assert text.count("Петя Иванов") == 2
            assert text.splitlines()[-2:] == ["Петя Иванов, Хостер", "support@hoster.example"]
            sentence = next(one for one in re.split(r"(?<=[.!?])\s", text) if "Петя Иванов" in one)
            assert re.search("|".join(promised), sentence)

    def test_04_has_no_number_and_nothing_to_remember(
        self, language: Language, situation: Situation
    ) -> None:
        for text in distinct(language, situation):
            bare = without_questions(text).replace(PHONE, "")
            assert not re.search(r"[\d#№]", bare)
            assert re.search(
                "просто ответьте на это письмо|just answer this letter", text, re.IGNORECASE
            )
            assert re.search(
                "апоминать ничего не нужно|ничего помнить не нужно|nothing (?:else )?to remember",
                text,
            )

    def test_05_uses_plain_words(self, language: Language, situation: Situation) -> None:
        for text in distinct(language, situation):
            assert not re.search(OFFICIALESE, text, re.IGNORECASE)
            assert not re.search(r"[\w,:] В(?:ы|ас|ам|ами|аш\w*)\b", text)
            assert max(len(one) for one in re.split(r"[.!?]\s|\n", text)) <= 180
        # the note at the end is the only word that changes with the day
        bare = {re.sub(r"\n.*(\n.*\n.*\n)$", r"\1", one) for one in distinct(language, situation)}
        notes = {one.splitlines()[-3] for one in distinct(language, situation)}
        for text in bare | {f"{note} Спасибо, thank you.\nПетя" for note in notes}:
            assert check(text, language) == []

    def test_06_says_the_time_that_was_counted_or_none(
        self, language: Language, situation: Situation
    ) -> None:
        for text in distinct(language, situation, time=False):
            assert not re.search(PROMISES, without_questions(text), re.IGNORECASE)
        counted = {TIME[language] in text for text in distinct(language, situation)}
        told = {"thanks": {False}, "outage": {True, False}}  # True when nobody is there to help
        assert counted == told.get(situation, {True})

    def test_07_asks_for_what_is_missing(self, language: Language, situation: Situation) -> None:
        asked = situation not in ("thanks", "complaint", "feature_wish")
        for one in letters(language, situation, "questions", True):
            assert one.text.count("\n— ") == (3 if asked else 0)
        for one in letters(language, situation, "bare", True):
            assert "— " not in one.text

    def test_08_tells_of_a_known_incident(self, language: Language, situation: Situation) -> None:
        told = situation not in ("thanks", "feature_wish")
        for one in letters(language, situation, "all", True):
            assert (INCIDENT[language] in one.text) is told

    def test_09_suggests_the_panel_with_its_reasons(
        self, language: Language, situation: Situation
    ) -> None:
        suggested = situation not in ("outage", "complaint", "thanks")
        for one in letters(language, situation, "panel", True):
            assert (LINK in one.text) is suggested
            assert ([LINK] if suggested else []) == Reader(one.html).links
            if suggested:
                assert re.search("услуг.*нужные люди.*вид|service.*right people.*see", one.text)
                assert re.search(
                    "Письмом тоже можно|Как удобнее|letter is fine|Whichever", one.text
                )

    def test_10_hints_at_separate_letters(self, language: Language, situation: Situation) -> None:
        hinted = situation not in ("outage", "complaint", "thanks")
        for one in letters(language, situation, "several", True):
            said = re.search("попадают к нужным людям|reaches the right people sooner", one.text)
            assert bool(said) is hinted

    def test_11_an_outage_gets_the_faster_ways(
        self, language: Language, situation: Situation
    ) -> None:
        faster = situation in ("outage", "out_of_hours")
        assert {
            PHONE in one.text and CHAT in one.text
            for one in letters(language, situation, "all", True)
        } == {faster}

    def test_12_ends_on_the_day(self, language: Language, situation: Situation) -> None:
        notes = {
            ending(
                MONDAY + timedelta(days=day, hours=hour),
                language,
                troubled=situation in TROUBLED,
            )
            for day in range(7)
            for hour in HOURS
        }
        assert {text.splitlines()[-3] for text in distinct(language, situation)} == notes
        assert len(notes) == (8 if situation in TROUBLED else 12)

    def test_13_text_and_html_say_the_same_on_one_screen(
        self, language: Language, situation: Situation
    ) -> None:
        for help_ in HELPS:
            for one in letters(language, situation, help_, True)[::5]:
                assert_sound(one)
                assert len(without_questions(one.text)) <= LONGEST
                assert not re.search(r"src=|url\(|cid:|<style|<script|<link|<img", one.html)
                assert "background" not in one.html
                assert not re.search(r"(?<!-)color:", one.html)

    def test_14_is_never_answered_itself(self, language: Language, situation: Situation) -> None:
        for one in letters(language, situation, "bare", True):
            draft = Draft(
                message_id="1@other.example",
                date=MONDAY,
                header_from=Address("Петя Иванов", "support@other.example"),
                to=Address("", "support@hoster.example"),
                subject=one.subject,
                text=one.text,
                html=one.html,
                auto_submitted="auto-replied",
                suppress=True,
                loop_id="other.example",
            )
            for sender in (None, "support@other.example"):
                envelope = Envelope(sender=sender, recipients=("support@hoster.example",))
                arrived = parse(render(draft), envelope)
                assert arrived.kind is not Kind.PERSON
                assert decide(arrived, facts()).action is Action.WITHHOLD

    def test_15_an_unproven_sender_learns_nothing(
        self, language: Language, situation: Situation
    ) -> None:
        for place, key in enumerate(telling_keys(situation)):
            for day in range(7):
                plain = letter(
                    language=language,
                    situation=situation,
                    variant_key=key,
                    local_time=MONDAY + timedelta(days=day, hours=HOURS[(place + day) % 3]),
                    panel_link=LINK,
                    proven=False,
                )
                sent = compose(plain)
                assert "Анна" not in sent.text
                assert "Сайт" not in sent.subject + sent.text
                assert "Re:" not in sent.subject
                assert LINK not in sent.text + sent.html
                # no word of an older ticket, and the same for whoever he is
                stranger = replace(plain, first_name="", subject_base="", panel_link="")
                assert compose(stranger) == sent


@both
def test_07_every_question_is_plain(language: Language) -> None:
    questions = [text for (one, _), text in SHIPPED.questions.items() if one == language]
    assert len(questions) >= 37
    for question in questions:
        assert question[0].islower()
        assert question.endswith(("?", "."))
        assert len(question) <= 140
        assert check(question, language, whole=False) == []
        assert not re.search(r"пришлите пароль|send (?:us )?(?:the|your) password", question)


def test_07_both_languages_ask_the_same() -> None:
    asked = {
        one: {fact for language, fact in SHIPPED.questions if language == one} for one in LANGUAGES
    }
    assert asked["ru"] == asked["en"]
