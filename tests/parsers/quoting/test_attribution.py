import pytest

from parsers.quoting.attribution import Sureness, find, introduces, judge

SURE = [
    "On Tue, Mar 10, 2026 at 2:22\u202fPM Support <support@hoster.example> wrote:",
    "пн, 28 сент. 2026 г. в 21:10, Имя Фамилия <name@client.example>:",
    "12 марта 2026 г., 14:05 пользователь Иван <ivan@client.example> написал:",
    "Вы писали 5 мая 2026 г., 12:00:00:",
    "Am 10.03.26 um 14:22 schrieb Support:",
    "Le 10 mars 2026 à 14:22, « Support » <support@hoster.example> a écrit :",
    "2026年3月10日(火) 14:22 サポート <support@hoster.example>:",
    "客服 <support@hoster.example> 于2026年3月10日周二 14:22写道：",
    "Mar, 10 Mar 2026 je 14:22 Subteno <support@hoster.example> konigis:",
    "---- On Tue, 10 Mar 2026 14:22:07 +0300 Bob <bob@client.example> wrote ----",
]
NONE = [
    "Вчера в 14:22 ваш оператор мне написал:",
    "10.03.2026 в 14:22 сайт перестал открываться с ошибкой:",
    "On your remote host you can run:",
    "Мой вопрос такой:",
    "Issuer: C=US, O=Example CA, Not After 2026-03-10 14:22:",
    "",
    ":",
]


@pytest.mark.parametrize("line", SURE)
def test_attribution_of_any_language_is_sure(line: str) -> None:
    assert judge(line) is Sureness.SURE


@pytest.mark.parametrize("line", NONE)
def test_what_people_say_is_none(line: str) -> None:
    assert judge(line) < Sureness.NAMED


def test_name_and_verb_without_a_date_is_less_sure() -> None:
    assert judge("Иван Сидоров написал(а):") is Sureness.NAMED
    assert judge("Google Chrome пишет:") is Sureness.ABOVE_MARKS


@pytest.mark.parametrize(
    "lines",
    [
        ["On Tue, Mar 10, 2026 at 2:22 PM Hosting", "Support <support@hoster.example> wrote:"],
        ["On Tue, Mar 10, 2026 at 2:22 PM", "Support", "<support@hoster.example>", "wrote:"],
        ["пн, 9 мар. 2026 г. в 11:00, Хостинг Пример <", "support@hoster.example>:"],
    ],
)
def test_lines_that_a_program_broke_are_joined(lines: list[str]) -> None:
    assert find(["Спасибо.", *lines], len(lines), 0) == (1, Sureness.SURE)


def test_text_right_above_is_left_out() -> None:
    lines = ["I agree with all of that.", "On 10.03.2026 14:22, Bob wrote:"]
    assert find(lines, 1, 0) == (1, Sureness.SURE)


def test_sender_announces_what_follows() -> None:
    assert introduces("В логе вот такая ошибка:")
    assert not introduces("10.03.2026 14:22, Поддержка пишет:")
    assert not introduces("В логе ошибка.")
