from pathlib import Path

import pytest

from gateway.node import Node
from gateway.ops.surroundings import nearly_full, survey
from gateway.settings import Acknowledgement, Agent, Gateway, Mailbox, Routing, Settings

GIB = 1 << 30


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    return Gateway(
        hostname="hoster.example",
        database=f"sqlite:///{tmp_path}/postdesk.db",
        state_dir=tmp_path / "state",
    )


@pytest.fixture
def settings(gateway: Gateway, tmp_path: Path) -> Settings:
    return Settings(
        gateway=gateway,
        mailboxes=(Mailbox(name="support", address="support@hoster.example"),),
        agents=(Agent(name="Пётр Иванов", address="petr@hoster.example"),),
        acknowledgement=Acknowledgement(incidents=tmp_path / "incidents.toml"),
        routing=Routing(services=tmp_path / "services.csv"),
    )


def test_that_none_runs_is_a_reason(gateway: Gateway, settings: Settings) -> None:
    for _ in range(2):  # never started; stopped
        found = survey(settings)
        assert not found.running
        assert found.reasons[0] == f"no postdesk runs on {gateway.state_dir}"
        node = Node(gateway.state_dir)
        node.acquire()
        assert survey(settings).running
        node.release()


@pytest.mark.parametrize("replaced", [True, False])
def test_another_database_file_than_the_open_one_is_a_reason(
    gateway: Gateway, settings: Settings, tmp_path: Path, replaced: bool
) -> None:
    node = Node(gateway.state_dir)
    node.acquire()
    node.uses("1:2")
    if replaced:
        (tmp_path / "postdesk.db").touch()
    assert "was deleted or replaced under the postdesk that runs" in survey(settings).reasons[0]
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


def test_a_file_that_cannot_be_read_any_more_is_a_reason_until_it_can(
    settings: Settings, tmp_path: Path
) -> None:
    services, incidents = tmp_path / "services.csv", tmp_path / "incidents.toml"
    assert len(survey(settings).reasons) == 1  # not running; files that are not there are no fault
    services.write_text("client,service\n")
    incidents.write_text("[[incident]\n")
    _, of_incidents, of_services = survey(settings).reasons
    assert of_incidents.startswith(f"{incidents}: ")
    assert of_services.startswith(f"{services}: line 1: must be client,service,kind,server; what")
    services.write_text("client,service,kind,server\nann@client.example,vds-1,vds,node1\n")
    incidents.unlink()
    assert len(survey(settings).reasons) == 1
