"""The tone checker finds what a client would stumble over, and says it better."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.language import LANGUAGES, Language
from acknowledgements.situation import SITUATIONS
from acknowledgements.texts import SHIPPED
from acknowledgements.tone import Finding, check, check_file, check_named

GOOD = {
    "ru": "Здравствуйте!\n\nСпасибо, что написали. Отвечу завтра утром.\n\nПетя Иванов, Хостер\n",
    "en": "Hello!\n\nThank you for writing. I will answer tomorrow morning.\n\nPetya Ivanov\n",
}
BAD: dict[Language, dict[str, list[str]]] = {
    "ru": {
        "officialese": [
            "Ваш запрос получен",
            "по вашему запросу",
            "Ваше обращение зарегистрировано",
            "данное письмо",
            "вашей заявке",
            "обращаем ваше внимание",
            "приносим свои извинения за доставленные неудобства",
            "за причинённые неудобства",
            "Уважаемый клиент",
            "входящая корреспонденция",
            "тикета больше нет",
            "письмо будет рассмотрено",
            "уведомляем вас",
            "сообщаем вам, что",
            "это является ошибкой",
            "осуществляется перенос",
            "наши специалисты",
            "в случае возникновения вопросов",
            "во избежание потерь",
            "в связи с аварией",
            "просьба сообщить адрес",
            "не отвечайте на это письмо",
            "предоставьте логи",
            "благодарим за понимание",
            "С уважением",
            "обращайтесь",
            "отвечать на него не нужно",
            "письмо сформировано автоматически",
            "просим вас набраться терпения",
            "ожидайте ответа",
            "необходимую информацию",
        ],
        "blame": [
            "вы не указали адрес",
            "Вы неправильно настроили почту",
            "вы должны прислать логи",
            "вам необходимо продлить",
            "это ваша ошибка",
            "по вашей вине",
            "как мы уже писали",
            "это не наша проблема",
            "виноваты разработчики браузера",
            "мы тут ни при чём",
        ],
        "promises": [
            "ответим в ближайшее время",
            "скоро всё исправим",
            "как можно скорее",
            "в течение часа",
            "через 15 минут",
            "в течение двух рабочих дней",
            "мы читаем каждое предложение",
            "гарантируем",
            "это больше не повторится",
            "передали ваше пожелание разработчикам",
            "обязательно добавим",
            "ваше мнение важно для нас",
            "сделаем всё возможное",
            "ваш звонок очень важен для нас",
            "вопрос передан в отдел разработки",
        ],
        "numbers": [
            "номер вашей заявки",
            "тема [HD-123]",
            "письмо #4711",
            "№ 12",
            "код 1234567",
            "не меняйте тему",
            "запишите этот номер",
        ],
        "shouting": ["Ответим!!", "ЭТО ВАЖНО", "Мы рады, что Вы с нами"],
    },
    "en": {
        "officialese": [
            "we apologise for the inconvenience",
            "Dear Customer",
            "your request",
            "your ticket",
            "thank you for your enquiry",
            "please be advised",
            "do not hesitate to",
            "do not reply",
            "in the event of trouble",
            "kindly",
            "our representative",
            "Best regards",
            "regarding your site",
            "we will assist you",
            "thank you for your patience",
            "thank you for contacting us",
            "it is being reviewed",
            "your message has been received",
            "we will get back to you",
            "additional information",
            "an automatically generated message",
        ],
        "blame": [
            "you failed to tell",
            "you must send the logs",
            "you should have told us",
            "it is your mistake",
            "as we already said",
            "this is not our fault",
            "the browser is to blame",
            "you need to pay",
        ],
        "promises": [
            "as soon as possible",
            "we will be back shortly",
            "soon",
            "within 24 hours",
            "in the next few minutes",
            "we read every suggestion",
            "we guarantee",
            "it will never happen again",
            "passed your wish to our developers",
            "your opinion is very important",
        ],
        "numbers": [
            "ticket number",
            "[HD-123]",
            "#4711",
            "code 1234567",
            "please keep this number",
            "don't change the subject",
            "do not change the subject line",
        ],
        "shouting": ["We will answer!!", "THIS IS URGENT"],
    },
}
FINE: dict[Language, list[str]] = {
    "ru": [
        "запросы к базе идут медленно",
        "ваши данные на месте",
        "до обеда",
        "мы на связи по телефону +7 495 000-00-00 и на 192.0.2.17",
        "https://panel.hoster.example/new?id=1234567",
        "Вы написали нам сегодня",
        "работает HTTP и IMAP",
        "сначала выясним, потом ответим",
        "почему сайт скорее открывается с телефона",
        "если через час место снова кончится, напишите",
    ],
    "en": [
        "the right people see it sooner",
        "the server answers HTTP requests",
        "shortly before the change",
        "call +44 20 7946 0000",
        "in the morning",
    ],
}


def rules(text: str, language: Language) -> set[str]:
    return {one.rule for one in check(text, language, whole=False)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_good_letters_pass(language: Language) -> None:
    assert check(GOOD[language], language) == []


@pytest.mark.parametrize(
    ("language", "rule", "text"),
    [
        (language, rule, text)
        for language, found in BAD.items()
        for rule, texts in found.items()
        for text in texts
    ],
)
def test_what_sounds_wrong_is_found(language: Language, rule: str, text: str) -> None:
    assert rule in rules(text, language)


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in LANGUAGES for text in FINE[language]]
)
def test_plain_words_are_left_alone(language: Language, text: str) -> None:
    assert rules(text, language) == set()


FORMS = """
    запрос запроса запросу запросом запросе запросы запросов запросами
    обращение обращения обращению обращением обращений обращениями
    заявка заявки заявку заявкой заявок заявками специалист специалисты специалистами
    неудобств неудобствами данный данного данной данную уважаемые уважаемая
"""


@pytest.mark.parametrize("form", FORMS.split())
def test_russian_words_are_known_in_their_forms(form: str) -> None:
    assert rules(f"это {form}", "ru") == {"officialese"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_without_thanks_or_name_is_told(language: Language) -> None:
    bare = {"ru": "Здравствуйте!\n\nПисьмо дошло.\n", "en": "Hello!\n\nYour letter is here.\n"}
    assert [one.rule for one in check(bare[language], language)] == ["thanks", "name"]


@pytest.mark.parametrize("signed", ["Служба поддержки", "Команда Хостер", "Ваш хостинг."])
def test_a_department_is_no_person(signed: str) -> None:
    assert "name" in {one.rule for one in check(f"Спасибо!\n\n{signed}", "ru")}


def test_the_template_s_own_name_counts() -> None:
    assert check("Спасибо! Ответит {{ agent_name }}.", "ru") == []
    assert check("Спасибо!\n\n{agent_name}", "ru") == []


def test_a_finding_has_its_line_and_a_better_wording() -> None:
    text = "Здравствуйте!\n\nСпасибо за письмо.\nВаша заявка у нас.\n\nПетя"
    assert check(text, "ru") == [Finding("officialese", 4, "заявка", "письмо; просьба")]


def test_words_are_found_across_a_line_break() -> None:
    [finding] = check("в ближайшее\nвремя", "ru", whole=False)
    assert (finding.line, finding.found) == (1, "в ближайшее время")


def test_long_letters_and_long_sentences() -> None:
    assert rules("слово. " * 200, "ru") == {"length"}
    assert rules("слово " * 40, "ru") == {"length"}
    assert rules("— вопрос?\n" * 200, "ru") == set()
    assert check("слово. " * 200, "ru", whole=False, longest=2000) == []


def test_template_marks_are_no_words() -> None:
    text = "{% if a %}Первое{% else %}Второе{% endif %} {{ ticket_number }} {# запрос #}"
    assert check(text, "ru", whole=False) == []


def test_a_file_of_wordings_keeps_its_lines() -> None:
    source = (
        "Спасибо! {{ agent_name }}\n---\n\nСпасибо, заявка у нас.\n{{ agent_name }}\n---\nДа.\n"
    )
    found = [(one.line, one.rule) for one in check_file(source, "ru")]
    assert found == [(4, "officialese"), (7, "name"), (7, "thanks")]


@pytest.mark.parametrize(
    ("name", "source", "rules"),
    [
        ("reply.j2", "Просто ответьте на это письмо.", []),
        ("general.j2", "Письмо {{ agent_name }} у нас.", ["thanks"]),
        ("facts.toml", 'logs = "что в логах?"\n' * 100, []),
        ("sorry.txt", "Your request is here.", ["name", "officialese", "thanks"]),
        ("answer.j2", "Спасибо. " * 130 + "{{ agent_name }}", []),
    ],
)
def test_a_file_is_read_for_what_it_is(name: str, source: str, rules: list[str]) -> None:
    assert [one.rule for one in check_named(name, source)] == rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_of_ours_reads_well(language: Language) -> None:
    for (ours, part), wordings in SHIPPED.parts.items():
        if ours == language:
            for wording in wordings:
                assert check(wording.source, language, whole=part in SITUATIONS) == []


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_can_be_checked(text: str, language: Language) -> None:
    for finding in check_file(text, language):
        assert 1 <= finding.line <= text.count("\n") + 1
        assert finding.better


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_text_takes_no_long_time(language: Language) -> None:
    begun = time.monotonic()
    for text in ("запрос ", "в течение ", "{% ", "номер ", "!", "1" * 9 + "-", "a.", "we read "):
        check(text * (100_000 // len(text)), language)
    assert time.monotonic() - begun < 10
