import pytest

from parsers.quoting.closings import is_closing


@pytest.mark.parametrize(
    "line",
    [
        "С уважением,",
        "с уважением, иван",
        "С уважением к Вам,",
        "С уважением, бухгалтер ООО «Пример» Светлана Игоревна",
        "Best regards",
        "Cheers Bob",
        "With kindest personal regards,",
        "Mit freundlichen Grüßen / Best regards",
        "Viele Grüße aus Berlin",
        "İyi çalışmalar,",
    ],
)
def test_closing_words(line: str) -> None:
    assert is_closing(line)


@pytest.mark.parametrize(
    "line",
    [
        "Мы с уважением относимся к вашей работе",
        "Best would be to move it tonight.",
        "Cheers for fixing that so quickly",
        "Ваш сервер не работает",
        "Отправитель: ООО «Пример»",
        "",
    ],
)
def test_sentences_that_begin_alike(line: str) -> None:
    assert not is_closing(line)
