import pytest

from parsers.quoting.separators import Separator, helpdesk_phrases, is_rule, separator


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("-----Исходное сообщение-----", Separator.ORIGINAL),
        ("-------- Original message --------", Separator.ORIGINAL),
        ("8<--------------- Исходное сообщение ---------------", Separator.ORIGINAL),
        ("------------------&nbsp;原始邮件&nbsp;------------------", Separator.ORIGINAL),
        ("Original Message", Separator.NAKED),
        ("---------- Forwarded message ---------", Separator.FORWARD),
        ("Begin forwarded message:", Separator.FORWARD),
        ("-------- Пересылаемое сообщение --------", Separator.FORWARD),
        ("----- Forwarded by Bob/EXAMPLE on 10.03.2026 -----", Separator.FORWARD),
        ("forwarded message", Separator.NONE),
        ("-----BEGIN CERTIFICATE-----", Separator.NONE),
        ("- оригинал договора", Separator.NONE),
        ("", Separator.NONE),
    ],
)
def test_line_between_letters(line: str, kind: Separator) -> None:
    assert separator(line) is kind


@pytest.mark.parametrize(
    "line",
    [
        "##- Please type your reply above this line -##",
        "=== Пишите ответ выше этой линии ===",
    ],
)
def test_request_of_another_helpdesk(line: str) -> None:
    assert separator(line, helpdesk_phrases(line)) is Separator.HELPDESK


def test_rules() -> None:
    assert is_rule("________________________________")
    assert is_rule("---")
    assert not is_rule("--- a/file")
    assert not is_rule("")
