from parsers.quoting.lines import lines_of


def test_attribution_in_the_line_of_the_answer_is_parted() -> None:
    line = "Thanks, fine. On Tue, Mar 10, 2026 at 2:22 PM Bob <bob@client.example> wrote:"
    assert lines_of(line) == ["Thanks, fine. ", line[14:]]


def test_other_lines_stay_whole() -> None:
    for line in (
        "On Tue, Mar 10, 2026 at 2:22 PM Bob <bob@client.example> wrote:",
        "В Вт, 10/03/2026 в 14:22 +0300, Поддержка пишет:",
        "The job runs On Mondays and Fridays at 10:00, as I wrote:",
    ):
        assert lines_of(line) == [line]


def test_long_gaps_are_closed() -> None:
    assert lines_of("a\n\n\n\n\nb") == ["a", "", "", "b"]
