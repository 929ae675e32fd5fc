"""What the commands about texts print."""

import json
from pathlib import Path

import pytest

from gateway.answers import AnswerFault, Values
from gateway.answers.commands import check_texts, list_answers, show_answer

PETYA = Values(agent_name="Петя Иванов")


def test_the_list_has_names_titles_and_needs(capsys: pytest.CaptureFixture[str]) -> None:
    list_answers("ru", as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("use-the-panel ")
    assert lines[-1].endswith("Предложить писать из панели  (needs panel_link)")
    list_answers("en", as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert {"name", "language", "title", "needs"} == found[0].keys()


def test_an_answer_is_shown_as_a_client_gets_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer("thanks-received", "ru", PETYA, as_json=False)
    assert capsys.readouterr().out.startswith("Здравствуйте!\n\nСпасибо вам")
    show_answer("thanks-received", "ru", PETYA, as_json=True)
    assert json.loads(capsys.readouterr().out)["text"].startswith("Здравствуйте!")


def test_an_answer_that_needs_more_is_shown_with_its_marks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_answer("use-the-panel", "ru", PETYA, as_json=False)
    assert "{{ panel_link }}" in capsys.readouterr().out


def test_an_unknown_answer_is_told() -> None:
    with pytest.raises(AnswerFault):
        show_answer("sorry", "ru", PETYA, as_json=False)


def test_texts_are_checked_file_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "reply.j2"
    path.write_text("Ждём\nвашу заявку.\n", encoding="utf-8")
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff")
    gone = tmp_path / "gone.txt"
    lost = check_texts([path, bad, gone], as_json=False)
    assert capsys.readouterr().out == (f"{path}:2: officialese: 'заявку': better письмо; просьба\n")
    assert lost == [f"{bad}: not UTF-8 text", f"{gone}: No such file or directory"]
    check_texts([path], as_json=True)
    assert json.loads(capsys.readouterr().out)["line"] == 2
