"""Whether the time to an answer tells a stranger if an address is known here.

    python -m benchmarks.enumeration [--rounds 40]

The same letter comes by turns from an address with tickets, an agent of its own and earlier
answers, and from one that was never seen, neither proven. Measured is the way from the spool to the
queued acknowledgement; beside it, as the measure of chance, a second set of unknown addresses.
Prints a table, and a JSON object of the same figures: medians should differ by less than 50 ms.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from benchmarks.whole_way import drain, opened, put, timed
from db import outbox

KINDS = ("known", "unknown", "unknown again")
TICKETS = 20  # that a known address has
PROVEN = "in0.desk.example; dmarc=pass header.from=client.example"


def letter(sender: str, number: int, *, proven: bool) -> bytes:
    """A question from that address."""
    message = EmailMessage()
    message["Return-Path"] = f"<{sender}>"
    if proven:
        message["Authentication-Results"] = PROVEN
    message["From"], message["To"] = sender, "support@desk.example"
    message["Subject"] = f"Вопрос о тарифе {number}"
    message["Message-ID"] = f"<{number}.{sender}>"
    message.set_content("Здравствуйте! Как перейти на другой тариф?")
    return message.as_bytes().replace(b"\n", b"\r\n")


def measure(rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each letter, by who wrote it."""
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, pipeline, _ = opened(folder, f"sqlite:///{folder}/postdesk.db", routed=True)
        known = [f"known{number}@client.example" for number in range(rounds)]
        for sender in known:
            put(database, [letter(sender, number, proven=True) for number in range(TICKETS)])
        drain(pipeline)
        for number, sender in enumerate(known):
            senders = (sender, f"a{number}@client.example", f"b{number}@client.example")
            for kind, address in zip(KINDS, senders, strict=True):
                put(database, [letter(address, TICKETS, proven=False)])
                taken[kind].append(1000 * timed(partial(drain, pipeline)))
        with database.read() as connection:
            queued = sum(outbox.counts(connection).values())
        database.dispose()
    if queued < 2 * rounds:
        sys.exit(f"only {queued} letters were queued for {rounds} rounds: nothing was measured")
    return taken


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives 0."""
    parser = argparse.ArgumentParser(description="Does the time to an answer tell who is known?")
    parser.add_argument("--rounds", type=int, default=40)
    taken = measure(parser.parse_args(arguments).rounds)
    medians = {kind: statistics.median(times) for kind, times in taken.items()}
    figures = {
        "median_ms": {kind: round(one, 3) for kind, one in medians.items()},
        "known_and_unknown_differ_ms": round(abs(medians["known"] - medians["unknown"]), 3),
        "chance_ms": round(abs(medians["unknown again"] - medians["unknown"]), 3),
    }
    for kind, one in medians.items():
        print(f"{kind:16}{one:10.3f} ms")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
