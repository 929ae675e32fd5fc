"""`postdesk ticket ACTION …`: corrections, each in one transaction."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from gateway.errors import PostdeskError
from gateway.ops.stored import stored
from gateway.repair import Repair
from gateway.settings import load_settings

# action -> what follows it, and what is done
_ACTIONS: dict[str, tuple[str, Callable[[Repair, Sequence[str]], str]]] = {
    "merge": ("REF INTO", lambda repair, words: repair.merge(*words)),
    "unmerge": ("REF", lambda repair, words: repair.unmerge(*words)),
    "confirm": ("REF", lambda repair, words: repair.confirm(*words)),
    "split": ("REF LETTER…", lambda repair, words: repair.split(words[0], words[1:])),
    "move": ("REF TO LETTER…", lambda repair, words: repair.move(words[0], words[1], words[2:])),
    "link": ("REF REF", lambda repair, words: repair.link(*words)),
    "unlink": ("REF REF", lambda repair, words: repair.unlink(*words)),
    "close": ("REF", lambda repair, words: repair.close(*words)),
    "reopen": ("REF", lambda repair, words: repair.reopen(*words)),
    "accept": ("REF ADDRESS", lambda repair, words: repair.accept(*words)),
    "same": ("REF ADDRESS", lambda repair, words: repair.same(*words)),
    "set": ("REF FIELD=VALUE…", lambda repair, words: repair.choose(words[0], words[1:])),
    "assign": ("REF ADDRESS", lambda repair, words: repair.assign(*words)),
    "unaccept": ("REF ADDRESS", lambda repair, words: repair.unaccept(*words)),
}
ACTIONS = frozenset(_ACTIONS)
_REFS = ("REF", "INTO", "TO")  # words of a usage that stand for a ticket


def repair_ticket(config: Path, action: str, words: Sequence[str]) -> str:
    """Do it; gives a line that says what was done. PostdeskError: nothing was."""
    usage, do = _ACTIONS[action]
    wanted = usage.split()
    enough = len(words) >= len(wanted) if wanted[-1].endswith("…") else len(words) == len(wanted)
    if not enough:
        raise PostdeskError(f"usage: postdesk ticket {action} {usage}")
    settings = load_settings(config)
    words = [
        word.lower() if what in _REFS else word for what, word in zip(wanted, words, strict=False)
    ] + list(words[len(wanted) :])
    if action == "assign" and settings.agent(words[1]) is None:
        raise PostdeskError(f"{words[1]}: is none of the agents of {config}")
    with stored(settings) as database, database.begin() as connection:
        return do(Repair(connection, datetime.now(UTC)), words)
