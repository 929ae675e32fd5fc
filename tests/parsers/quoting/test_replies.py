"""Replies of many programs, languages and habits: each line goes where a reader would put it."""

import pytest

from parsers.quoting import split
from tests.parsers.quoting.cases import Case, cases, without_context

CASES = tuple(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.language}")
def test_sender_s_words_are_found(case: Case) -> None:
    parts = split(case.text)
    marked_is_own = any(row.startswith("> ") for row in case.new.split("\n"))
    found = parts.new_text.split() if marked_is_own else without_context(parts.new_text)
    assert found == case.new.split()
    assert parts.signature.split() == case.signature.split()
