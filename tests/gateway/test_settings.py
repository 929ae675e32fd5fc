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
