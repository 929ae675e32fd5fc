import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.agents.relay import Relay, Withheld, compose_relay
from gateway.agents.wording import MARKERS
from gateway.outbox.letter import File
from parsers.message import Kind
from tests.acknowledgements.values import inbound
from tests.cost import grows_linearly

TOKEN = "support+a0-0123456789-2-abcdefghijklmnopqrst@hoster.example"


def relay(new_text: str, **changes: object) -> Relay | Withheld:
    values: dict[str, object] = {"ticket_subject": "Сайт лежит", "reply_address": TOKEN}
    files = changes.pop("files", ())
    for name in ("ticket_subject", "agent_address", "answered_text"):
        if name in changes:
            values[name] = changes.pop(name)
    message = inbound(new_text=new_text, **changes)
    return compose_relay(message, files=files, **values)  # type: ignore[arg-type]


def text_of(new_text: str, **changes: object) -> str:
    composed = relay(new_text, **changes)
    assert isinstance(composed, Relay)
    return composed.text


def test_the_client_gets_the_agents_words_with_his_signature() -> None:
    composed = relay("Перезапустили.\n\nПроверьте.", signature="Петя Иванов\nХостер")
    assert composed == Relay(
        subject="Re: Сайт лежит",
        text="Перезапустили.\n\nПроверьте.\n\n-- \nПетя Иванов\nХостер\n",
        html=composed.html,  # type: ignore[union-attr]
        files=(),
        left_out=False,
    )
    assert "<p>Перезапустили.</p>\n<p>Проверьте.</p>" in composed.html


def test_of_quoted_lines_only_those_of_the_client_go_out() -> None:
    wrote = "Какой у вас тариф и сколько\nон стоит?\nКогда продлевать?"
    answer = (
        "> Услуга: vds-7 (ВНИМАНИЕ: среди услуг клиента её нет)\nДа.\n"
        "> Какой у вас тариф и сколько он …\nСтарт.\n> Когда продлевать?\nВ мае."
    )
    said = "Да.\n> Какой у вас тариф и сколько он …\nСтарт.\n> Когда продлевать?\nВ мае.\n"
    assert text_of(answer, answered_text=wrote) == said
    assert text_of("Ответ.\n> Клиент его не получил.\nПетя") == "Ответ.\nПетя\n"


def test_a_signature_is_not_doubled() -> None:
    assert text_of("Готово.\n\n-- \nПетя", signature="-- \nПетя") == "Готово.\n\n-- \nПетя\n"


@pytest.mark.parametrize(
    ("ticket_subject", "subject"),
    [
        ("Отв: Re[2]: Сайт", "Re: Сайт"),
        ("пароль: s3cret", "Re: пароль: ****"),
        ("", "Re:"),
        ("a\r\nBcc: b", "Re: a Bcc: b"),
    ],
)
def test_the_subject_is_the_tickets(ticket_subject: str, subject: str) -> None:
    composed = relay("Готово.", ticket_subject=ticket_subject)
    assert isinstance(composed, Relay)
    assert " ".join(composed.subject.split()) == subject


@pytest.mark.parametrize("marker", MARKERS.values())
@pytest.mark.parametrize("mark", ["", "> ", "| ", ">>> ", "    "])
def test_nothing_below_the_marker_reaches_the_client(marker: str, mark: str) -> None:
    quoted = f"Готово.\n\n{mark}\n{mark}{marker}\n{mark}\n{mark}Клиент: Анна\n"
    assert text_of(quoted) == "Готово.\n"
    assert text_of(quoted.upper()) == "ГОТОВО.\n"


def test_a_wrapped_marker_is_found() -> None:
    assert text_of("Готово.\n> — Пишите ответ\n> выше этой строки —\n> Клиент: Анна") == "Готово.\n"


def test_a_quoted_header_that_was_not_recognised_is_left_out() -> None:
    quoted = (
        "Готово.\n\nПроверьте.\n\n"
        f"From: Анна Корж (клиент) <{TOKEN}>\nSent: Friday\nTo: Петя <petya@hoster.example>\n"
        f"Subject: Сайт лежит\n\n{MARKERS['ru']}\n\nКлиент: Анна\n"
    )
    assert text_of(quoted) == "Готово.\n\nПроверьте.\n"


def test_a_line_with_a_token_is_left_out_wherever_it_is() -> None:
    other = TOKEN.replace("-2-", "-3-").upper()
    shown = text_of(f"Раз.\nПишите на {other}.\nДва, support@hoster.example.", signature=TOKEN)
    assert shown == "Раз.\nДва, support@hoster.example.\n"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        (f"{MARKERS['ru']}\nПерезапустили.", "empty"),
        (f"> {TOKEN}", "token"),
    ],
)
def test_an_answer_without_words_is_withheld(text: str, rule: str) -> None:
    withheld = relay(text, signature="Петя Иванов")
    assert isinstance(withheld, Withheld)
    assert withheld.rule == rule


def test_his_own_address_is_cut_from_his_signature_only() -> None:
    composed = relay(
        "Пишите на petya@hoster.example.",
        signature="Петя Иванов\npetya@hoster.example",
        agent_address="petya@hoster.example",
    )
    assert isinstance(composed, Relay)
    assert composed.text == "Пишите на petya@hoster.example.\n\n-- \nПетя Иванов\n"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Петя Иванов, petya@hoster.example", "Петя Иванов"),
        ("Петя <Petya@hoster.example> | тел. 000-00", "Петя тел. 000-00"),
        ("E-mail: petya@hoster.example", ""),
        ("petya@hoster.example", ""),
    ],
)
def test_the_name_beside_his_address_stays(line: str, left: str) -> None:
    text = text_of("Готово.", signature=f"Хостер\n{line}", agent_address="petya@hoster.example")
    assert text == "\n".join(["Готово.", "", "-- ", "Хостер", *([left] if left else []), ""])


def test_a_file_that_holds_a_token_is_left_out() -> None:
    file = File(filename="a.eml", content_type="message/rfc822", content=f"To: {TOKEN}".encode())
    composed = relay("Вот письмо.", files=(file,))
    assert isinstance(composed, Relay)
    assert composed.files == ()
    assert composed.left_out


def test_a_file_alone_is_an_answer() -> None:
    file = File(filename="инструкция.pdf", content_type="application/pdf", content=b"%PDF")
    composed = relay("", files=[file])
    assert isinstance(composed, Relay)
    assert composed.files == (file,)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSON])
def test_automatic_mail_of_an_agent_is_withheld(kind: Kind) -> None:
    withheld = relay("Я в отпуске.", kind=kind)
    assert isinstance(withheld, Withheld)
    assert withheld.rule == "automatic"


@given(
    st.lists(st.sampled_from(["Да.", "", "> ", TOKEN, *MARKERS.values(), "secret"]), max_size=12)
)
def test_neither_a_token_nor_what_is_below_a_marker_is_passed_on(lines: list[str]) -> None:
    composed = relay("\n".join([*lines, MARKERS["en"], "the client's secret"]))
    if isinstance(composed, Relay):
        assert "client's secret" not in composed.text + composed.html
        assert TOKEN not in composed.text + composed.html
        assert not any(marker in composed.text for marker in MARKERS.values())


@pytest.mark.parametrize("part", ["support+", "support+a@", "Пишите ответ ", "> \n", "support+a\n"])
def test_the_time_is_linear(part: str) -> None:
    assert grows_linearly(lambda times: relay(part * times), 10_000)
