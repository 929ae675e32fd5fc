"""The East Asian charset of bytes that declare none, "" when they look like something else.

Multi-byte text is never broken inside a character, Cyrillic taken for it nearly always is; what is
left is told apart by the characters that every such text is full of.
"""

from collections.abc import Callable

_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作"
    "里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实"
    "您请谢问题网站邮件帮忙无法登录密码付款服务器域名打服務個這們來國說時會對發後樣從請謝問題網站郵件幫"
    "無錄碼務器開關見過還給點應該沒兩麼為與"
)
_SAMPLE = 2_000


def _is_kana(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff"


def _is_hangul(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3"


def _is_common(char: str) -> bool:
    return char in _COMMON


_TELLS: tuple[tuple[str, Callable[[str], bool], float], ...] = (
    ("cp932", _is_kana, 0.4),
    ("euc_jp", _is_kana, 0.4),
    ("cp949", _is_hangul, 0.8),
    ("gb18030", _is_common, 0.3),
    ("big5", _is_common, 0.3),
)


def guess(data: bytes) -> str:
    """The charset that reads ``data`` without a fault and as its language is written."""
    best, best_margin = "", 0.0
    for charset, tells, least in _TELLS:
        text = _strict(data[:_SAMPLE], charset)
        high = [char for char in text if char > "\u2e7f" and not "\uff00" <= char <= "\uff60"]
        if len(high) < 2 or any("\ue000" <= char <= "\uf8ff" for char in high):
            continue
        margin = sum(map(tells, high)) / len(high) - least
        if margin > best_margin:
            best, best_margin = charset, margin
    return best


def _strict(data: bytes, charset: str) -> str:
    """The text, but for a last character that the sample cut; "" when a byte does not fit."""
    for cut in range(4):
        try:
            return data[: len(data) - cut].decode(charset)
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4 or len(data) < _SAMPLE:
                return ""
    return ""
