"""The subject without the prefixes that replies and forwards put before it.

RFC 5256 section 2.1 knows ``Re``, ``Fw`` and ``Fwd``; mail programs write them in their own
language.
"""

_REPLY = (
    "re aw sv antw odp vs ha ynt ref rif rép rép. res resp r bls vá vl ats atb yan ang αντ απ απαντ"
    " отв ответ отг на відп жауап 回复 回覆 答复 答覆 返信 회신 رد תגובה השב ตอบ"
)
_FORWARD = (
    "fw fwd wg tr rv enc i pd vb doorst továbbítva videresendt vidarebefordrat vs fs ilt πρθ"
    " пересл пересылка пер переадр переслано пр переслать переслан препр перенапр қайта"
    " 转发 轉寄 轉發 転送 전달 إعادة הועבר ส่งต่อ"
)
_UNSURE = {"vs", "i", "pd", "fs"}  # a forward in one language, and something else in others
_FORWARDS = frozenset(_FORWARD.split()) - _UNSURE
_PREFIXES = frozenset((_REPLY + " " + _FORWARD).split()) | {"re-sent", "r.e", "р.е", "ре", "фв"}
_LONGEST = 14
_MOST = 50


def base(subject: str) -> str:
    """``Отв: Re[2]: FW: Сайт`` to ``Сайт``; "" when nothing else was there."""
    rest = subject.strip()
    for _ in range(_MOST):
        shorter = _without_prefix(rest)
        if shorter is None:
            break
        rest = shorter
    trailing = rest[-6:].lower()
    if trailing.endswith("(fwd)"):
        rest = rest[:-5].rstrip()
    return rest


def is_forward(subject: str) -> bool:
    """Whether the outermost prefix is one of a forward, in any language but the ambiguous ones."""
    prefix = _prefix(subject.strip())
    return prefix is not None and prefix[0] in _FORWARDS


def _without_prefix(text: str) -> str | None:
    prefix = _prefix(text)
    return prefix[1] if prefix else None


def _prefix(text: str) -> tuple[str, str] | None:
    """One prefix such as ``Re:``, ``RE[2]:``, ``Re(3)：`` or ``AW*:``, bare, and the rest."""
    head = text[: _LONGEST + 8].replace("：", ":", 1)
    colon = head.find(":")
    if colon < 1:
        return None
    label = head[:colon].rstrip().lower()
    if label.endswith((")", "]")):
        opened = max(label.rfind("("), label.rfind("["))
        if opened < 1 or not label[opened + 1 : -1].isdigit():
            return None
        label = label[:opened]
    label = label.rstrip("^*0123456789 ").replace("\u0307", "")  # the dot of a lowered "İ"
    label = label.rstrip(".")
    return (label, text[colon + 1 :].lstrip()) if label in _PREFIXES else None
