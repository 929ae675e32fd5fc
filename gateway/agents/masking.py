"""Mask what looks like a password in a line that is shown in passing, such as a subject. Linear.

A mask too many costs nothing in a subject; a missed one shows a password in every list of letters.
"""

import re

MASK = "****"

_KEY = re.compile(
    r"(?<!\w)(?:парол[а-яё]{0,3}|пасс?ворд[а-яё]{0,3}|пасс"
    r"|pass(?:words?|wd|phrase|code|key)?|passwort|pwd|pw|psw)(?!\w)",
    re.IGNORECASE,
)
_SAID = re.compile(r"\s{0,5}(?:[:=]|[-–—>]{1,3}(?=\s)|(?:is|это|есть)(?=\s))\s{0,5}", re.IGNORECASE)
_WORDS = re.compile(r"(?:\s{1,5}(?!\d)\w{1,30}){0,3}\s{0,5}[:=]\s{0,5}|\s{1,5}")
_VALUE = re.compile(r"\S{1,200}")


def mask(line: str) -> str:
    """The line with ``****`` for every password that is named as one."""
    pieces, at = [], 0
    for key in _KEY.finditer(line):
        if key.start() < at:
            continue
        value = _value(line, key.end())
        if value is not None:
            pieces += [line[at : value.start()], MASK]
            at = value.end()
    return "".join([*pieces, line[at:]])


def _value(line: str, at: int) -> re.Match[str] | None:
    if said := _SAID.match(line, at):
        return _VALUE.match(line, said.end())
    # "пароль от сервера: x1", "пароль x1", but neither "пароль не подходит" nor "password reset"
    between = _WORDS.match(line, at)
    value = _VALUE.match(line, between.end()) if between else None
    return value if value and _looks_secret(value[0]) else None


def _looks_secret(word: str) -> bool:
    word = word.strip(".,;!?…()\"'«»")
    inner = word[1:]
    return (
        any(char.isdigit() for char in word)
        or any(char in "!@#$%^&*_=+~" for char in word)
        or (inner.lower() != inner and inner.upper() != inner)
    )
