"""A hoster's own texts take the place of ours, and are read before the first letter needs them."""

from pathlib import Path

import pytest

from acknowledgements.compose import compose
from acknowledgements.texts import SHIPPED, TextFault, faults, load
from tests.acknowledgements.values import letter

OWN = """\
Спасибо! Это автоматический ответ: письмо дошло. Ответит {{ agent_name }}.
---
Письмо у нас, спасибо. Ответ автоматический, а напишет вам {{ agent_name }}.
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_one_part_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "ru/general.j2", OWN)
    texts = load(tmp_path)
    found = {compose(letter(variant_key=key), texts).text.splitlines()[2] for key in range(20)}
    assert found == {
        "Спасибо! Это автоматический ответ: письмо дошло. Ответит Петя Иванов.",
        "Письмо у нас, спасибо. Ответ автоматический, а напишет вам Петя Иванов.",
    }
    assert texts.parts["ru", "reply"] == SHIPPED.parts["ru", "reply"]
    assert texts.parts["en", "general"] == SHIPPED.parts["en", "general"]


def test_one_question_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "ru/facts.toml", '[mail]\nerror_text = "что пишет сервер?"\n')
    texts = load(tmp_path)
    assert texts.question("ru", "mail", "error_text") == "что пишет сервер?"
    assert texts.question("ru", "login", "error_text") == SHIPPED.question(
        "ru", "login", "error_text"
    )


def test_ours_have_no_faults() -> None:
    assert faults(SHIPPED) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("ru/greeting.j2", "x", "no part has that name"),
        ("de/general.j2", "x", "texts stand in"),
        ("general.j2", "x", "texts stand in"),
        ("ru/general.j2", " \n---\n", "no wording"),
        ("ru/facts.toml", "x", "not a TOML file"),
        ("ru/facts.toml", "x = 1", "a question is a text"),
        ("ru/facts.toml", "[mail.x]\ny = 1", "a question is a text"),
    ],
)
def test_what_cannot_be_read_is_told_at_start(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(TextFault, match=words) as error:
        load(tmp_path)
    assert str(path) in str(error.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TextFault, match="no such folder"):
        load(tmp_path / "texts")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    write(tmp_path, "ru/general.j2", "").write_bytes(b"\xff\xfe")
    with pytest.raises(TextFault, match="not UTF-8"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        ("{{ agent_name", "unexpected end"),
        ("{{ ticket }}", "'ticket' is undefined"),
        ("{{ agent_name.__class__.__mro__ }}", "unsafe"),
        ("{% for one in range(100000000) %}x{% endfor %}", "range"),
        ("{% if first_name %}{{ nothing }}{% endif %}", "'nothing' is undefined"),
        ("{% include 'x' %}", "loader"),
        ("слово " * 200, "400 at the most"),
    ],
)
def test_what_cannot_be_sent_is_found(tmp_path: Path, wording: str, words: str) -> None:
    write(tmp_path, "ru/general.j2", f"Спасибо, письмо у нас.\n---\n{wording}\n")
    [fault] = faults(load(tmp_path))
    assert fault.startswith("ru/general.j2, wording 2: ")
    assert words in fault
