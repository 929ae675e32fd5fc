"""A letter's words as the router weighs them: zones, folding, placeholders, bounded work.

Quotations, signatures, disclaimers and log lines are parted off here, so that what a program or an
older letter says does not vote on what this one is about. A forward below a few words of the
sender's is the sender's matter, but his own words come first.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from parsers.quoting.splitter import split

MOST_TEXT = 40_000  # characters of a body that are looked at at all
MOST_WORDS = 700  # of a zone; a letter has said what it is about by then
MOST_WEIGHED = 6_000  # of the sender's own words
_LONGEST_WORD = 40

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0x00AD]
)
# what reads as the letter of the other script; only inside a word that mixes both
_TO_CYRILLIC = str.maketrans("aceopxyktmhbu3", "асеорхуктмнви3")
_TO_LATIN = str.maketrans("асеорхуктмнвії", "aceopxyktmhbii")

_LOG = re.compile(
    r"\d\d:\d\d:\d\d"
    r"|^\s*(?:at [\w$.]+\(|#\d+ |# \S|\$ \S|> \S|Traceback|File \"|E: |dpkg: |Job for |debug\d: )"
    r"|^\s*\d{1,2}\.? +(?:<?\d+ (?:ms|мс)|\*|[\w.-]+ +\d)"
    r"|^\s*(?:\[[\w :.,+-]{2,40}\]|\w*(?:Error|Exception|ERROR|WARN|FATAL)\b:)"
    r"|^\s*(?:Filesystem|tmpfs|/dev/|Received:|DEBUG|INFO|WARNING|NOTICE|CRITICAL)\b"
    r"|^\s*(?:Status|Command|Response|Статус|Команда|Ответ|Ошибка):\s*\t"
    r"|\bat \S{1,120}\.(?:php|py|js|rb|java):\d|^\s*\d+-\w+-\d+ +\d+:\d\d"
)
_DISCLAIMER = re.compile(
    r"confidential(?:ity)? (?:notice|information)|intended (?:solely|only|exclusively) for"
    r"|privileged (?:information|and)|not the intended recipient|virus[- ]free|disclaimer\b"
    r"|настоящ\w+ (?:сообщение|письмо) (?:и |содерж|предназнач|является)"
    r"|данное (?:сообщение|письмо) (?:может )?(?:содерж|адресован|предназнач|является)"
    r"|конфиденциальн\w+ информаци|не являетесь (?:его |надлежащим )?адресатом"
    r"|это (?:письмо|сообщение) (?:сформировано|отправлено|создано) автоматически"
    r"|sent from my |отправлено (?:с |из |через )(?:\w+ )?(?:iphone|ipad|android|samsung|xiaomi"
    r"|устройства|мобильн|телефона|яндекс|почты mail|моего)|надіслано з|get outlook for",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^\s*(?:от|кому|дата|тема|from|to|cc|sent|date|subject|копия|отправлено|від|до|reply-to):\s",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\s*-{2,}.{0,60}(?:пересыл|forward|исходн|original|переслан).{0,40}-{2,}", re.IGNORECASE
)

_PLACEHOLDERS = (
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"), "qqmail"),
    (re.compile(r"\bhttps?://[^\s<>\"]{1,300}"), "qqurl"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d+)?\b"), "qqip"),
    (re.compile(r"\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b"), "qqip"),
    (re.compile(r"\b\d{1,2}:\d\d\b"), "qqtime"),
    (
        re.compile(
            r"(?:[€$₽]\s?\d[\d .,]{0,12}|\b\d[\d  .,]{0,12}\s?(?:руб\w{0,4}|р\b|₽|€|\$|eur\b"
            r"|usd\b|тг\b"
            r"|тенге|грн|euros?\b|dollars?\b|rub\b|тыс\w* руб\w*))"
        ),
        "qqsum",
    ),
    (re.compile(r"(?<!\w)\d{1,3}\s?%"), "qqpercent"),
    (re.compile(r"(?<![\w/])/(?:[\w.-]{1,60}/){0,8}[\w.*-]{1,60}"), "qqpath"),
    (
        re.compile(
            r"\b(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,4}(?:example|com|net|org|info|biz|ru|su|рф"
            r"|xn--[\w-]{2,40}"
            r"|ua|kz|by|eu|io|dev|app|pro|online|shop|site|store|club|de|uk|co|me|tech|онлайн"
            r"|сайт|укр|қаз"
            r"|москва|дети|бел|test|name|world|cloud|host|space)\b"
        ),
        "qqdomain",
    ),
)
_MARK = 0xE000  # private use: stands for a placeholder
_TOKEN = re.compile(
    "[\ue000]+|[\ue001]+|[\ue002]+|[\ue003]+|[\ue004]+|[\ue005]+|[\ue006]+|[\ue007]+|[\ue008]+|[^\\W_]+"
)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?…;:]+(?=\s|$)|\n+|\s[-–—]\s")
_MIXED = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")

_TRANSLIT_WORDS = re.compile(
    r"\b(?:ne|na|ya|ja|vy|my|kak|chto|chto|sajt|sayt|saita|sajta|rabotaet|rabotayet|pozhalujsta"
    r"|pozhaluista"
    r"|pozhaluysta|zdravstvuj\w*|zdravstvuy\w*|zdravstvui\w*|privet|spasibo|pochta|pochty|domen"
    r"|oplat\w+|dengi"
    r"|segodnya|vchera|parol|mozhno|nuzhno|server\w?|est|net|uzhe|esche|eshche|ili|pomogite"
    r"|dobryj|dobryi"
    r"|dobriy|dobryy|den|u menya|menya|nas|pishet|oshibk\w)\b"
)
_SYLLABLES = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"),
    ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"), ("yo", "е"), ("jo", "е"),
    ("ye", "е"), ("yj", "ый"), ("ij", "ий"), ("iy", "ий"), ("yy", "ый"), ("ay", "ай"), ("aj", "ай"),
    ("ey", "ей"), ("ej", "ей"), ("oy", "ой"), ("oj", "ой"), ("uy", "уй"), ("uj", "уй"),
)  # fmt: skip
_SINGLE = str.maketrans("abvgdezijklmnoprstufhcyqwx", "абвгдезийклмнопрстуфхцыквх")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word: where it stands in the zone's text, and in which sentence."""

    folded: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True)
class Zone:
    """A stretch of text whose words are weighed together, but for those in places ``apart``."""

    text: str
    apart: tuple[tuple[int, int], ...] = ()  # from and to

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The folded words; domains, addresses, sums and the like are one placeholder each."""
        words = _words(self.text)
        if not self.apart:
            return words
        return tuple(
            word
            for word in words
            if not any(start < word.end and word.start < end for start, end in self.apart)
        )


@dataclass(frozen=True)
class Letter:
    """What the router looks at. ``everything`` is the body whole, within MOST_TEXT."""

    subject: Zone
    own: Zone  # the sender's words without logs
    sentences_with_logs: str  # own words and logs, in order
    logs: str
    quoted: str
    forwarded: str  # the letter below "forwarded message"
    signature: str
    everything: str
    sender: str


def read(subject: str, body: str, sender: str = "", attachments: tuple[str, ...] = ()) -> Letter:
    """Cut a letter into its zones. Linear; at most MOST_TEXT characters are looked at."""
    body = _visible(body[:MOST_TEXT])
    parts = split(body)
    return from_parts(
        subject, parts.new_text, parts.quoted_text, parts.signature, sender, attachments
    )


def from_parts(
    subject: str,
    new_text: str,
    quoted: str,
    signature: str,
    sender: str = "",
    attachments: tuple[str, ...] = (),
) -> Letter:
    """The zones of a letter that is parted already."""
    new_text = _visible(new_text[:MOST_TEXT])
    new_text, forwarded = _without_forward(new_text)
    own, logs = _without_logs(new_text)
    if attachments:
        own += "\n" + "\n".join(f"[вложение: {name[:80]}]" for name in attachments[:10])
    return Letter(
        subject=Zone(_visible(subject[:400])),
        own=Zone(own[:MOST_WEIGHED]),
        sentences_with_logs=new_text,
        logs=logs,
        quoted=quoted[:MOST_TEXT],
        forwarded=forwarded,
        signature=_visible(signature[:2_000]),
        everything=new_text + "\n" + forwarded,
        sender=sender[:320],
    )


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).replace("\r\n", "\n")


def _without_forward(text: str) -> tuple[str, str]:
    """The own words, and the forwarded letter below; all of it is own when nothing stands above."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if _FORWARD.match(line) and len("".join(lines[:at]).strip()) > 20:
            return "\n".join(lines[:at]), "\n".join(lines[at:])
    return text, ""


def _without_logs(text: str) -> tuple[str, str]:
    own: list[str] = []
    logs: list[str] = []
    log = False
    for line in text.split("\n"):
        if _DISCLAIMER.search(line) or _HEADER.match(line):
            continue
        if line.startswith("> "):
            continue
        # what a program wraps goes on indented
        wrapped = log and line[:1] in (" ", "\t") and line.strip() != ""
        log = wrapped or is_log(line)
        (logs if log else own).append(line)
    return "\n".join(own), "\n".join(logs)


def is_log(line: str) -> bool:
    """A line that a program wrote: a log, a shell, a table of a tool."""
    line = line[:400]
    if _LOG.search(line) is None:
        return False
    # prose that tells the time ("с 01:22:10 не отвечает") stays the sender's
    words = [word for word in _WORD.findall(line) if not word.isdigit()]
    prose = sum(1 for word in words if _CYRILLIC.search(word) and len(word) > 2)
    return prose < 4 or prose * 2 < len(words)


def fold(word: str) -> str:
    """Lower case, ``е`` for ``ё``, one script."""
    word = word.lower().replace("ё", "е")
    if _MIXED.search(word) and (cyrillic := len(_CYRILLIC.findall(word))):
        word = word.translate(_TO_CYRILLIC if cyrillic * 2 >= len(word) else _TO_LATIN)
    return word


def is_transliterated(text: str) -> bool:
    """Russian in Latin letters."""
    head = text[:1_500].lower()
    found = {match.group(0) for match in _TRANSLIT_WORDS.finditer(head)}
    return len(found - {"my", "net", "den", "est", "ya"}) >= 3 and not _CYRILLIC.search(head)


def to_cyrillic(word: str) -> str:
    """The likely Russian spelling of a transliterated word."""
    for latin, cyrillic in _SYLLABLES:
        word = word.replace(latin, cyrillic)
    return word.translate(_SINGLE)


_KEPT_LATIN = re.compile(
    r"qq\w+|\w*\d\w*|v[dp]s|ssh|ftp|sftp|rdp|vnc|dns|ssl|http|https|php|mysql|wordpress|joomla"
    r"|linux|windows"
    r"|err|timed|out|connection|error|gateway|not|found|bad|failed|refused|outlook|gmail|chrome"
    r"|isp|ispmanager"
)


@lru_cache(maxsize=16)  # a letter is looked at again without the words that decided
def _words(text: str) -> tuple[Word, ...]:
    # both steps keep every character's place, so that a word can be shown as it was written
    folded = text.lower()
    if len(folded) != len(text):  # a letter whose small form is two characters
        folded = "".join(char if len(char) == 1 else " " for char in map(str.lower, text))
    for number, (pattern, _) in enumerate(_PLACEHOLDERS):
        mark = chr(_MARK + number)
        folded = pattern.sub(lambda match, mark=mark: mark * len(match.group(0)), folded)  # type: ignore[misc]
    translit = is_transliterated(text)
    breaks = [match.start() for match in _SENTENCE.finditer(folded)]
    found: list[Word] = []
    for match in _TOKEN.finditer(folded):
        word = match.group(0)
        at = match.start()
        if ord(word[0]) >= _MARK and ord(word[0]) < _MARK + len(_PLACEHOLDERS):
            word = _PLACEHOLDERS[ord(word[0]) - _MARK][1]
        elif len(word) > _LONGEST_WORD:
            continue
        else:
            word = fold(word)
            if translit and not _KEPT_LATIN.fullmatch(word):
                word = to_cyrillic(word)
        found.append(Word(word, at, match.end(), bisect_right(breaks, at)))
    return tuple(found)
