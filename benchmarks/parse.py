"""How fast letters are read, and in how much memory, beside bare parsers in the same run.

python -m benchmarks.parse [--count 1000] [--letters DIR]

The letters are those of ``benchmarks.gen_mail``, or the ``.eml`` files of a directory. ``parse``
does all of it: decoding, kind, new text, language, digests. The two others only take a letter
apart.
"""

import argparse
import email
import logging
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import mailparser

from parsers.parse import parse

_ROUNDS = 3
_SIZES = (1, 5, 25)  # MiB
READERS: dict[str, Callable[[bytes], object]] = {
    "email (compat32)": email.message_from_bytes,
    "mail-parser": mailparser.parse_from_bytes,
    "postdesk parse": parse,
}


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--letters", type=Path)
    chosen = options.parse_args()
    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as directory:
        letters = _letters(chosen.letters or _generated(Path(directory), chosen.count))
    sizes = sorted(map(len, letters))
    print(f"{len(letters)} letters, median {sizes[len(sizes) // 2]} bytes, {sum(sizes)} in all")
    print(f"{'':18}{'letters/s':>10}{'median ms':>11}{'p95 ms':>9}")
    medians: dict[str, float] = {}
    for name, reader in READERS.items():
        times = sorted(_times(reader, letters))
        medians[name] = times[len(times) // 2]
        p95 = times[len(times) * 95 // 100]
        speed = len(times) / sum(times)
        print(f"{name:18}{speed:10.0f}{medians[name] * 1e3:11.3f}{p95 * 1e3:9.3f}")
    ratio = medians["postdesk parse"] / medians["mail-parser"]
    print(f"the median letter costs {ratio:.2f} times mail-parser's bare parse")
    _memory()
    return 0


def _generated(directory: Path, count: int) -> Path:
    subprocess.run(
        [sys.executable, "-m", "benchmarks.gen_mail", "--count", str(count), "--out", directory],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return directory


def _letters(directory: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(directory.rglob("*.eml"))]


def _times(reader: Callable[[bytes], object], letters: list[bytes]) -> list[float]:
    """The best of some rounds for each letter."""
    return [min(_time(reader, raw) for _ in range(_ROUNDS)) for raw in letters]


def _time(reader: Callable[[bytes], object], raw: bytes) -> float:
    start = time.perf_counter()
    reader(raw)
    return time.perf_counter() - start


def _memory() -> None:
    """Peak of what Python allocates beyond the letter itself, for letters with one attachment."""
    print(f"\n{'attachment':18}" + "".join(f"{name:>22}" for name in READERS))
    for size in _SIZES:
        raw = _with_attachment(size * 2**20)
        cells = [f"{peak / len(raw):.1f} x {seconds:.2f} s" for peak, seconds in
                 (_peak(reader, raw) for reader in READERS.values())]  # fmt: skip
        print(f"{size:3} MiB{'':11}" + "".join(f"{cell:>22}" for cell in cells))


def _with_attachment(size: int) -> bytes:
    line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n"
    return (
        b"From: a@client.example\r\nSubject: file\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n"
        b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + line * (size // len(line))
        + b"--b--\r\n"
    )


def _peak(reader: Callable[[bytes], object], raw: bytes) -> tuple[int, float]:
    seconds = statistics.median(_time(reader, raw) for _ in range(_ROUNDS))
    tracemalloc.start()
    try:
        reader(raw)
        return tracemalloc.get_traced_memory()[1], seconds
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    sys.exit(main())
