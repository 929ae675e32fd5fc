"""What something costs, to tell linear from quadratic: never how long it may take somewhere."""

import time
from collections.abc import Callable
from typing import Any


def cpu_seconds(action: Callable[[], Any], runs: int = 3) -> float:
    """The best of several runs, of this thread alone: other tests run beside it."""
    best = float("inf")
    for _ in range(runs):
        began = time.thread_time()
        action()
        best = min(best, time.thread_time() - began)
    return best


def grows_linearly(action: Callable[[int], Any], times: int) -> bool:
    """Whether four times as much costs far less than the sixteen times that a square would."""
    small, large = cpu_seconds(lambda: action(times)), cpu_seconds(lambda: action(4 * times))
    return large < 9 * max(small, 0.01)
