import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.agents.notification import MAX_FILES, MAX_TEXT, Notification, compose_notification
from gateway.agents.wording import MARKERS
from gateway.outbox.letter import File
from gateway.routing.account import Held, ServiceState
from parsers.message import Address, InboundMessage
from tests.acknowledgements.values import inbound


def notify(message: InboundMessage, **changes: object) -> Notification:
    values: dict[str, object] = {"language": "ru", "category": "technical", "urgency": "outage"}
    return compose_notification(message, **(values | changes))  # type: ignore[arg-type]


def test_the_agent_sees_who_wrote_what() -> None:
    message = inbound(text="Сайт лежит с утра.\n\nЧто делать?", subject="Сайт лежит")
    composed = notify(message)
    assert composed.from_name == "Анна Корж (клиент)"
    assert composed.subject == "Сайт лежит"
    assert composed.text == (
        f"{MARKERS['ru']}\n"
        "\n"
        "Клиент: Анна Корж <anna@client.example>\n"
        "Раздел: Техническая поддержка · срочность: авария\n"
        "Тема: Сайт лежит\n"
        "\n"
        "Сайт лежит с утра.\n"
        "\n"
        "Что делать?\n"
    )


def test_the_agent_is_written_to_in_his_language() -> None:
    composed = notify(inbound(subject=""), language="en")
    assert composed.from_name == "Анна Корж (client)"
    assert composed.subject == "(no subject)"
    assert composed.text.startswith(MARKERS["en"])
    assert "Category: Technical support · urgency: outage" in composed.text


def test_a_category_that_is_in_doubt_is_marked() -> None:
    assert "Раздел: Техническая поддержка (под вопросом) ·" in notify(inbound(), unsure=True).text
    assert "(unsure)" in notify(inbound(), unsure=True, language="en").text


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("state", [state for state in ServiceState if state])
def test_a_service_is_shown_with_what_is_known_of_it(language: str, state: ServiceState) -> None:
    shown = notify(inbound(), service=Held(state, "romashka.example"), language=language).text
    [line] = [one for one in shown.splitlines() if "romashka.example" in one]
    assert line.startswith(("Услуга", "Service"))
    unnamed = notify(inbound(), service=Held(state), language=language).text
    assert "не названа" in unnamed or "not named" in unnamed


@pytest.mark.parametrize("doubt", ["unproven", "stranger", "failed"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_doubt_about_the_sender_comes_first(doubt: str, language: str) -> None:
    composed = notify(inbound(), doubt=doubt, reason="dmarc=fail", language=language)
    first, second = composed.text.splitlines()[2:4]
    assert first.startswith(("ВНИМАНИЕ", "CAUTION"))
    assert second.endswith("dmarc=fail")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "anna@evil.example (клиент)"),
        ("director@bank.example", "anna@evil.example (клиент)"),
        ("Банк <director@bank.example>", "anna@evil.example (клиент)"),
        ("Анна\nBcc: x", "Анна Bcc: x (клиент)"),
    ],
)
def test_a_name_that_poses_as_an_address_gives_way_to_the_real_one(name: str, shown: str) -> None:
    composed = notify(inbound(header_from=Address(name, "anna@evil.example")))
    assert composed.from_name == shown
    assert "<anna@evil.example>" in composed.text


def test_a_letter_without_a_sender() -> None:
    composed = notify(inbound(header_from=Address("", "")))
    assert composed.from_name == "адрес не указан (клиент)"


def test_a_password_is_masked_in_the_subject_but_not_in_the_text() -> None:
    composed = notify(inbound(subject="пароль: s3cret", text="пароль: s3cret"))
    assert composed.subject == "пароль: ****"
    assert "Тема: пароль: ****" in composed.text
    assert composed.text.endswith("пароль: s3cret\n")


def test_files_are_attached_as_far_as_they_fit() -> None:
    small = File(filename="акт.pdf", content_type="application/pdf", content=b"x" * 12_000)
    large = File(filename="dump.zip", content_type="a/b", content=bytes(MAX_FILES))
    composed = notify(inbound(), files=[small, large, small])
    assert composed.files == (small, small)
    assert composed.left_out == ("dump.zip",)
    assert "Файлы: акт.pdf (12 КБ), акт.pdf (12 КБ)\n" in composed.text
    assert "Не поместились в письмо: dump.zip (15.7 МБ)\n" in composed.text


def test_hundreds_of_files_are_not_all_named() -> None:
    files = [File(filename=f"{n}.txt", content_type="text/plain", content=b"") for n in range(300)]
    composed = notify(inbound(), files=files)
    assert len(composed.files) == 300
    assert "и ещё 250" in composed.text


def test_a_text_without_end_is_cut() -> None:
    composed = notify(inbound(text="а" * (MAX_TEXT * 2)))
    assert len(composed.text) < MAX_TEXT + 1_000
    assert "только его начало" in composed.text


def test_an_empty_letter_says_so() -> None:
    assert notify(inbound(text=" \n")).text.endswith("[В письме нет текста.]\n")


@given(st.text() | st.sampled_from(["<script>alert(1)</script>", "&lt;img src=x onerror=a>"]))
def test_nothing_of_the_letter_becomes_html(text: str) -> None:
    message = inbound(text=text, subject=text, header_from=Address(text, "anna@client.example"))
    composed = notify(message)
    tags = set(re.findall(r"<[^>]*>", composed.html))
    assert tags <= {
        *("<!DOCTYPE html>", "<html>", "<body>", "<p>", "</p>", "<br>", "</body>", "</html>")
    }


def test_a_reply_address_that_gets_the_answer_is_not_called_one_that_does_not() -> None:
    visitor = Address("", "Visitor@client.example")
    told = notify(inbound(reply_to=(visitor,)), answered=["visitor@client.example"]).text
    assert "мы туда не пишем" not in told
    assert "мы туда не пишем" in notify(inbound(reply_to=(visitor,)), answered=["a@b.example"]).text
