"""The samples in the documentation are what clients get now."""

from pathlib import Path

from acknowledgements.samples import PLACE, SAMPLES, composed, main, rendered
from acknowledgements.tone import check
from tests.acknowledgements.reading import assert_sound

DOCUMENT = Path(__file__).parents[2] / "docs" / "acknowledgements.md"


def test_the_document_shows_them_as_they_are() -> None:
    shown = DOCUMENT.read_text(encoding="utf-8").partition(PLACE)[2]
    assert shown.strip() == rendered().strip()


def test_thirty_and_more_in_both_languages() -> None:
    assert len(SAMPLES) >= 30
    assert {one.language for one in SAMPLES} == {"ru", "en"}


def test_they_read_well() -> None:
    for number, sample in enumerate(SAMPLES, start=1):
        letter = composed(sample, number)
        assert check(letter.text, sample.language) == []
        assert_sound(letter)


def test_the_command_writes_them_in_their_place(tmp_path: Path, monkeypatch, capsys) -> None:
    path = tmp_path / "letters.md"
    path.write_text(f"# Before\n\n{PLACE}\nold\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["samples", str(path)])
    assert main() == 0
    assert path.read_text(encoding="utf-8") == f"# Before\n\n{PLACE}\n\n{rendered().rstrip()}\n"
    path.write_text("# No place\n", encoding="utf-8")
    assert main() == 1
    assert "is not in it" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["samples"])
    assert main() == 0
    assert "Три часа ночи" in capsys.readouterr().out
