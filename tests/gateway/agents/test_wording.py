import pytest

from gateway.agents.wording import as_html, language_of
from gateway.settings import Agent


@pytest.mark.parametrize(
    ("languages", "language"), [((), "ru"), (("en", "ru"), "en"), (("kk", "en"), "ru")]
)
def test_an_agent_is_written_to_in_the_first_of_his_languages(
    languages: tuple[str, ...], language: str
) -> None:
    agent = Agent(name="Петя", address="petya@hoster.example", languages=languages)
    assert language_of(agent, "ru") == language


def test_paragraphs_lines_and_indents_are_kept() -> None:
    html = as_html("a\n  b\n\n\n<c>\n")
    assert "<p>a<br>\n&nbsp;&nbsp;b</p>\n<p>&lt;c&gt;</p>" in html
