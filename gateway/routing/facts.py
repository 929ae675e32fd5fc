"""Which facts a letter gives already, one small detector for each, and which are still missing.

What merely may be meant does not count: a fact that is asked for again costs a line, one that is
never asked for costs a day.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gateway.routing.lexicon import expressed, lexicon
from gateway.routing.services import Service
from gateway.routing.text import Letter, Word, Zone

# the questions of a topic that are worth a line in the first answer, the most telling first
CHECK_LISTS: Mapping[str, tuple[str, ...]] = {
    "server_unreachable": (
        "ping_result",
        "site_by_ip",
        "panel_access",
        "other_device_or_network",
        "console_access",
    ),
    "site_down": (
        "since_when",
        "changes_before",
        "other_device_or_network",
        "happened_before",
        "browser",
        "error_text",
        "other_sites",
        "panel_access",
    ),
    "login": (
        "login_data_used",
        "error_text",
        "other_login",
        "other_device_or_network",
        "software_name",
    ),
    "software": (
        "software_name",
        "console_attempt",
        "error_text",
        "logs",
        "vendor_contacted",
        "expected_result",
    ),
    "mail": (
        "mailboxes_involved",
        "error_text",
        "bounce_received",
        "other_mailboxes",
        "mail_client",
        "sent_by_script",
        "worked_before",
    ),
    "network": ("client_ip", "other_device_or_network", "mtr_report", "ip_changes"),
    "site_feature": (
        "other_sites",
        "which_function",
        "how_to_reproduce",
        "other_device_or_network",
        "viruses_checked",
        "expected_result",
    ),
    "install": ("what_to_install", "command_used", "error_text", "requirements_met"),
    "virus": ("other_sites", "antivirus", "error_text"),
    "domain": ("domain_name", "changes_before", "error_text"),
    "backup": ("backup_purpose", "backup_user", "error_text"),
    "other": (),
}

_BROWSER = re.compile(
    r"\b(?:google )?(?:chrome|firefox|safari|opera|edge|brave|vivaldi|chromium|internet explorer"
    r"|mozilla"
    r"|хром\w{0,2}|мозил\w{1,3}|файерфокс\w?|фаерфокс\w?|сафари|опер[аеуы]"
    r"|яндекс[ .-]?браузер\w{0,2}"
    r"|инкогнито|incognito|браузер\w{0,2} \w+)\b",
    re.IGNORECASE,
)
_NO_BROWSER = re.compile(r"браузер\w{0,2} (?!яндекс|хром|мозил|опер|сафари)[а-я]+", re.IGNORECASE)
_ERROR_CODE = re.compile(
    r"\b(?:ERR_\w{3,}|NET::\w+|DNS_PROBE\w+|NXDOMAIN|SERVFAIL|ENOMEM|ENOSPC|SQLSTATE\S*"
    r"|0x[0-9a-f]{3,}"
    r"|[45]\d\d (?:[A-Z][a-z]+ )[A-Z]?[a-z]+|(?:ошибк\w|error|код\w?|code|status|выда\w+|отда\w+"
    r"|верну\w+"
    r"|пишет|shows?|says?|gives?|http)\W{1,3}(?:ошибк\w )?(?:http )?(?:[45]\d\d|#?\d{3,5})\b"
    r"|(?:502|503|504|500|508|404|403|550|535|530|1045|2006)\b"
    r"|bad gateway|internal server error|service unavailable|gateway time-?out"
    r"|connection (?:refused"
    r"|timed out|reset)|permission denied|access denied|login incorrect|kernel panic|out of memory"
    r"|relay access denied|account suspended|тайм-?аут|time-?out|бел(?:ый|ая) (?:экран|страниц)"
    r"|без (?:всякой )?ошиб\w+|ошибок нет|no error|not found|failed to \w+|unable to \w+ \w+"
    r"|could not \w+ \w+|cannot \w+ \w+ \w+: )",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[\"«“'„]([^\"»”“\n]{4,300})[\"»”“']")
_SAYING = re.compile(
    r"(?:пиш[еу]т|ошибк\w|выда[её]\w|показыва\w+|видно|вижу|надпис\w+|сообщен\w+|говорит"
    r"|ответ\w*|отвеча\w+"
    r"|вылеза\w+|выскакива\w+|всплыва\w+|статус\w*|ругается|возвраща\w+|стоит|висит|красн\w+"
    r"|error|says?|shows?|message|get|gets|with|prints?|displays?|reads?|reports?|status|fails?"
    r"|показує|пише|помилк\w|көрсет\w+|қате)\W{0,3}(?:\S{1,30}\W{1,3}){0,7}$",
    re.IGNORECASE,
)
_SUCCESS = re.compile(
    r"успешно|отправлен|выполнен|verified|completed|success|обработк|оплачен|ожида|истекает|paid\b"
    r"|не найдено|чисто|надісл",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"error|fail|exception|refused|denied|fatal|invalid|cannot|could not|unable|killed|ошибк|panic"
    r"|not found|no such",
    re.IGNORECASE,
)
_SHELL = re.compile(
    r"(?m)^\s*(?:\$ |# |> ?sudo |[\w.-]+@[\w.-]+:\S*[#$] )\S|`[^`\n]{4,160}`|\bsudo \w"
    r"|\./[\w-]+\.\w+"
    r"|\b(?:apt|apt-get|yum|dnf|pip3?|npm|composer) (?:-\w+ )?(?:install|update|upgrade"
    r"|full-upgrade|i)\b"
    r"|\b(?:java|python3?|php|docker|systemctl|mysql|mysqldump|tcpdump|dig|curl|wget|nc|telnet"
    r"|service)"
    r" -?[\w@./-]+ |\b\w+ < \w+\.sql|netplan apply|ufw \w+",
    re.IGNORECASE,
)
_GUIDE = re.compile(
    r"по (?:вашей |вашим |официальной |этой )?(?:инструкци|статье|мануал|гайд|видео)"
    r"|инструкци\w+ (?:с|из|на|раз)"
    r"|following (?:the|your|a) |(?:a|the|your) (?:tutorial|guide|manual|howto)|запуска(?:ю|ем"
    r"|л)\w* \S"
    r"|за інструкц|делал\w? по ",
    re.IGNORECASE,
)
_MTR_LINE = re.compile(
    r"(?m)^\s*\d{1,2}\.?\s+(?:\S+\s+){0,3}(?:\d+(?:\.\d+)?%|<?\d+ (?:ms|мс)|\*\s+\*|\(\S+\)\s+\d)"
)
_LOG_LINE = re.compile(
    r"\d\d:\d\d:\d\d|\[(?:error|warn|notice|info)|\b(?:ERROR|WARN|FATAL|CRITICAL|Exception"
    r"|Traceback)\b"
    r"|stack ?trace|Killed|\d{1,3}(?:\.\d{1,3}){3} - - \[|Query_time|debug\d:|^\s*at \w"
    r"|^(?:Статус|Команда"
    r"|Ответ|Status|Command|Response):\s|Out of memory|kernel:|\d+ ms\b",
    re.MULTILINE,
)
_SHOT_FILE = re.compile(r"\[(?:вложение|изображение|image|cid)[^\]\n]{0,80}", re.IGNORECASE)
_CREDENTIALS = re.compile(
    r"(?:логин|login|user(?:name)?|пользовател\w+|имя пользователя"
    r"|логін)\s*[:=—-]?\s*[a-z][\w.@-]{2,}"
    r"|\bssh [^\n]{0,60}\w@|\b[a-z][\w-]{1,20}@\d{1,3}\.\d|порт\w?\s*[:=]?\s*\d{2,5}"
    r"|\bport\s*[:=]?\s*\d{2,5}"
    r"|\d{2,5} порт\w{0,2}\b|for user '?\w|under \w+_\w+|под [a-z][\w-]{2,}|USER \w+|\bas root\b"
    r"|:(?:21|22|1500|3389|8080|2222)\b",
    re.IGNORECASE,
)
_CLIENT_IP = re.compile(
    r"(?:мой|моего|мне|наш|нашего|нашем|нашим|у меня|у нас|офис\w{0,2}|теперь|его|её|их|клиента"
    r"|покупател\w"
    r"|подключа\w+ с|захожу с|with|my|our|office|from|test from|client|their|адрес офиса|з адреси)"
    r"\W{1,3}(?:\w+\W{1,3}){0,3}?(?:ip|айпи|адрес\w{0,2}"
    r"|address)?\W{0,4}(?=\d{1,3}(?:\.\d{1,3}){3})",
    re.IGNORECASE,
)
_OUR_SERVER = re.compile(r"сервер|server|vds|vps|vlan|сайт", re.IGNORECASE)
_RESOURCES = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:гб|gb|гиг\w{0,3}|мб|mb|tb|тб|г)\b\s?(?:ram|озу|памят\w|оперативк\w"
    r"|memory|disk"
    r"|диск\w?|ssd|nvme|,|\)|свободн)|\b\d+\s?(?:v?cpus?|ядр\w{0,2}|ядер|cores?)\b|требовани\w"
    r"|requirements?|системн\w+ требован|4 minimum|at least \d+ ?gb|-xmx\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Evidence:
    """What the detectors look at."""

    letter: Letter
    category: str
    urgency: str
    topic: str
    services: Sequence[Service]
    text: str  # subject, own words and logs
    said: frozenset[str]  # entries of facts.toml that the words express
    meant: frozenset[str]  # concepts of the whole letter

    @property
    def is_trouble(self) -> bool:
        """Something is or was wrong."""
        return self.urgency in ("outage", "technical", "diagnostics")


Detector = Callable[[Evidence], bool]


def given(
    letter: Letter,
    category: str,
    urgency: str,
    topic: str,
    services: Sequence[Service],
) -> tuple[str, ...]:
    """Keys of the facts that the letter gives, in a fixed order."""
    zone = Zone(letter.sentences_with_logs[:8_000])
    words: Sequence[Word] = zone.words
    evidence = Evidence(
        letter=letter,
        category=category,
        urgency=urgency,
        topic=topic,
        services=services,
        text=f"{letter.subject.text}\n{letter.sentences_with_logs[:8_000]}",
        said=frozenset(
            hit.concept
            for part in (letter.subject.words, words)
            for hit in lexicon("facts").find(part)
        ),
        meant=frozenset(
            hit.concept for part in (letter.subject, letter.own) for hit in expressed(part)
        ),
    )
    return tuple(key for key, detector in DETECTORS.items() if detector(evidence))


def missing(topic: str, facts: Sequence[str]) -> tuple[str, ...]:
    """What the topic's check-list asks for and the letter does not tell."""
    return tuple(key for key in CHECK_LISTS.get(topic, ()) if key not in facts)


def _since_when(one: Evidence) -> bool:
    if "since_when" not in one.said:
        return False
    if one.category == "finance":
        went_wrong = {"not_credited", "double", "suspended", "pay_trouble", "paid_but_down"}
        return one.urgency == "outage" or not went_wrong.isdisjoint(one.meant)
    return one.is_trouble


def _changes_before(one: Evidence) -> bool:
    return "changes_before" in one.said and one.is_trouble


def _error_text(one: Evidence) -> bool:
    if not (one.is_trouble or one.category == "finance"):
        return False
    for match in _QUOTE.finditer(one.text):
        if _SUCCESS.search(match.group(1)):
            continue
        if _SAYING.search(one.text[max(0, match.start() - 90) : match.start()]):
            return True
    if one.category == "finance" and one.urgency == "finance":
        return False
    if _FAILURE.search(one.letter.logs):
        return True
    return _ERROR_CODE.search(one.text) is not None


def _browser(one: Evidence) -> bool:
    return any(
        _NO_BROWSER.fullmatch(match.group(0)) is None for match in _BROWSER.finditer(one.text)
    )


def _software(one: Evidence) -> bool:
    if one.topic == "install" and one.category != "finance":
        return "reinstall_os" not in one.meant and "migrate" in one.meant and _named(one)
    return _named(one) and one.category != "finance"


def _named(one: Evidence) -> bool:
    names = _software_names()
    return any(word.folded in names for word in (*one.letter.subject.words, *one.letter.own.words))


@cache
def _software_names() -> frozenset[str]:
    text = files("gateway.routing").joinpath("software.txt").read_text("utf-8")
    return frozenset(text.split())


def _logs(one: Evidence) -> bool:
    return len(_LOG_LINE.findall(one.letter.logs)) >= 1


def _mailboxes(one: Evidence) -> bool:
    if one.topic not in ("mail", "login"):
        return False
    return any(
        word.folded == "qqmail" and "@" in one.letter.own.text[word.start : word.end]
        for word in one.letter.own.words
    )


def _client_ip(one: Evidence) -> bool:
    if one.topic not in ("network", "login", "site_down", "server_unreachable"):
        return False
    return any(
        _OUR_SERVER.search(match.group(0)) is None for match in _CLIENT_IP.finditer(one.text)
    )


def _in_topics(key: str, *topics: str) -> Detector:
    return lambda one: key in one.said and one.topic in topics


def _said(key: str) -> Detector:
    return lambda one: key in one.said


def _in_trouble(key: str) -> Detector:
    return lambda one: key in one.said and one.is_trouble


DETECTORS: Mapping[str, Detector] = {
    "since_when": _since_when,
    "changes_before": _changes_before,
    "other_device_or_network": _in_trouble("other_device_or_network"),
    "happened_before": lambda one: (
        "happened_before" in one.said and (one.is_trouble or one.category == "finance")
    ),
    "browser": _browser,
    "error_text": _error_text,
    "other_sites": lambda one: "other_sites" in one.said and one.is_trouble,
    "login_data_used": lambda one: (
        _CREDENTIALS.search(one.text) is not None
        and one.topic
        in ("login", "server_unreachable", "install", "network", "backup", "virus", "mail")
    ),
    "panel_access": lambda one: "panel_access" in one.said and one.category != "finance",
    "software_name": _software,
    "console_attempt": _in_trouble("console_attempt"),
    "logs": _logs,
    "vendor_contacted": _said("vendor_contacted"),
    "mailboxes_involved": _mailboxes,
    "bounce_received": _in_topics("bounce_received", "mail"),
    "mail_client": _in_topics("mail_client", "mail", "login"),
    "sent_by_script": _in_topics("sent_by_script", "mail"),
    "client_ip": _client_ip,
    "mtr_report": lambda one: len(_MTR_LINE.findall(one.text)) >= 3,
    "ip_changes": _in_topics("ip_changes", "network"),
    "which_function": _in_topics("which_function", "site_feature"),
    "how_to_reproduce": lambda one: "how_to_reproduce" in one.said and one.urgency == "technical",
    "expected_result": lambda one: (
        "expected_result" in one.said
        and (one.category == "sysadmin" or one.topic in ("site_feature", "software"))
    ),
    "what_to_install": lambda one: one.topic == "install" and one.category != "finance",
    "command_used": lambda one: (
        one.category != "finance"
        and one.is_trouble
        and (_SHELL.search(one.text) is not None or _GUIDE.search(one.text) is not None)
    ),
    "requirements_met": lambda one: (
        one.topic in ("install", "software", "other")
        and one.category != "finance"
        and _RESOURCES.search(one.text) is not None
    ),
    "domain_name": lambda one: any(service.kind == "domain" for service in one.services),
    "antivirus": lambda one: "antivirus" in one.meant and one.topic == "virus",
    "backup_purpose": _in_topics("backup_purpose", "backup"),
    "screenshot": lambda one: (
        "screenshot" in one.said or _SHOT_FILE.search(one.letter.own.text) is not None
    ),
    "service_named": lambda one: bool(one.services),
}
