"""An acknowledgement as its reader's mail client sees it."""

import re
from html.parser import HTMLParser

from acknowledgements.compose import LONGEST, Composed


class Reader(HTMLParser):
    """What a mail client shows, and the tags that it meets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.shown = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.shown += data


def without_questions(text: str) -> str:
    """The text without the block of questions and the words that lead to it."""
    return "\n\n".join(one for one in text.split("\n\n") if "\n— " not in one)


def assert_sound(composed: Composed) -> None:
    """Text and HTML say the same, in one screen, and the HTML holds our own tags only."""
    read = Reader(composed.html)
    assert read.shown.split() == composed.text.split()
    assert set(read.tags) <= {"html", "head", "meta", "body", "p", "br", "a"}
    assert read.tags.count("p") == composed.text.count("\n\n") + 1
    assert read.attributes <= {"lang", "charset", "name", "content", "style", "href"}
    assert all(re.fullmatch(r"https?://[^\s<>\"']+", link) for link in read.links)
    assert all(link in composed.text for link in read.links)
    assert len(without_questions(composed.text)) <= LONGEST
    assert composed.subject.isprintable()
