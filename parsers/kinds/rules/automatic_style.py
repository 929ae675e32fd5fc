"""The text reads like a notice, in whatever words, and asks for nothing: see ``style.py``."""

from parsers.kinds import signs, words
from parsers.kinds.evidence import Evidence
from parsers.kinds.style import model, style, telling
from parsers.message import GUESS, Kind, KindVerdict

_MOST = 1_500  # characters; what says more is told by somebody
_SURER = 2.0  # above the threshold: notices tell the reader what to do as well


def automatic_style(evidence: Evidence) -> KindVerdict | None:
    if words.is_forward(evidence) or evidence.by_staff or evidence.answers_ours:
        return None  # on a ticket no acknowledgement is at stake, but a client's words are
    text, title = words.own_words(evidence)
    if not text or len(text) > _MOST:
        return None
    if signs.pleads(text) or signs.asks(title):
        return None
    wanted = model().threshold + (_SURER if signs.asks(text) else 0.0)
    if style(text, title) <= wanted:
        return None
    told = ", ".join(telling(text))
    return KindVerdict(Kind.AUTO_REPLY, GUESS, f"the text reads like a notice: {told}")
