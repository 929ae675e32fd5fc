"""What kind of letter it is beside its matter: a wish, mere thanks, a complaint."""

from dataclasses import dataclass

from gateway.routing.judge import Verdict
from gateway.routing.lexicon import expressed
from gateway.routing.text import Letter

_SHORT = 80  # words: longer thanks have something else to say
_TROUBLE = frozenset(
    ["broken", "down", "http5xx", "order_work", "how_to", "price", "not_credited", "check_please"]
)


@dataclass(frozen=True, slots=True)
class Tone:
    """Each with the words that say so in ``reasons``."""

    asks_feature: bool
    thanks_only: bool
    complaint: bool
    reasons: tuple[str, ...]


def tone(letter: Letter, verdict: Verdict) -> Tone:
    """Look for wishes, thanks and complaints."""
    said: dict[str, str] = {}
    for zone in (letter.subject, letter.own):
        for hit in expressed(zone):
            text = zone.text[zone.words[hit.first].start : zone.words[hit.last].end]
            said.setdefault(hit.concept, text)
    thanks = (
        "thanks" in said
        and verdict.urgency == "general"
        and verdict.topic == "other"
        and len(letter.own.words) <= _SHORT
        and "?" not in letter.own.text
        and said.keys().isdisjoint(_TROUBLE | {"wish"})
    )
    named = {
        "asks for a feature": "wish" in said,
        "only thanks": thanks,
        "complains": "complaint" in said,
    }
    concepts = {"asks for a feature": "wish", "only thanks": "thanks", "complains": "complaint"}
    return Tone(
        asks_feature=named["asks for a feature"],
        thanks_only=named["only thanks"],
        complaint=named["complains"],
        reasons=tuple(
            f"{name}: «{said[concepts[name]][:60]}»" for name, yes in named.items() if yes
        ),
    )
