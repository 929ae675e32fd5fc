"""When jobs run. Times are Moscow's unless they say otherwise."""

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.crontab import crontab
from gateway.schedule import all_jobs, next_runs
from gateway.settings import Gateway, Imap, Job, Mailbox, Settings
from tests.gateway.values import MAILBOX, NOW, settings

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")


def runs(expression: str, start: str, count: int = 3, zone: ZoneInfo = MOSCOW) -> list[str]:
    at: datetime | None = datetime.fromisoformat(start).replace(tzinfo=zone)
    trigger, found = crontab(expression, zone), []
    for _ in range(count):
        assert at
        at = trigger.get_next_fire_time(None, at)
        assert at
        found.append(f"{at:%a %d %b %H:%M}")
        at += timedelta(seconds=1)
    return found


# 2026-11-27 is a Friday
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("*/30 8-9 * * *", ["Fri 27 Nov 08:00", "Fri 27 Nov 08:30", "Fri 27 Nov 09:00"]),
        ("0 8 * * 0", ["Sun 29 Nov 08:00", "Sun 06 Dec 08:00", "Sun 13 Dec 08:00"]),
        ("0 8 * * 7", ["Sun 29 Nov 08:00", "Sun 06 Dec 08:00", "Sun 13 Dec 08:00"]),
        ("0 8 * * 1", ["Mon 30 Nov 08:00", "Mon 07 Dec 08:00", "Mon 14 Dec 08:00"]),
        ("0 8 * * 1-5", ["Fri 27 Nov 08:00", "Mon 30 Nov 08:00", "Tue 01 Dec 08:00"]),
        ("0 8 * * mon-fri", ["Fri 27 Nov 08:00", "Mon 30 Nov 08:00", "Tue 01 Dec 08:00"]),
        ("0 8 * * 5-7", ["Fri 27 Nov 08:00", "Sat 28 Nov 08:00", "Sun 29 Nov 08:00"]),
        ("0 8 * * SAT-Mon", ["Sat 28 Nov 08:00", "Sun 29 Nov 08:00", "Mon 30 Nov 08:00"]),
        ("0 8 * * */3", ["Sat 28 Nov 08:00", "Sun 29 Nov 08:00", "Wed 02 Dec 08:00"]),
        ("0 8 * * 2,thu", ["Tue 01 Dec 08:00", "Thu 03 Dec 08:00", "Tue 08 Dec 08:00"]),
        ("0 8 1 * *", ["Tue 01 Dec 08:00", "Fri 01 Jan 08:00", "Mon 01 Feb 08:00"]),
        ("0 8 1 * 0", ["Sun 29 Nov 08:00", "Tue 01 Dec 08:00", "Sun 06 Dec 08:00"]),  # either
        ("0 8 1 1 *", ["Fri 01 Jan 08:00", "Sat 01 Jan 08:00", "Mon 01 Jan 08:00"]),
    ],
)
def test_crontab(expression: str, expected: list[str]) -> None:
    assert runs(expression, "2026-11-27T00:00:00") == expected


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * mon-",
        "* * * * */0",
        "* * * * moon",
        "* * * * ,",
        "*/0 * * * *",
        "@daily",
    ],
)
def test_what_is_no_crontab(expression: str) -> None:
    with pytest.raises(ValueError):
        crontab(expression, UTC)
    with pytest.raises(ValidationError):
        Job(task="poll", mailbox="support", cron=expression)


@given(st.text(max_size=20))
def test_any_text_is_a_crontab_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        crontab(text, UTC)


@given(st.text("0123456789,-/*", max_size=12))
def test_any_weekday_field_is_one_or_a_value_error(field: str) -> None:
    with contextlib.suppress(ValueError):
        crontab(f"0 0 * * {field}", UTC)


def test_clocks_that_change() -> None:
    # 02:30 does not come on the 28th of March and comes twice on the 25th of October
    assert runs("30 2 * * *", "2027-03-28T12:00:00", 1, BERLIN) == ["Mon 29 Mar 02:30"]
    assert runs("30 4 * * *", "2027-03-27T12:00:00", 1, BERLIN) == ["Sun 28 Mar 04:30"]
    assert runs("30 2 * * *", "2026-10-25T12:00:00", 1, BERLIN) == ["Mon 26 Oct 02:30"]


def configured(**jobs: Job) -> Settings:
    imap = Imap(host="192.0.2.1", user="support", password_env="X", tls="implicit")
    boxes = (
        Mailbox(name="support", address="support@hoster.example", imap=imap),
        Mailbox(name="billing", address="billing@hoster.example", imap=imap),
        Mailbox(name="direct", address="direct@hoster.example"),
    )
    return settings(
        mailboxes=boxes, jobs={name.replace("_", "-"): job for name, job in jobs.items()}
    )


def poll(mailbox: str, **schedule: Any) -> Job:
    return Job(task="poll", mailbox=mailbox, **schedule)


def test_a_mailbox_without_a_job_is_polled_all_the_same() -> None:
    jobs = all_jobs(configured(often=poll("support", every="5s")))
    assert list(jobs) == ["often", "poll-billing"]
    assert jobs["poll-billing"] == poll("billing", every="60s")
    assert all_jobs(settings(mailboxes=(MAILBOX,))) == {}


def test_a_default_job_takes_no_name_that_is_in_use() -> None:
    jobs = all_jobs(configured(poll_billing=poll("support", every="5s")))
    assert [(name, job.mailbox) for name, job in jobs.items()] == [
        ("poll-billing", "support"),
        ("poll-billing-too", "billing"),
    ]


def test_next_runs_need_no_running_gateway() -> None:
    found = next_runs(
        configured(
            a=poll("support", cron="15 13 * * *"),
            b=poll("billing", every="7m"),
            never=poll("billing", cron="0 0 30 2 *"),
        ),
        NOW,
    )
    assert list(found) == ["a", "b"]
    assert found["a"] == datetime(2026, 11, 27, 10, 15, tzinfo=UTC)  # 13:15 in Moscow
    assert NOW <= found["b"] <= NOW + timedelta(minutes=7)
    later = next_runs(configured(b=poll("billing", every="7m")), found["b"] + timedelta(seconds=1))
    assert later["b"] - found["b"] == timedelta(minutes=7)  # whenever one asks


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Berlin", "Asia/Kolkata", "UTC"])
def test_an_interval_is_the_same_in_every_zone(zone: str) -> None:
    place = Gateway(
        hostname="hoster.example", database="sqlite:///x.db", state_dir="var", timezone=zone
    )
    one = configured(b=poll("support", every="90s")).model_copy(update={"gateway": place})
    assert next_runs(one, NOW)["b"] == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
