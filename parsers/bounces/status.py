"""The status of a failure (RFC 3463): as a server wrote it, else by its reply code or words."""

import re

from parsers.bounces.phrases import phrases

_ENHANCED = re.compile(r"(?<![\w.])([245])\.([0-7])\.(\d{1,3})(?![\w]|\.\d)")
# A reply code of RFC 5321 stands at the start, or right behind a mark or a word that announces it.
_REPLY = re.compile(
    r"(?:^|[\n(\[:#;<>'\"]|\b(?:said|error|code|reply|response|responded|smtp|status|with|by|is|was|ошибка"
    r"|код|ответ|ответил)\b)[\s:<>#(\[='\"-]{0,6}([45])([0-57])(\d)(?=$|[\s\-:;,.)\]#])",
    re.IGNORECASE | re.MULTILINE,
)
_VERSIONS = (
    "version",
    "exim ",
    "postfix ",
    "smtpsvc",
    "sendmail ",
    "qmail ",
    "microsoft ",
    "server ver",
    " v",
)
# What a bare reply code says when no words do (RFC 5321 section 4.2.3).
_OF_REPLY = {
    "421": "4.3.2", "432": "4.2.0", "441": "4.4.1", "442": "4.4.2", "446": "4.4.6", "447": "4.4.7",
    "450": "4.2.0", "451": "4.3.0", "452": "4.3.1", "501": "5.5.4", "503": "5.5.1", "521": "5.3.2",
    "550": "5.1.1", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3", "556": "5.1.10",
}  # fmt: skip


def enhanced(text: str) -> str:
    """The first enhanced status code in ``text``, "" when there is none; no version numbers."""
    best = ""
    for match in _ENHANCED.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()].lower()
        if before.endswith(_VERSIONS) or any(word in before for word in _VERSIONS[:-1]):
            continue
        code = f"{match[1]}.{match[2]}.{int(match[3])}"
        if not code.endswith(".0.0"):
            return code
        best = best or code
    return best


def reply_code(text: str) -> str:
    """The first SMTP reply code of a refusal in ``text``, "" when there is none."""
    match = _REPLY.search(text)
    return match[1] + match[2] + match[3] if match else ""


def evident(text: str) -> bool:
    """Whether ``text`` holds a status or a reply code of a server."""
    return bool(enhanced(text) or reply_code(text))


def general(action: str) -> str:
    """The status that says no more than the action does (RFC 3463 section 3.1)."""
    return {"failed": "5.0.0", "delayed": "4.0.0"}.get(action, "2.0.0")


def from_words(text: str) -> str:
    """The status that a reason in words stands for, "" when it is no known reason."""
    lower = " ".join(text.lower().split())
    for code, words in phrases().status:
        if any(word in lower for word in words):
            return code
    return ""


def status_of(text: str, *, action: str) -> str:
    """The status that ``text`` gives, by the surest of its signs; "" when it gives none."""
    code = enhanced(text)
    if code and not code.endswith(".0.0"):
        return code
    reply = reply_code(text)
    worded = from_words(text)
    found = worded or _OF_REPLY.get(reply, "") or code
    if not found and reply:
        found = f"{reply[0]}.0.0"
    if found and (reply or code):
        found = (reply or code)[0] + found[1:]
    elif found and action == "delayed":
        found = "4" + found[1:]
    return found
