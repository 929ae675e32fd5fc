"""What an invitation says in words (RFC 5545), for a letter that has no other text."""

from parsers import charsets, headers

_MAX_LINES = 2_000
_SHOWN = ("summary", "dtstart", "dtend", "location", "organizer", "description")
_LABELS = {"dtstart": "", "dtend": "– ", "organizer": ""}


def method(data: bytes) -> str:
    """METHOD (RFC 5546 section 1.4) in lower case, "" when there is none."""
    return _properties(data).get("method", "").lower()


def to_text(data: bytes) -> str:
    """Summary, time, place and description of the first event, a line each."""
    found = _properties(data)
    return "\n".join(_LABELS.get(name, "") + found[name] for name in _SHOWN if found.get(name))


def _properties(data: bytes) -> dict[str, str]:
    """The properties of the calendar and of its first event, unescaped."""
    text = charsets.decode(data[:100_000], "utf-8").text.replace("\r\n", "\n")
    text = text.replace("\n ", "").replace("\n\t", "")
    found: dict[str, str] = {}
    inside = ""
    for line in text.split("\n")[:_MAX_LINES]:
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        name = name.strip().lower()
        if name == "begin":
            inside = value.strip().lower()
        elif name == "end" and value.strip().lower() == "vevent":
            break
        elif inside in ("vcalendar", "vevent", "vtodo") and name not in found:
            found[name] = _value(name, value, parameters)
    return found


def _value(name: str, value: str, parameters: str) -> str:
    if name in ("dtstart", "dtend"):
        return _time(value.strip(), parameters)
    if name == "organizer":
        return headers.clean_line(value.strip().removeprefix("mailto:"), 250)
    value = value.replace("\\n", "\n").replace("\\N", "\n")
    for mark in ",;\\":
        value = value.replace("\\" + mark, mark)
    return headers.clean_text(value).strip()[:10_000]


def _time(value: str, parameters: str) -> str:
    """``20261125T140000Z`` to ``2026-11-25 14:00 UTC``."""
    if not value[:8].isdigit() or len(value) < 8:
        return headers.clean_line(value, 60)
    date = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    clock = f" {value[9:11]}:{value[11:13]}" if value[8:9] == "T" else ""
    upper = parameters.upper()
    at = upper.find("TZID=")
    zone = " UTC" if value.endswith("Z") else ""
    if at >= 0:
        zone = " " + parameters[at + 5 :].partition(";")[0].strip('"')
    return headers.clean_line(f"{date}{clock}{zone}", 80)
