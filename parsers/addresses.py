"""Addresses of From, To, Cc and the like: RFC 5322 section 3.4 as it is really written.

One pass finds quotes, comments, angle brackets and separators; each element is read on its own, so
that a broken one costs the others nothing. Where two readings name different people there is no
address.
"""

import re
from dataclasses import dataclass

from parsers import charsets, headers
from parsers.message import Address

MAX_ADDRESSES = 500
_QUOTED_PAIR = re.compile(r"\\([^\w\s])")
_SPECIAL = re.compile(r"[\"(<,;:)]")
_MAX_NAME = 250
_MAX_ADDRESS = 320  # RFC 5321 section 4.5.3.1: 64 + 1 + 255


@dataclass(frozen=True, slots=True)
class Parsed:
    """The mailboxes of one header field, and what was wrong with it in words."""

    addresses: tuple[Address, ...]
    defects: tuple[str, ...] = ()


@dataclass(slots=True)
class _Element:
    """One mailbox between two separators, in pieces."""

    words: list[str]  # outside of brackets; quoted ones without their quotes
    comments: list[str]
    angles: list[str]
    stray: bool = False  # a parenthesis that closes or opens nothing
    closed: int = 0  # how many words stood before the bracket closed

    def split_behind_bracket(self) -> "_Element":
        """The words behind ``>`` belong to whoever follows."""
        following = _Element(self.words[self.closed :], [], [])
        del self.words[self.closed :]
        return following


def parse(raw: bytes, most: int = MAX_ADDRESSES) -> Parsed:
    """Every mailbox of a field value; names decoded, domains in lower case. Never raises."""
    text = raw.decode("ascii") if raw.isascii() else charsets.decode(raw).text
    simple = _simple(text)
    if simple is not None:
        return Parsed((simple,), _name_defects(simple))
    found: list[Address] = []
    defects: dict[str, None] = {}
    pending = ""  # "Ivanov" of «Ivanov, Ivan <ivan@client.example>»
    for element in _elements(text, most + 1):
        address = _address(element, defects)
        if not address.address and not address.name:
            continue
        if not address.address and not element.stray:
            pending = f"{pending}, {address.name}" if pending else address.name
            continue
        if pending and element.angles and address.name and len(pending) < _MAX_NAME:
            address = Address(f"{pending}, {address.name}", address.address)
            defects["unquoted comma in a name"] = None
        elif pending:
            found.append(Address(pending, ""))
        pending = ""
        found.append(address)
        defects.update(dict.fromkeys(_name_defects(address)))
    if pending:
        found.append(Address(pending, ""))
    if len(found) > most:
        defects[f"more than {most} addresses, the rest is left out"] = None
    if any(not address.address for address in found):
        defects["an address that cannot be read"] = None
    return Parsed(tuple(found[:most]), tuple(defects))


def of_path(raw: bytes) -> str:
    """The address of a Return-Path or Delivered-To field; "" for ``<>`` and for junk."""
    addresses = parse(raw, 1).addresses
    return addresses[0].address if addresses else ""


def normal(address: str) -> str:
    """``Ivan@Почта.РФ.`` to ``Ivan@xn--…``; "" when it is no addr-spec."""
    address = address.strip().strip("<>").strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if address.startswith("@") and ":" in address:  # a source route, RFC 5322 section 4.4
        address = address.partition(":")[2]
    local, at, domain = map(str.strip, address.rpartition("@"))
    domain = domain.rstrip(".").lower()
    if not at or not local or not _is_domain(domain) or len(address) > _MAX_ADDRESS:
        return ""
    if not local.startswith('"') and any(
        char in '<>()[],;:\\"@' or char.isspace() for char in local
    ):
        return ""
    if not local.isprintable():
        return ""
    return f"{local}@{_ascii_domain(domain)}"


def _is_domain(domain: str) -> bool:
    if domain.startswith("[") and domain.endswith("]"):
        return domain[1:-1].replace(":", "").replace(".", "").isalnum()
    return (
        bool(domain)
        and not domain.startswith((".", "-"))
        and ".." not in domain
        and all(char.isalnum() or char in "-._" for char in domain)
    )


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain


def _simple(text: str) -> Address | None:
    """The common forms, ``a@b``, ``Name <a@b>`` and ``"Name" <a@b>``, without the long way."""
    text = text.strip()
    if text.count("@") != 1 or "(" in text or ")" in text or "\\" in text:
        return None
    name, bracket, rest = text.partition("<")
    if not bracket:
        if any(char in text for char in '",;:>[] \t'):
            return None
        address = normal(text)
        return Address("", address) if address else None
    if not rest.endswith(">") or "@" in name:
        return None
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    elif "," in name or ";" in name or ":" in name:
        return None
    address = "" if '"' in name or any(char in rest for char in '",;: \t') else normal(rest[:-1])
    shown = _name(name)
    if not address or len(name) >= _MAX_NAME:
        return None
    return Address("" if shown.lower() == address.lower() else shown, address)


def _name(text: str) -> str:
    text = " ".join(text.split())
    if "=?" in text:
        text = headers.decode_words(text)
    text = headers.clean_line(text, _MAX_NAME)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text.replace('"', "").strip() if text.count('"') == 1 else text


def _name_defects(address: Address) -> tuple[str, ...]:
    at = address.name.find("@")
    if (
        at > 0
        and address.address
        and normal(_word_around(address.name, at)).lower()
        not in (
            "",
            address.key,
        )
    ):
        return ("a display name that holds another address",)
    return ()


def _word_around(text: str, at: int) -> str:
    start = max(text.rfind(char, 0, at) for char in " <(\"',;:[") + 1
    ends = [end for char in " >)\"',;]" if (end := text.find(char, at)) >= 0]
    return text[start : min(ends, default=len(text))]


def _elements(text: str, most: int) -> list[_Element]:
    """Cut a field at its commas and semicolons, outside of quotes, comments and brackets."""
    cutter = _Cutter(text)
    for found in _SPECIAL.finditer(text):
        if found.start() >= cutter.copied:
            cutter.special(found.start(), found[0])
            if len(cutter.done) >= most:
                return cutter.done
    cutter.end_element(len(text))
    return cutter.done


class _Cutter:
    """What has been cut off a field, and the element that is being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pairs = _parentheses(text)
        self.last_quote, self.last_angle = text.rfind('"'), text.rfind(">")
        self.done: list[_Element] = []
        self.current = _Element([], [], [])
        self.copied = 0  # text[:copied] is in the elements
        self.close = -1  # the next closing bracket
        self.at_sign = text.find("@")  # the first that may be in the current element

    def special(self, at: int, char: str) -> None:
        """Read on from a character that means something outside of words."""
        if char == '"' and at < self.last_quote:
            self.take(at, at)
            quoted, self.copied = _quoted(self.text, at)
            if self.text.startswith("@", self.copied):  # a quoted local part
                quoted = self.text[at : self.copied]
            self.current.words.append(quoted)
        elif char == "(" and at in self.pairs:
            self.take(at, self.pairs[at] + 1)
            self.current.comments.append(self.text[at + 1 : self.copied - 1])
        elif char == "<" and at < self.last_angle:
            self.angle(at)
        elif char in ",;":
            self.end_element(at)
            self.copied = at + 1
        elif char == ":":
            self.group(at)
        elif char in "()":
            self.take(at + 1, at + 1)
            self.current.stray = True

    def take(self, end: int, following: int) -> None:
        self.current.words.append(self.text[self.copied : end])
        self.copied = following

    def end_element(self, at: int) -> None:
        self.take(at, at)
        self.done.append(self.current)
        self.current = _Element([], [], [])

    def angle(self, at: int) -> None:
        if self.close < at:
            self.close = self.text.find(">", at)
        if _reaches_over(self.text, at, self.close):
            return
        self.take(at, self.close + 1)
        if self.current.angles:  # a comma is missing
            self.done.append(self.current)
            self.current = self.current.split_behind_bracket()
        self.current.angles.append(self.text[at + 1 : self.close])
        self.current.closed = len(self.current.words)
        while self.text.startswith(">", self.copied):
            self.copied += 1

    def group(self, at: int) -> None:
        """``Team:`` names a group (RFC 5322 section 3.4); ``a@b:25`` and ``:)`` do not."""
        if 0 <= self.at_sign < self.copied:
            self.at_sign = self.text.find("@", self.copied)
        in_word = 0 <= self.at_sign < at
        if not in_word and not self.current.angles and not self.text.startswith(")", at + 1):
            self.current = _Element([], [], [])
            self.copied = at + 1


def _reaches_over(text: str, at: int, close: int) -> bool:
    """An angle bracket that never closes, and would take the next mailbox into its own."""
    following = text.find("<", at + 1, close)
    return following >= 0 and text.find(",", at, following) >= 0


def _address(element: _Element, defects: dict[str, None]) -> Address:
    """What one element says. A name that could as well be the address makes it none."""
    name = " ".join(word for word in map(str.strip, element.words) if word)
    if element.angles:
        inner = element.angles[0]
        if "=?" in inner:
            inner = headers.decode_words(inner)
        address = normal(inner)
        if element.stray and "@" in name:
            defects["an address that can be read in two ways"] = None
            return Address("", "")
        if not address and "@" in name and not inner.strip():
            return _bare_address(name, element)
        shown = _name(name) or _name(" ".join(element.comments))
        return Address("" if shown.lower() == address.lower() else shown, address)
    if "=?" in name and "@" not in name:
        decoded = headers.decode_words(name)
        before, bracket, rest = decoded.rpartition("<")
        if bracket and decoded.count("@") == 1 and (address := normal(rest.partition(">")[0])):
            defects["an address inside an encoded word"] = None
            return Address(_name(before), address)
    return _bare_address(name, element)


def _bare_address(name: str, element: _Element) -> Address:
    """``ivan@client.example (Ivan)``, ``Ivan ivan@client.example`` or a name alone."""
    if "@" not in name:
        return Address(_name(name) or _name(" ".join(element.comments)), "")
    if element.stray or name.count("@") > 20:
        return Address(_name(name), "")
    address = normal(name)
    if address:
        return Address(_name(" ".join(element.comments)), address)
    words = name.split()
    found = [(index, normal(word)) for index, word in enumerate(words) if "@" in word]
    if len(found) != 1 or not found[0][1]:
        return Address(_name(name), "")
    index, address = found[0]
    return Address(_name(" ".join(words[:index] + words[index + 1 :])), address)


def _parentheses(text: str) -> dict[int, int]:
    """Where each outermost comment ends. One that never ends is no comment."""
    if "(" not in text:
        return {}
    open_at: list[int] = []
    pairs: dict[int, int] = {}
    escaped = False
    for at, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "(":
            open_at.append(at)
        elif char == ")" and open_at:
            pairs[open_at.pop()] = at
    return pairs


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The quoted string that opens at ``at``, and the position behind it."""
    close = at + 1
    while True:
        close = text.find('"', close)
        if close < 0:
            return text[at + 1 :], len(text)
        slashes = close - len(text[at + 1 : close].rstrip("\\")) - at - 1
        if slashes % 2 == 0:
            break
        close += 1
    # Windows names such as CORP\ivan are not written as pairs, though they should be
    return _QUOTED_PAIR.sub(r"\1", text[at + 1 : close]), close + 1
