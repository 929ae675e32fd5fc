"""How a friendly greeting addresses the sender: by the signature's name, else the display name's.

A wrong name is worse than none. What comes back is a word of our own dictionary, or nothing.
"""

import re

from acknowledgements.names import first_name
from gateway.routing.text import Letter

_CLOSING = re.compile(
    r"^(?:(?:с|с наилучшими|з) (?:уважением|повагой|почтением|пожеланиями|благодарностью"
    r"|приветом|любовью)"
    r"|з повагою|з найкращими побажаннями|құрметпен|рақмет|рахмет|"
    r"(?:(?:большое |огромное |заранее )?(?:спасибо|благодарю|дякую)(?: за \w+| заранее| большое)?)"
    r"|(?:many |kind |best |warm |kindest |warmest )?(?:thanks|regards|wishes|cheers|thank you"
    r"|thx|sincerely|best)"
    r"(?: a lot| in advance| and regards| again)?|yours(?: sincerely| faithfully| truly)?"
    r"|with (?:kind |best )?regards"
    r"|жду ответа|ждем ответа|hello|hi|заранее)[\s,.!—–-]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…)])\s+|\t|\s{3,}")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_TRAILING = re.compile(r"^[\W_]+|[\s,.!;:)(—–-]+$")
_ASIDE = re.compile(r"\s*[\[(/].*$")
_MOST_LINES = 6
_LONGEST = 200


def greeting_name(letter: Letter, display_name: str) -> str:
    """The given name in the spelling that the sender uses; "" when it is not sure."""
    for text in (letter.signature, letter.own.text):
        for candidate in _candidates(text, from_top=text is letter.signature):
            if name := _name(candidate):
                return name
    return _name(display_name)


def _candidates(text: str, *, from_top: bool) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if from_top:
        parts = lines[:_MOST_LINES]
    else:  # a whole line of words is a sentence; a name stands behind its full stop
        parts = [_SENTENCE.split(line[-_LONGEST:])[-1] for line in reversed(lines[-2:])]
    found: list[str] = []
    for part in parts:
        bare = _TRAILING.sub("", _CLOSING.sub("", part[:_LONGEST]).split(",")[0])
        bare = _ASIDE.sub("", bare)
        words = bare.split()
        if 1 <= len(words) <= 3 and all(word[:1].isupper() for word in words):
            found.append(bare)
    return found


def _name(text: str) -> str:
    # the greeting keeps the sender's own script, whatever he writes in
    return first_name(text, "ru" if _CYRILLIC.search(text) else "en")
