"""The benchmark of enumeration answers who is known and who isn't, and measures both."""

from benchmarks.enumeration import KINDS, measure


def test_each_kind_of_sender_is_measured() -> None:
    taken = measure(2)
    assert set(taken) == set(KINDS)
    assert all(len(times) == 2 for times in taken.values())
