"""format=flowed (RFC 3676)."""

from parsers.flowed import unwrap


def test_soft_line_ends_are_undone() -> None:
    assert unwrap("One \ntwo\nthree", delete_space=False) == "One two\nthree"
    assert unwrap("сло \nво", delete_space=True) == "слово"


def test_quotations_flow_at_their_own_depth() -> None:
    text = "> one \n> two\n>> three \n>> four\nfive"
    assert unwrap(text, delete_space=False) == "> one two\n>> three four\nfive"


def test_the_signature_mark_does_not_flow() -> None:
    assert unwrap("text \n-- \nAnna", delete_space=False) == "text \n-- \nAnna"


def test_stuffed_spaces_are_taken_away() -> None:
    assert unwrap(" > no quotation\n From here", delete_space=False) == "> no quotation\nFrom here"


def test_empty_lines_stay() -> None:
    assert unwrap("a\n\n\nb", delete_space=False) == "a\n\n\nb"
    assert unwrap(">\n> a", delete_space=False) == ">\n> a"
