"""Nobody can turn our acknowledgements into a flood or a loop."""

import random
from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acknowledgements.budget import (
    Breaker,
    Bucket,
    Exchanged,
    Kind,
    Rate,
    Scope,
    alternating,
    closed_by_command,
    filled,
    fingerprint,
    step,
    take,
)
from tests.acknowledgements.values import NOW

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


class Kept:
    """The buckets of a database, in a dictionary."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Scope, str], Bucket] = {}

    def send(self, at: timedelta, **keys: str) -> bool:
        scopes = {Scope[scope.upper()]: key for scope, key in keys.items()} | {Scope.ALL: ""}
        verdict = take({one: self._rows.get((one, key)) for one, key in scopes.items()}, NOW + at)
        self._rows |= {(one, scopes[one]): bucket for one, bucket in verdict.buckets.items()}
        return verdict.allowed


def most_within(sent: list[timedelta], window: timedelta) -> int:
    return max(sum(start <= at <= start + window for at in sent) for start in sent)


class TestBuckets:
    def test_an_untouched_bucket_is_full(self) -> None:
        assert filled(None, Rate(3, HOUR), NOW) == Bucket(3.0, NOW)

    def test_it_fills_up_to_its_burst(self) -> None:
        bucket = Bucket(0.5, NOW)
        assert filled(bucket, Rate(3, HOUR), NOW + HOUR).tokens == 1.5
        assert filled(bucket, Rate(3, HOUR), NOW + DAY).tokens == 3

    def test_a_clock_set_back_gives_nothing_away(self) -> None:
        assert filled(Bucket(1.0, NOW), Rate(3, HOUR), NOW - DAY) == Bucket(1.0, NOW)

    def test_a_refusal_names_its_scope_and_takes_nothing(self) -> None:
        kept = {Scope.ADDRESS: Bucket(0.0, NOW), Scope.ALL: Bucket(5.0, NOW)}
        verdict = take(kept, NOW)
        assert (verdict.allowed, verdict.refused_by) == (False, Scope.ADDRESS)
        assert "address" in verdict.reason
        assert "206 minutes" in verdict.reason
        assert verdict.buckets == kept

    def test_a_scope_without_a_key_is_left_alone(self) -> None:
        assert take({Scope.ALL: None}, NOW).buckets.keys() == {Scope.ALL}

    def test_a_rate_that_nothing_flows_into_is_refused(self) -> None:
        with pytest.raises(ValueError, match="burst"):
            Rate.at_most(3, DAY, burst=3)

    @given(st.integers(2, 20), st.data())
    def test_at_most_holds_in_any_stretch(self, number: int, data: st.DataObject) -> None:
        rate = Rate.at_most(number, HOUR, burst=data.draw(st.integers(1, number - 1)))
        gaps = data.draw(st.lists(st.integers(0, 1200), min_size=1, max_size=150))
        bucket, at, sent = None, timedelta(), []
        for gap in gaps:
            at += timedelta(seconds=gap)
            verdict = take({Scope.ALL: bucket}, NOW + at, {Scope.ALL: rate})
            bucket = verdict.buckets[Scope.ALL]
            if verdict.allowed:
                sent.append(at)
        assert most_within(sent, HOUR) <= number


class TestScorecard:
    def test_an_address_gets_three_an_hour_and_ten_a_day(self) -> None:
        kept = Kept()
        moments = [minute * MINUTE for minute in range(3 * 24 * 60)]
        sent = [at for at in moments if kept.send(at, address="anna@client.example")]
        assert most_within(sent, HOUR) == 3
        assert 9 <= most_within(sent, DAY) <= 10

    def test_ten_letters_of_one_client_within_an_hour_get_one(self) -> None:
        kept = Kept()
        keys = {"address": "anna@client.example", "hour": "anna@client.example"}
        assert sum(kept.send(number * 6 * MINUTE, **keys) for number in range(10)) == 1
        assert kept.send(2 * HOUR, **keys)

    def test_an_outage_among_them_gets_one_too(self) -> None:
        kept = Kept()
        assert kept.send(MINUTE, address="anna@client.example", hour="anna@client.example")
        assert kept.send(2 * MINUTE, address="anna@client.example")

    def test_everybody_together_gets_six_hundred_an_hour(self) -> None:
        kept = Kept()
        moments = [second * timedelta(seconds=2) for second in range(4 * 1800)]
        sent = [at for number, at in enumerate(moments) if kept.send(at, address=f"{number}")]
        windows = [sum(start <= at <= start + HOUR for at in sent) for start in sent[::50]]
        assert max(windows) <= 600
        assert len(sent) > 1200

    def test_a_flood_of_forged_senders_reaches_its_victim_ten_times_at_the_most(self) -> None:
        kept, got = Kept(), defaultdict(int)
        chance = random.Random(25)
        for number in range(10_000):
            forged = f"{chance.randrange(10**9)}@{chance.randrange(300)}.example"
            sender = "victim@client.example" if number % 20 == 0 else forged
            domain = sender.partition("@")[2]
            if kept.send(number * timedelta(seconds=1), address=sender, domain=domain):
                got[sender] += 1
        assert 0 < got["victim@client.example"] <= 10
        assert max(got.values()) <= 10
        assert sum(got.values()) <= 300 + 3 * 300

    def test_a_loop_partner_that_changes_its_address_is_caught_by_its_text(self) -> None:
        kept = Kept()
        text = "Здравствуйте! Я в отпуске до {} ноября, писем не читаю и не получаю. №{}"
        sent = sum(
            kept.send(
                number * MINUTE,
                address=f"{number}@client.example",
                fingerprint=fingerprint(text.format(number, number * 7)),
            )
            for number in range(500)
        )
        assert sent <= 5

    def test_somebody_else_s_flood_takes_nothing_from_the_others(self) -> None:
        kept = Kept()
        for number in range(1000):
            kept.send(number * MINUTE, address="loud@client.example")
        assert kept.send(1000 * MINUTE, address="quiet@client.example")


class TestFingerprint:
    def test_figures_case_and_spacing_make_no_difference(self) -> None:
        one = "Ваше письмо №17 получено 27.11.2026 в 12:03, ответ придёт позже, не отвечайте."
        two = "ВАШЕ письмо №18  получено 28.11.2026\nв 09:00, ответ придёт позже — не отвечайте!"
        assert fingerprint(one) == fingerprint(two) != ""

    def test_what_many_people_write_has_none(self) -> None:
        assert fingerprint("Здравствуйте! Сайт не работает.") == ""

    @given(st.text())
    def test_any_text_has_a_short_one_or_none(self, text: str) -> None:
        assert len(fingerprint(text)) in (0, 32)


class TestAlternating:
    def exchange(self, *kinds: Kind, gap: timedelta = MINUTE) -> list[Exchanged]:
        return [Exchanged(NOW + number * gap, kind) for number, kind in enumerate(kinds)]

    def test_three_answers_to_automatic_letters_are_a_loop(self) -> None:
        rows = self.exchange("theirs", *("automatic", "theirs") * 3)
        assert not alternating(rows[:-1], NOW + HOUR).loops
        found = alternating(rows, NOW + HOUR)
        assert found.loops
        assert "3 automatic letters" in found.reason

    def test_each_way_no_more_than_three_a_day(self) -> None:
        """Another gateway, or a responder without a single header, that answers everything."""
        rows: list[Exchanged] = []
        at, ours = NOW, 0
        while at < NOW + DAY:
            rows.append(Exchanged(at, "theirs"))
            if alternating(rows, at).loops:
                break
            rows.append(Exchanged(at + timedelta(seconds=1), "automatic"))
            ours += 1
            at += MINUTE
        assert ours <= 3

    def test_a_word_from_an_agent_begins_anew(self) -> None:
        rows = self.exchange(
            "theirs", "automatic", "theirs", "automatic", "theirs", "human", "theirs", "automatic"
        )
        assert not alternating([*rows, *self.exchange("theirs")], NOW + HOUR).loops

    def test_many_letters_of_one_person_are_no_loop(self) -> None:
        assert not alternating(self.exchange(*("theirs",) * 10), NOW + HOUR).loops

    def test_yesterday_is_forgotten(self) -> None:
        rows = self.exchange("theirs", *("automatic", "theirs") * 3)
        assert not alternating(rows, NOW + DAY + HOUR).loops


class TestBreaker:
    def test_it_opens_and_tells_once(self) -> None:
        first = step(Breaker(), 301, NOW)
        assert first.breaker == Breaker(NOW)
        assert first.tell_ops
        assert "301" in first.reason
        later = step(first.breaker, 5000, NOW + HOUR)
        assert later.breaker == first.breaker
        assert not later.tell_ops

    def test_an_ordinary_day_leaves_it_closed(self) -> None:
        assert step(Breaker(), 300, NOW).breaker == Breaker()

    def test_it_closes_by_itself_when_the_flood_is_over(self) -> None:
        opened = Breaker(NOW)
        assert step(opened, 0, NOW + 29 * MINUTE).breaker == opened
        assert step(opened, 151, NOW + HOUR).breaker == opened
        over = step(opened, 150, NOW + HOUR)
        assert over.breaker == Breaker()
        assert over.tell_ops

    def test_it_closes_by_command(self) -> None:
        assert closed_by_command(Breaker(NOW)).breaker == Breaker()
        assert not closed_by_command(Breaker()).tell_ops

    def test_a_flood_that_goes_on_is_told_once(self) -> None:
        breaker, told = Breaker(), 0
        for minute in range(600):
            result = step(breaker, 1000, NOW + minute * MINUTE)
            breaker, told = result.breaker, told + result.tell_ops
        assert told == 1
