"""What is taken out of HTML before it is parsed, and what never is."""

import pytest

from parsers.tagsoup import MAX_DEPTH, MAX_MARKUP, bounded


@pytest.mark.parametrize(
    "sloppy",
    ["<div><span>x</div>", "<p>x", "<li>x", "<tr><td>x", "<b>x</b>", "<div><b>x</b></div>", "x<br>",
     "<table><tr><td><div>x</table>", "<ul><li>x</ul>", "<svg><g/></svg>", "<o:p>x</o:p>"],
)  # fmt: skip
def test_what_programs_really_write_is_left_alone(sloppy: str) -> None:
    html = sloppy * 2_000
    assert bounded(html) == (html, "")


def test_depth() -> None:
    deep = "<div>" * MAX_DEPTH + "x" + "</div>" * MAX_DEPTH
    padding = "<p>y" * 1_000
    assert bounded(deep + padding) == (deep + padding, "")
    over = "<div>" * (MAX_DEPTH + 5) + "text" + padding
    html, defect = bounded(over)
    assert html == "<div>" * MAX_DEPTH + "text" + padding
    assert defect == f"HTML nested deeper than {MAX_DEPTH}"


def test_length() -> None:
    assert bounded("a" * MAX_MARKUP) == ("a" * MAX_MARKUP, "")
    assert bounded("a" * (MAX_MARKUP + 1)) == ("a" * MAX_MARKUP, "HTML cut at 1 MiB")
