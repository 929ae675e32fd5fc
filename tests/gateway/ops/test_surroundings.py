from pathlib import Path

import pytest

from gateway.node import Node
from gateway.ops.surroundings import nearly_full, survey
from gateway.settings import Gateway

GIB = 1 << 30


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    return Gateway(
        hostname="hoster.example",
        database=f"sqlite:///{tmp_path}/postdesk.db",
        state_dir=tmp_path / "state",
    )


def test_that_none_runs_is_a_reason(gateway: Gateway) -> None:
    for _ in range(2):  # never started; stopped
        found = survey(gateway)
        assert not found.running
        assert found.reasons[0] == f"no postdesk runs on {gateway.state_dir}"
        node = Node(gateway.state_dir)
        node.acquire()
        assert survey(gateway).running
        node.release()


@pytest.mark.parametrize("replaced", [True, False])
def test_another_database_file_than_the_open_one_is_a_reason(
    gateway: Gateway, tmp_path: Path, replaced: bool
) -> None:
    node = Node(gateway.state_dir)
    node.acquire()
    node.uses("1:2")
    if replaced:
        (tmp_path / "postdesk.db").touch()
    assert "was deleted or replaced under the postdesk that runs" in survey(gateway).reasons[0]
    node.release()


@pytest.mark.parametrize(
    ("total", "free", "full"),
    [
        (100 * GIB, GIB - 1, True),
        (100 * GIB, 2 * GIB, False),  # a twentieth of a large disk is much
        (GIB, GIB // 10, False),  # a small disk of which a tenth is free
        (GIB, GIB // 30, True),
        (GIB, 0, True),
    ],
)
def test_a_disk_is_nearly_full_when_little_of_it_is_left(total: int, free: int, full: bool) -> None:
    assert nearly_full(total, free) is full
