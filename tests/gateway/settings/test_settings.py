from pathlib import Path

import pytest

from gateway.errors import ConfigError
from gateway.ops.init import template
from gateway.settings import load_settings


def fault(folder: Path, old: str, new: str) -> str:
    """What is said of the shipped configuration with that change."""
    assert old in template()
    path = folder / "postdesk.toml"
    path.write_text(template().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_settings(path)
    return str(error.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    "zone",
    ["Mars/X", "", ".", "Europe", "../etc/passwd", "/etc/passwd", "Марс", "UTC\\u0000", "x" * 999],
)
def test_a_time_zone_that_is_none_is_one_line(tmp_path: Path, zone: str) -> None:
    said = fault(tmp_path, 'timezone = "Europe/Moscow"', f'timezone = "{zone}"')
    assert said == "gateway.timezone: must be a time zone such as Europe/Moscow"


def test_a_misspelt_key_is_named_rather_than_the_one_that_is_missing(tmp_path: Path) -> None:
    assert fault(tmp_path, "hostname =", "hostnme =") == "gateway.hostnme: unknown key"
    assert fault(tmp_path, "hostname =", "# hostname =") == "gateway.hostname: is missing"


def test_a_bare_value_where_a_list_belongs_is_said_so(tmp_path: Path) -> None:
    line = 'trusted_authserv_ids = ["mx.hoster.example"]'
    said = fault(tmp_path, f"# {line}", 'trusted_authserv_ids = "mx.hoster.example"')
    assert said == "security.trusted_authserv_ids: must be a list, in brackets"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'listen = "127.0.0.1:8026"',
            'listen = "8026"',
            "web.listen: must be HOST:PORT such as 127.0.0.1:8025",
        ),
        (
            "# public_url =",
            'public_url = "http://desk.hoster.example" #',
            "web.public_url: must be an address such as https://desk.hoster.example",
        ),
        (
            "# public_url =",
            'public_url = "https://desk.hoster.example/?x" #',
            "web.public_url: must be an address such as https://desk.hoster.example",
        ),
        (
            "[panel]",
            '[panel]\nkind = "links"\nlink = "https://my.hoster.example/"\nmeasure = true',
            "panel.measure: needs web.public_url, which counted links begin with",
        ),
        ("[panel]", "[panel]\nmeasure = true", "panel: measure: needs a link, written in ASCII"),
        (
            "[panel]",
            '[panel]\nkind = "links"\nlink = "https://my.hoster.example/новый"\nmeasure = true',
            "panel: measure: needs a link, written in ASCII",
        ),
    ],
)
def test_pages_and_counted_links(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert fault(tmp_path, old, new) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'categories = { finanse = ["a@hoster.example"] }',
            "categories.finanse: Input should be 'technical', 'finance' or 'sysadmin'",
        ),
        (
            'urgencies = { soon = ["a@hoster.example"] }',
            (
                "urgencies.soon: Input should be 'outage', 'technical', 'diagnostics', 'general' or"
                " 'finance'"
            ),
        ),
        (
            'categories = { finance = ["accounts"] }',
            "categories.finance.0: must be an e-mail address such as support@hoster.example",
        ),
        (
            'categories = { finance = ["support+x@hoster.example"] }',
            (
                "categories.finance: support+x@hoster.example is a mailbox of the gateway; its"
                " letters would come back"
            ),
        ),
        ('on_call = ["a@hoster.example"]', "on_call: needs duty.hours, which say when it is night"),
    ],
)
def test_a_wrong_routing_table_is_one_line(tmp_path: Path, line: str, said: str) -> None:
    assert fault(tmp_path, "[routing]\n", f"[routing]\n{line}\n") == f"routing.{said}"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('words = ["a"]', "needs one of category, urgency, topic to set"),
        ('topic = "mail"', "needs one of senders, recipients, words, pattern"),
        ('senders = ["a b"]\ntopic = "mail"', "senders: a b is neither an address nor a domain"),
    ],
)
def test_a_rule_without_a_part_is_one_line(tmp_path: Path, rule: str, said: str) -> None:
    text = f'[[routing.rules]]\nname = "x"\n{rule}\n[panel]\n'
    found = fault(tmp_path, "[panel]\n", text)
    assert found.replace(".senders", " senders", 1).startswith("routing.rules.0")
    assert found.endswith(said.removeprefix("senders: "))


@pytest.mark.parametrize("job", ['task = "poll"', 'task = "train"\nmailbox = "support"'])
def test_only_a_poll_has_a_mailbox(tmp_path: Path, job: str) -> None:
    said = fault(tmp_path, "[panel]\n", f'[jobs.x]\n{job}\nevery = "1h"\n[panel]\n')
    assert said == 'jobs.x: task = "poll" and mailbox go together'
