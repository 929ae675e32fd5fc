from parsers.quoting.traits import is_greeting, is_postscript, is_program_line


def test_lines_that_programs_add() -> None:
    assert is_program_line("Отправлено из мобильной Почты Mail.ru")
    assert is_program_line("iPhone'umdan gönderildi")
    assert not is_program_line("Отправлено с почты client.example, дошло?")


def test_greeting_alone() -> None:
    assert is_greeting("Здравствуйте, Пётр!")
    assert is_greeting("Hi all,")
    assert not is_greeting("Hi, please reboot the server")
    assert not is_greeting("Hier")


def test_postscript() -> None:
    assert is_postscript("P.S. ещё")
    assert is_postscript("ЗЫ: счёт")
    assert not is_postscript("PSU is broken")
