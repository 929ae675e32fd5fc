import pytest

from gateway.agents.notice import delivery_failed, not_relayed
from gateway.agents.relay import Withheld
from gateway.agents.wording import MARKERS


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("rule", ["empty", "automatic", "not_yours", "new_rule"])
def test_the_agent_learns_why_his_answer_was_not_sent(language: str, rule: str) -> None:
    withheld = Withheld(rule, "a reason\r\nfor it")
    notice = not_relayed(withheld, language=language, subject="Сайт, пароль: s3cret")  # type: ignore[arg-type]
    assert notice.text.startswith(MARKERS[language])  # type: ignore[index]
    assert ("a reason" in notice.text) == (rule == "new_rule")
    assert "s3cret" not in notice.subject + notice.text + notice.html
    assert "\n" not in notice.subject


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_agent_learns_that_his_answer_was_not_delivered(language: str) -> None:
    def notice(*, gave_up: bool) -> str:
        composed = delivery_failed(
            language=language,  # type: ignore[arg-type]
            subject="Сайт",
            recipient="anna@client.example",
            reply="550 5.1.1 <b>No</b>\r\nsuch user",
            gave_up=gave_up,
        )
        assert "<b>" not in composed.html
        return composed.text

    assert "anna@client.example" in notice(gave_up=False)
    assert "550 5.1.1 <b>No</b>" in notice(gave_up=False)
    assert notice(gave_up=True) != notice(gave_up=False)
