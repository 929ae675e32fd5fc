"""Letters by which services make sure that somebody reads an address: codes and confirmation links.

Sent to a reply address of ours they are an attack: a stranger opens an account under our domain and
hopes to be shown the code (the "ticket trick"). Such a letter is held, whoever seems to write it.
"""

import re

from parsers.message import InboundMessage

_LOOKED_AT = 4_000  # characters
_ASKS = re.compile(
    r"confirm(?:ation|ing|ed)?\b.{0,40}\b(?:e-?mail|address|account|registration|subscription"
    r"|sign-?(?:up|in)|identity|code|link)"
    r"|verif(?:y|ying|ication)\b.{0,40}\b(?:e-?mail|address|account|identity|code|link|sign-?in"
    r"|device|login)"
    r"|(?:e-?mail|address|account|login|sign-?in|device|security|access|one-time|single-use|magic)"
    r" (?:confirmation|verification|passcode|code|link)"
    r"|activat(?:e|ion)\b.{0,30}\b(?:account|profile|code|link|membership)"
    r"|reset\b.{0,20}\bpassword|password reset|one-time pass(?:word|code)|\botp\b"
    r"|complete your (?:registration|sign-?up)|(?:invited|invitation).{0,40}\bworkspace"
    r"|finish (?:signing up|setting up)|magic (?:sign-?in )?link|log ?in to your account"
    r"|(?:подтверд|верифиц|активир|активац)\w*.{0,40}"
    r"(?:почт|адрес|e-?mail|email|регистрац|аккаунт|уч[её]тн|личност|вход|код|подписк|кабинет)"
    r"|(?:код|ссылк)\w*.{0,30}(?:подтвержд|активац|вход|верификац|проверк|доступ|восстановл)"
    r"|подтверждени\w*.{0,20}(?:почт|адрес|регистрац|вход)"
    r"|(?:сброс|восстановлени)\w*.{0,20}парол|одноразов\w* (?:парол|код)|проверочн\w* код"
    r"|заверш\w*.{0,20}регистрац"
    r"|best[äa]tig\w*.{0,40}(?:e-?mail|adresse|konto|registrierung)|best[äa]tigungscode"
    r"|confirme[rz]?\b.{0,40}(?:adresse|e-?mail|compte|inscription)"
    r"|confirm[ae]\b.{0,40}(?:correo|cuenta|direcci[oó]n)|c[oó]digo de verificaci[oó]n"
    r"|підтвер\w*.{0,40}(?:пошт|адрес|реєстрац|акаунт)",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"https?://\S"
    r"|(?<![\w.-])(?:\d{4,8}|\d{3}[ -]\d{3}|[A-Z0-9]{3,5}-[A-Z0-9]{3,5})(?![\w.-]\w)"
)


def asks_to_confirm(message: InboundMessage) -> bool:
    """Whether it asks to confirm an address or an account, by a link or a code."""
    text = " ".join(message.text[:_LOOKED_AT].split())
    return bool(_ASKS.search(f"{message.subject}\n{text}")) and bool(
        _WAY.search(f"{message.subject}\n{text}") or "http" in message.html[: 4 * _LOOKED_AT]
    )
