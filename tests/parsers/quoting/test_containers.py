from parsers.quoting import split
from parsers.quoting.containers import quotation_start, signature_rows

BOX = '<p>Jes</p><div class="yahoo_quoted"><p>Je mardo <b>li</b> diris:</p><p>malnova</p></div>'
TEXT = "Jes\n\nJe mardo li diris\nmalnova"
SIGNED = '<p>Yes</p><div class="gmail_signature"><b>Bob</b><br>we make all things well.</div>'


def test_box_parts_a_quotation_that_no_words_show() -> None:
    html = BOX.replace("diris:", "diris")
    assert quotation_start(html, TEXT.split("\n")) == 2
    assert split(TEXT, html).new_text == "Jes"
    assert split(TEXT).new_text == TEXT


def test_text_that_isn_t_that_of_the_html_is_left_alone() -> None:
    assert quotation_start(BOX, ["Something", "else"]) == -1
    assert quotation_start("<p>no box</p>", TEXT.split("\n")) == -1


def test_box_of_a_signature() -> None:
    lines = ["Yes", "", "Bob", "we make all things well."]
    assert signature_rows(SIGNED, lines, [0, 2, 3]) == [2, 3]
    assert split("\n".join(lines), SIGNED).signature == "Bob\nwe make all things well."
    assert signature_rows(SIGNED, ["Yes", "Bob"], [0, 1]) == []


def test_letter_of_nothing_but_a_signature_keeps_it() -> None:
    text = "Bob\nwe make all things well."
    assert split(text, SIGNED).new_text == text
