"""Nothing to remember: no number of a ticket, and no line that asks to quote one."""

import re
from collections.abc import Iterator

from acknowledgements.tone.finding import Finding, Text

_BETTER = {
    "ru": "«просто ответьте на это письмо», номер клиенту не нужен",
    "en": "“just answer this letter”; a client needs no number",
}
_ASKED = re.compile(
    r"[#№]\s?\w*\d\w*|\[[\w-]*\d[\w-]*\]|(?<!\w)(?:"
    r"номер\w{0,3}\s+(?:ваш\w{0,3}\s+|этого\s+)?(?:тикет|заявк|обращени|запрос|письм|вопрос)\w{0,3}"
    r"|(?:запишите|запомните|сохраните|указывайте|укажите|не\s+меняйте)\s+(?:\w+\s+){0,2}"
    r"(?:номер\w{0,2}|тем[уы])"
    r"|(?:ticket|case|reference)\s+(?:number|id|no)"
    r"|(?:quote|keep|include|remember|mention)\s+(?:this|the|your)\s+(?:\w+\s+)?(?:number|reference)"
    r"|(?:keep|(?:don't|do\s+not)\s+change)\s+the\s+subject(?:\s+line)?)(?!\w)",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w.+/=?&%:-])\d{5,}(?![\w/-])")
# of a telephone or an address the figures are no number of ours: "+7 495 …", a link, an IP address
_HARMLESS = re.compile(r"https?://\S+|\+\d[\d ()-]+|\d{1,3}(?:\.\d{1,3}){3}")


def numbers(text: Text) -> Iterator[Finding]:
    words = _HARMLESS.sub(lambda one: "…" * len(one.group()), text.words)
    for pattern in (_ASKED, _LONG):
        for match in pattern.finditer(words):
            yield Finding(
                "numbers", text.line(match.start()), match.group(), _BETTER[text.language]
            )
        words = pattern.sub(lambda one: "…" * len(one.group()), words)
