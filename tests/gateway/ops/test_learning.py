"""`postdesk route`, `train`, `evaluate`, `ack` and `answers`, as ops call them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from acknowledgements.language import Language
from acknowledgements.situation import SITUATIONS, Situation
from acknowledgements.texts import SHIPPED
from gateway.ops.init import write_template
from gateway.ops.texts import preview_situation

LETTERS = [
    {
        "id": "a",
        "from": "Анна Корж <anna@client.example>",
        "to": "support@hoster.example",
        "subject": "Не зачислился платёж",
        "body": "Здравствуйте! Оплатили счёт 1147, а деньги на баланс не поступили.\n\nАнна",
        "category": "finance",
        "urgency": "finance",
        "topic": "other",
        "lang": "ru",
        "provided": [],
        "first_name": "Анна",
        "several_questions": False,
    }
]


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway.cli", *words],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_template(tmp_path, force=False)
    rows = "\n".join(json.dumps(one, ensure_ascii=False) for one in LETTERS)
    (tmp_path / "letters.jsonl").write_text(f"{rows}\n", encoding="utf-8")
    return tmp_path


def test_route_prints_an_object_for_each_letter(folder: Path) -> None:
    done = command("route", "--jsonl", "letters.jsonl", folder=folder)
    [found] = [json.loads(line) for line in done.stdout.splitlines()]
    assert found["id"] == "a"
    assert found["category"] == "finance"
    assert found["greeting_name"] == "Анна"
    assert {"urgency", "topic", "service", "language", "confidence", "reasons"} <= found.keys()


def test_evaluate_compares_with_the_labels(folder: Path) -> None:
    done = command("evaluate", "letters.jsonl", "--json", folder=folder)
    assert json.loads(done.stdout)["questions"]["category"]["accuracy"] == 1.0


@pytest.mark.parametrize(
    "words",
    [
        ("route", "--jsonl", "none.jsonl"),
        ("evaluate", "none.jsonl"),
        ("evaluate", "postdesk.toml"),
        ("train",),
        ("ack", "preview", "none.eml"),
        ("ack", "check", "none.j2"),
        ("answers", "show", "no-such-answer"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(folder: Path, words: tuple[str, ...]) -> None:
    done = command(*words, folder=folder)
    assert done.returncode == 1
    assert done.stderr.startswith("postdesk: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_preview_shows_what_the_client_would_read(folder: Path) -> None:
    letter = folder / "letter.eml"
    letter.write_text(
        "From: Anna <anna@client.example>\nTo: support@hoster.example\n"
        "Subject: Site is down\n\nHello, our site example.com is down since this morning.\n"
    )
    done = command("ack", "preview", "letter.eml", "--html", "letter.html", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "We have received your letter" in done.stdout
    assert "<html" in (folder / "letter.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_preview_shows_a_situation(
    folder: Path, capsys: pytest.CaptureFixture[str], situation: Situation, language: Language
) -> None:
    config, html = folder / "postdesk.toml", folder / "letter.html"
    preview_situation(config, situation, language, html, proven=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("<support@hoster.example>")
    assert lines[3] == {"ru": "Здравствуйте, Анна!", "en": "Hello, Anna!"}[language]
    said = "\n".join(lines)
    assert any(
        one.source[:15].partition("{")[0] in said for one in SHIPPED.parts[language, situation]
    )
    assert "<html" in html.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", [(), ("letter.eml", "--situation", "outage"), ("--situation", "party")]
)
def test_a_preview_is_of_one_thing(folder: Path, words: tuple[str, ...]) -> None:
    done = command("ack", "preview", *words, folder=folder)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_what_is_in_use_is_checked_when_no_file_is_named(folder: Path) -> None:
    done = command("ack", "check", folder=folder)
    assert (done.returncode, done.stdout) == (0, "")
    own = folder / "texts" / "ru" / "thanks.j2"
    own.parent.mkdir(parents=True)
    own.write_text("Спасибо! Ваша заявка у нас, это автоматический ответ. {{ agent_name }}\n")
    config = folder / "own.toml"
    text = (folder / "postdesk.toml").read_text(encoding="utf-8")
    table = "[acknowledgement]\n"
    config.write_text(text.replace(table, f'{table}texts = "texts"\n'), encoding="utf-8")
    done = command("ack", "check", "-c", "own.toml", folder=folder)
    assert done.stdout.startswith(f"{own}:1: officialese: 'заявка'")


def test_answers_of_one_s_own_are_listed_and_filled_in(folder: Path) -> None:
    own = folder / "answers" / "ru" / "hello.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{# Привет #}\nЗдравствуйте! Пишем с {{ sending_domain }}.\n{{ agent_name }}\n")
    text = (folder / "postdesk.toml").read_text(encoding="utf-8")
    more = '[answers]\ntexts = "answers"\nsending_addresses = ["192.0.2.25"]\n'
    (folder / "own.toml").write_text(text.replace("[answers]\n", more), encoding="utf-8")
    options = ("-c", "own.toml")
    assert "hello " in command("answers", "list", *options, folder=folder).stdout
    shown = command("answers", "show", "hello", *options, folder=folder).stdout
    assert shown.startswith("Здравствуйте! Пишем с hoster.example.\n")
    shown = command("answers", "show", "mail-blocked-by-firewall", *options, folder=folder).stdout
    assert "— с адреса 192.0.2.25\n" in shown
    (folder / "answers").rename(folder / "gone")
    said = command("answers", "list", *options, folder=folder).stderr
    assert said == f"postdesk: answers.texts: {folder}/answers: there is no such folder\n"


def test_answers_are_listed_and_shown(folder: Path) -> None:
    listed = command("answers", "list", "--json", folder=folder)
    names = {one["name"] for one in json.loads(listed.stdout)}
    assert len(names) == 10
    shown = command(
        "answers", "show", "use-the-panel", "-l", "en", "--agent-name", "Petya", folder=folder
    )
    assert shown.returncode == 0, shown.stderr
