"""What a single line looks like: a name, a contact, a greeting, a program's advertisement."""

from collections.abc import Sequence

from parsers.quoting.attribution import may_end
from parsers.quoting.phrases import (
    BLANK,
    CONTACT_WORDS,
    CONTACTS,
    GREETED,
    GREETINGS,
    POSTSCRIPTS,
    PROGRAM_ENDS,
    PROGRAMS,
    bare,
    fold,
)
from parsers.quoting.separators import is_rule

LONGEST_LINE = 110  # of a signature
ENDS = " \t,.!;:)"
DASH = ("-", "–", "—", "~")
_BULLETS = (*DASH, "*", "•", "·")
_AROUND = "-–—,.()|/«»\"'*_"


def is_greeting(text: str) -> bool:
    """Is this nothing but a salutation, perhaps with a name?"""
    words = text.split()
    key = fold(text).strip(BLANK)
    greeting = next((one for one in GREETINGS if _begins_with(key, one)), "")
    rest = words[len(greeting.split()) :]
    return (
        bool(greeting)
        and len(rest) <= 4
        and all(not word[:1].islower() or fold(word).rstrip(ENDS) in GREETED for word in rest)
    )


def _begins_with(text: str, phrase: str) -> bool:
    return text.startswith(phrase) and not text[len(phrase) : len(phrase) + 1].isalnum()


def is_program_line(line: str) -> bool:
    """A line that a mail program adds by itself."""
    if len(line) > 160 or line.rstrip().endswith("?"):
        return False
    words = bare(line).replace("[", "").lstrip("(<")
    if words.startswith("sent from ") and len(words.split()) <= 9:
        return True
    return words.startswith(PROGRAMS) or (
        len(words) < 60 and words.rstrip("。.)").endswith(PROGRAM_ENDS)
    )


def is_link(line: str) -> bool:
    return fold(line).strip(" \t<>()[]").startswith(("http://", "https://", "www."))


def is_contact(line: str) -> bool:
    key = fold(line).lstrip(" \t*_|•·-")
    digits = sum(map(str.isdigit, key))
    letters = sum(map(str.isalpha, key))
    return (
        (key.startswith(CONTACTS) and (digits > 4 or "@" in key or "." in key))
        or (7 <= digits <= 16 and letters <= 8)
        or ("@" in key and (len(key.split()) <= 3 or digits >= 7))
        or (digits >= 7 and any(word.strip(".:") in CONTACT_WORDS for word in key.split()))
    )


def may_sign(line: str) -> bool:
    """Nothing in this line speaks against its being part of a signature."""
    plain = line.strip()
    if len(plain) > LONGEST_LINE:
        return False
    if plain.endswith(("?", ";", "{", "}")) or may_end(plain):
        return False
    words = plain.split()
    if is_contact(plain) or is_program_line(plain) or is_rule(plain):
        return True
    if len(words) > 12 and sum(char.isdigit() for char in plain) < 5:
        return False
    prose = sum(word[:1].islower() and len(word) > 2 for word in words)
    return prose < 3 or not plain.endswith((".", "!", "…"))


def is_name(words: Sequence[str]) -> bool:
    """One to five words that begin as names do."""
    plain = [word for word in (word.strip(_AROUND) for word in words) if word]
    if not 0 < len(plain) <= 5 or plain[0][0].islower():
        return False
    return all(word[0].isalpha() and (not word[0].islower() or len(word) <= 3) for word in plain)


def names_somebody(line: str) -> bool:
    """Begins with a name; a title may stand behind it: "Bob Hill | CTO"."""
    words = line.replace("|", ",").split(",")[0].split()
    if ":" in line or len(words) > 4 or line.lstrip()[:1] in _BULLETS:
        return False
    return is_name(words) and not is_contact(line)


def is_said(line: str) -> bool:
    """A sentence, however short: no title, no company ("Example s.r.o.")."""
    words = line.split()
    if words[-1][-1] not in ".!…" or "." in words[-1][:-1] or is_contact(line):
        return False
    return len(words) > 3 or any(len(word) > 3 and word.islower() for word in words)


def is_postscript(line: str) -> bool:
    """The sender speaks again: "P.S."."""
    key = fold(line).lstrip()
    return any(_begins_with(key, phrase) for phrase in POSTSCRIPTS)
