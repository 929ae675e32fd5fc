import io
import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table

from gateway.ops.printable import console, json_text, shown, shown_block

ANY_TEXT = st.text(st.characters(codec=None))


@given(ANY_TEXT)
def test_nothing_that_is_shown_acts_on_a_terminal(text: str) -> None:
    line = shown(text)
    assert len(line) == len(text)
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(ANY_TEXT)
def test_a_block_keeps_its_lines_and_nothing_else_that_acts(text: str) -> None:
    block = shown_block(text)
    assert block.count("\n") == text.count("\n")
    assert all(line == shown(line) for line in block.split("\n"))


def test_escape_sequences_and_direction_marks_lose_their_power() -> None:
    assert shown("a\x1b[31mb\u202ec\x9b2J\r\nd\te") == "a\ufffd[31mb\ufffdc\ufffd2J  d e"


def test_cyrillic_and_emoji_stay_as_they_are() -> None:
    assert shown("Сайт «Ёлка» — 🎄") == "Сайт «Ёлка» — 🎄"


def _plain_screen() -> tuple[Console, io.StringIO]:
    file = io.StringIO()
    return console(file), file


def test_the_printing_librarys_markup_is_printed_and_not_obeyed() -> None:
    screen, file = _plain_screen()
    table = Table(box=None)
    table.add_column("subject")
    table.add_row("[red]Срочно[/red] :warning: [link=file:///x]y[/link]")
    screen.print("[bold]a[/bold]")
    screen.print(table)
    assert "[bold]a[/bold]" in file.getvalue()
    assert "[red]Срочно[/red] :warning: [link=file:///x]y[/link]" in file.getvalue()


@given(st.recursive(ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner)))
def test_json_is_always_one_line_that_can_be_encoded(value: object) -> None:
    text = json_text(value)
    assert json_text(json.loads(text.encode("utf-8"))) == text
    assert all(char.isprintable() or char.isspace() for char in text if ord(char) < 0xA0)
    assert len(text.splitlines()) == 1


def test_json_keeps_readable_text() -> None:
    assert json_text({"subject": "Сайт"}) == '{"subject": "Сайт"}'


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert json.loads(json_text(["a\ud83db"])) == ["a\ufffdb"]
