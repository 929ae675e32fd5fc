"""Words that close a letter: «С уважением», "Kind regards", alone or with the name."""

from collections.abc import Sequence

from parsers.quoting.phrases import (
    BLANK,
    CLOSING_ENDS,
    CLOSING_STARTS,
    CLOSING_WORDS,
    CLOSINGS,
    WHENCE,
    fold,
)
from parsers.quoting.traits import ENDS, LONGEST_LINE, is_name

_AROUND = BLANK + "*_-–—>"
_FIRST_WORDS = frozenset(closing.split()[0] for closing in CLOSINGS)


def is_closing(line: str) -> bool:
    """Closing words alone, or with the name behind them."""
    if len(line) > LONGEST_LINE:
        return False
    plain = line.strip(_AROUND)
    if plain.endswith(("?", ":")):
        return False
    if " / " in plain or " | " in plain:
        return all(is_closing(one) for one in plain.replace(" | ", " / ").split(" / "))
    key = fold(plain).rstrip(ENDS + "♥🙂😊🙏")
    words = key.split()
    if key in CLOSINGS or _is_free_closing(words):
        return True
    if not words or _FIRST_WORDS.isdisjoint((words[0], words[0].rstrip(ENDS))):
        return False  # nearly every line ends here
    written = plain.split()
    for count in range(min(6, len(words) - 1), 0, -1):
        phrase = " ".join(words[:count])
        if phrase.rstrip(ENDS) in CLOSINGS:
            return _may_follow_closing(written[count:], phrase)
    return False


def _is_free_closing(words: Sequence[str]) -> bool:
    """Such as "With kindest personal regards"."""
    return 1 < len(words) < 7 and words[0] in CLOSING_STARTS and words[-1] in CLOSING_ENDS


def _may_follow_closing(rest: Sequence[str], phrase: str) -> bool:
    """A name, more closing words, or where they come from."""
    if len(phrase.split()) > 1 and phrase[-1] in ",!.":
        return len(rest) <= 7
    if rest[-1].endswith(",") and len(rest) <= 2:
        return True
    if len(rest) > (4 if len(phrase) > 4 else 2):
        return False
    folded = [fold(word).strip(ENDS) for word in rest]
    return is_name(rest) or folded[0] in WHENCE or CLOSING_WORDS.issuperset(folded)
