"""HTML to the text that its reader saw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.markup import to_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("откры<span>вается</span> <b>да</b>", "открывается да"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("one<br>two<br/><br/>three", "one\ntwo\n\nthree"),
        ('<p class="MsoNormal">one</p><p class="MsoNormal">two</p>', "one\ntwo"),
        ("<ul><li>one<li>two<ul><li>in</ul></ul>", "- one\n- two\n  - in"),
        ("<ol start=3><li>one<li>two</ol>", "3. one\n4. two"),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a | b\nc | d"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>see <a href='https://x.example/'>here</a>!</p>", "see here <https://x.example/>!"),
        ("<a href='https://x.example/'>x.example</a>", "x.example"),
        ("<a href='mailto:a@x.example'>a@x.example</a>", "a@x.example"),
        ("<a href='javascript:x()'>here</a>", "here"),
        ("<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d", "> a\n> b\n>> c\n\nd"),
        ("a&nbsp;b&lt;c&amp;d", "a b<c&d"),
        ("  a \n\n b  ", "a b"),
        ("<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb"),
        ("<div>wrote:</div><blockquote><p>a</p><p>b</p></blockquote>", "wrote:\n> a\n>\n> b"),
        ("<hr>a", "---\na"),
        ('<img alt="😀"><img alt="logo">', "😀"),
        ("", ""),
    ],
)
def test_forms(html: str, expected: str) -> None:
    assert to_text(html).text == expected


@pytest.mark.parametrize(
    "unseen",
    ['<div style="display: none">x</div>', '<span style="DISPLAY:NONE;a:b">x</span>',
     '<div style="visibility: hidden">x</div>', '<div style="mso-hide:all">x</div>',
     '<div style="max-height:0;overflow:hidden">x</div>', "<p hidden>x</p>", "<title>x</title>",
     "<style>x</style>", "<script>x</script>", "<!-- x -->", "<template>x</template>"],
)  # fmt: skip
def test_what_nobody_saw_is_left_out(unseen: str) -> None:
    assert to_text(f"<body>{unseen}<p>seen</p></body>").text == "seen"


@pytest.mark.parametrize(
    "soup",
    ["<div>" * 100_000, "<b><p>" * 50_000, "<ul><li>" * 50_000, "<table><tr><td>" * 30_000,
     "<blockquote>a" * 30_000, "<a href=http://x.example>" * 20_000, "<" * 300_000, "&" * 300_000,
     "<div>a</blockquote>" * 20_000, "<b><div></b>" * 30_000, "<foo><div></foo>" * 30_000,
     "<div><table><tr><td></div>" * 20_000, "<svg><div></svg>" * 30_000,
     "<o:p></o:p><o:q>" * 30_000,
     "<p " + "a=1 " * 50_000, "<div" * 100_000, "</div>" * 100_000, "<br>" * 100_000],
)  # fmt: skip
def test_hostile_markup_is_read_in_linear_time(soup: str) -> None:
    to_text(soup + "end")


@given(st.text(alphabet="<>/abp div=\"'&;!-\n", max_size=300))
def test_any_markup(html: str) -> None:
    text = to_text(html).text
    assert "\r" not in text
    assert "\0" not in text
