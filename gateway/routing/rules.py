"""Border rules of the trade that words alone seldom settle, as weights beside the learnt ones.

A rule speaks when the letter expresses its concepts. It makes a class likelier and never decides
alone: a letter that says more for another class still goes there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gateway.routing.features import Features
from gateway.routing.model import CLASSES, OFFSETS


@dataclass(frozen=True, slots=True)
class Rule:
    """``needs`` are features that must all be there, ``bars`` features that silence the rule."""

    name: str
    needs: tuple[str, ...]
    question: str
    decision: str
    weight: float
    bars: tuple[str, ...] = ()

    @property
    def column(self) -> int:
        """Where the class stands among the scores."""
        return OFFSETS[self.question] + CLASSES[self.question].index(self.decision)

    def speaks(self, names: Collection[str]) -> bool:
        """Whether the letter expresses what the rule needs."""
        return all(need in names for need in self.needs) and not any(
            bar in names for bar in self.bars
        )


RULES: tuple[Rule, ...] = (
    Rule("paid and still switched off", ("c:paid_but_down",), "urgency", "outage", 4.0),
    Rule("paid and still switched off", ("c:paid_but_down",), "category", "finance", 2.0),
    Rule(
        "money came and the service is off",
        ("c:have_paid", "c:switched_off"),
        "urgency",
        "outage",
        2.0,
        ("c:warn_stop",),
    ),
    Rule("the price of work on the server", ("c:price_work",), "category", "sysadmin", 2.0),
    Rule("the price of goods", ("c:price_goods",), "category", "finance", 1.0, ("c:price_work",)),
    Rule("paying does not work", ("c:pay_trouble",), "category", "finance", 1.0),
    Rule("money for a domain", ("c:domain_price",), "topic", "domain", 3.0),
    Rule("an expired certificate", ("c:cert_expired",), "topic", "site_down", 2.0),
    Rule("an expired certificate", ("c:cert_expired",), "urgency", "technical", 1.0),
    Rule("packets get lost", ("c:loss",), "topic", "network", 2.0),
    Rule("a living system without network", ("c:vnc_alive", "c:network"), "topic", "network", 1.0),
    Rule("a subject about a virus", ("cs:virus",), "topic", "virus", 1.0),
    Rule("an antivirus spoke", ("c:antivirus",), "topic", "virus", 1.5),
    Rule("a lost password", ("c:forgot",), "topic", "login", 2.0),
    Rule("a name for an address", ("c:rdns",), "topic", "network", 1.5, ("c:mail_proof",)),
    Rule("an automatic answer", ("c:auto_reply",), "topic", "other", 3.0),
    Rule("an automatic answer", ("c:auto_reply",), "urgency", "general", 3.0),
)


def applied(scores: Sequence[float], features: Features) -> tuple[list[float], tuple[Rule, ...]]:
    """The scores with what the rules add, and which rules spoke."""
    names = {name for group in features.groups for name in group.names if name[0] == "c"}
    spoke = tuple(rule for rule in RULES if rule.speaks(names))
    weighed = list(scores)
    for rule in spoke:
        weighed[rule.column] += rule.weight
    return weighed, spoke
