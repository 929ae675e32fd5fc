"""Which facts an acknowledgement asks for: those that are missing, and before all the service.

An agent who isn't told which server or site it is about can do nothing but ask (SUPPORT section 3):
where nothing in the letter names one, that question is worth more than any other.
"""

SERVICE = "service"

# topics about one server or site, whose own facts don't ask for its name
_ABOUT_A_SERVICE = frozenset(
    {"server_unreachable", "site_down", "login", "software", "network", "install", "backup"}
)
_THE_SAME = "other_sites"  # "which sites, all of them or some?"


def to_ask(topic: str, missing: tuple[str, ...], service: str) -> tuple[str, ...]:
    """The facts to ask for, the most useful first. ``service`` is what the letter names, or ""."""
    if service or topic not in _ABOUT_A_SERVICE:
        return missing
    return (SERVICE, *(one for one in missing if one != _THE_SAME))
