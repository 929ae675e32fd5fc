"""How a friendly greeting addresses the sender: by the signature's name, else the display name's.

A wrong name is worse than none. What comes back is a word of our own dictionary, or nothing; and
nothing when the signature and the display name tell of two people, since one of them writes for
the other. "Спасибо, Анна" may thank an Anna or be signed by one: such a line counts only beside a
display name that says the same.
"""

import re

from acknowledgements.names import first_name
from gateway.routing.text import Letter, fold, to_cyrillic

_CLOSING = re.compile(
    r"^(?:(?:с|с наилучшими|з) (?:уважением|повагой|почтением|пожеланиями|благодарностью"
    r"|приветом|любовью)"
    r"|з повагою|з найкращими побажаннями|құрметпен|рақмет|рахмет|"
    r"(?:(?:большое |огромное |заранее )?(?:спасибо|благодарю|дякую)(?: за \w+| заранее| большое)?)"
    r"|(?:many |kind |best |warm |kindest |warmest )?(?:thanks|regards|wishes|cheers|thank you"
    r"|thx|sincerely|best)"
    r"(?: a lot| in advance| and regards| again)?|yours(?: sincerely| faithfully| truly)?"
    r"|with (?:kind |best )?regards"
    r")[\s,.!—–-]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:спасибо|благодарю|дякую|рахмет|рақмет|thanks|thank you|cheers)[ ,!.-]+\w+[ .!]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…)])\s+|\t|\s{3,}")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_TRAILING = re.compile(r"^[\W_]+|[\s,.!;:)(—–-]+$")
_ASIDE = re.compile(r"\s*[\[(/].*$")
_RULE = re.compile(r"[-_=*~—]{3,}$")  # above it the sender has ended, below he shows something
_MOST_LINES = 6
_LONGEST = 200


def greeting_name(letter: Letter, display_name: str) -> str:
    """The given name in the spelling that the sender uses; "" when it is not sure."""
    displayed = _name(display_name)
    signed = _signed(_candidates(letter.signature, from_top=True)) or _signed(
        _candidates(letter.own.text, from_top=False)
    )
    if displayed and not signed and _other_script(displayed, letter.own.text):
        return ""  # who writes in Latin letters signs in them, or may not be that person
    if not signed or not displayed:
        thanked = _THANKS.search(letter.own.text[-_LONGEST:]) is not None
        return displayed or ("" if thanked and not letter.signature else signed)
    return signed if _alike(signed, displayed) else ""


def _other_script(name: str, text: str) -> bool:
    return not name.isascii() and text.strip() != "" and _CYRILLIC.search(text) is None


def _signed(candidates: list[str]) -> str:
    """The first name among the lines, when all of them that hold one agree."""
    found = [name for candidate in candidates if (name := _name(candidate))]
    return found[0] if found and all(_alike(found[0], name) for name in found) else ""


def _alike(one: str, other: str) -> bool:
    """The same name, in either script."""
    return _key(one) == _key(other)


def _key(name: str) -> str:
    folded = fold(name)
    return to_cyrillic(folded)[:3] if folded.isascii() else folded[:3]


def _candidates(text: str, *, from_top: bool) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if from_top:
        parts = lines[:_MOST_LINES]
    else:  # a whole line of words is a sentence; a name stands behind its full stop
        ends = [lines, lines[: next((at for at, one in enumerate(lines) if _RULE.match(one)), 0)]]
        parts = [
            _SENTENCE.split(line[-_LONGEST:])[-1] for end in ends for line in reversed(end[-2:])
        ]
    found: list[str] = []
    for part in parts:
        bare = _TRAILING.sub("", _CLOSING.sub("", part[:_LONGEST]).split(",")[0])
        bare = _ASIDE.sub("", bare)
        words = bare.split()
        alone = len(words) <= 2 and part in lines
        if 1 <= len(words) <= 3 and (alone or all(word[:1].isupper() for word in words)):
            found.append(bare)
    return found


def _name(text: str) -> str:
    # the greeting keeps the sender's own script, whatever he writes in
    return first_name(text, "ru" if _CYRILLIC.search(text) else "en")
