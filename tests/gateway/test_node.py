from pathlib import Path

import pytest

from gateway.errors import ConfigError
from gateway.node import Node, Sight, look


def test_the_name_outlives_the_process_and_what_it_used(tmp_path: Path) -> None:
    node = Node(tmp_path)
    name = node.acquire()
    node.uses("1:2")
    assert look(tmp_path) == Sight(running=True, database="1:2")
    with pytest.raises(ConfigError, match="already; stop it first"):
        Node(tmp_path).acquire()
    node.release()
    assert look(tmp_path) == Sight(running=False, database="")
    again = Node(tmp_path)
    assert again.acquire() == name
    assert look(tmp_path) == Sight(running=True, database="")
    again.release()


def test_looking_makes_nothing(tmp_path: Path) -> None:
    assert look(tmp_path / "none") == Sight(running=False, database="")
    assert list(tmp_path.iterdir()) == []
