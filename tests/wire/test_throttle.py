"""Counting in Redis: exact under contention, forgiving what is given back, bearable without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Barrier
from typing import Any

import pytest
import redis

from tests.servers.relay import relayed
from wire.problems import RateLimited, Unavailable
from wire.throttle import Counter, Limit, Uncounted, forget, give_back, take

pytestmark = pytest.mark.redis

THREE = Limit("three", quota=3, seconds=60)
_people = count()


@pytest.fixture
def ada() -> str:
    """Somebody nobody has counted yet."""
    return f"ada-{next(_people)}@waymark.example"


@pytest.fixture
def store(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        client.flushdb()
        yield client


def taken(*counters: Counter, times: int) -> int:
    """How many of so many tries passed."""
    passed = 0
    for _ in range(times):
        with suppress(RateLimited):
            take(*counters)
            passed += 1
    return passed


class TestTaking:
    def test_passes_as_often_as_the_quota_and_counts_down(self, store: redis.Redis, ada: str):
        lefts = [take(THREE.of(ada))[0].left for _ in range(3)]

        assert lefts == [2, 1, 0]
        with pytest.raises(RateLimited):
            take(THREE.of(ada))

    def test_counts_everybody_and_every_limit_apart(self, store: redis.Redis, ada: str):
        other = Limit("other", quota=3, seconds=60)

        assert taken(THREE.of(ada), times=5) == 3
        assert taken(THREE.of("grace@waymark.example"), times=5) == 3
        assert taken(other.of(ada), times=5) == 3

    def test_takes_of_all_limits_or_of_none(self, store: redis.Redis, ada: str):
        one = Limit("one", quota=1, seconds=60)
        take(one.of(ada))

        assert taken(THREE.of(ada), one.of(ada), times=5) == 0
        assert take(THREE.of(ada))[0].left == 2

    def test_that_is_refused_prolongs_nothing(self, store: redis.Redis, ada: str):
        take(THREE.of(ada))
        store.pexpire(THREE.of(ada).key, 20_000)

        taken(THREE.of(ada), times=9)

        assert 0 < store.pttl(THREE.of(ada).key) <= 20_000

    def test_begins_anew_when_the_window_has_ended(self, store: redis.Redis, ada: str):
        assert taken(THREE.of(ada), times=4) == 3

        store.pexpire(THREE.of(ada).key, 0)

        assert taken(THREE.of(ada), times=4) == 3
        assert 59_000 < store.pttl(THREE.of(ada).key) <= 60_000

    def test_is_scaled_by_one_setting(self, store: redis.Redis, ada: str, settings: Any):
        settings.RATE_SCALE = 4

        assert taken(THREE.of(ada), times=15) == 12
        assert "q=12;w=60" in take(THREE.of("grace"))[0].headers["RateLimit-Policy"]

    def test_keeps_nobodys_address_in_the_clear(self, store: redis.Redis, ada: str):
        take(THREE.of(ada))

        [key] = store.keys()
        assert key.startswith("throttle:three:")
        assert "ada" not in key

    def test_passes_exactly_the_quota_of_those_who_come_at_once(self, store: redis.Redis):
        ready = Barrier(24)

        def come(who: str) -> int:
            ready.wait(timeout=20)
            return taken(THREE.of(who), times=1)

        with ThreadPoolExecutor(24) as crowd:
            passed = [sum(crowd.map(come, [f"round {n}"] * 24)) for n in range(10)]

        assert passed == [3] * 10


class TestRefusal:
    def test_says_when_to_come_again_and_what_the_limit_is(self, store: redis.Redis, ada: str):
        taken(THREE.of(ada), times=3)
        store.pexpire(THREE.of(ada).key, 11_100)

        with pytest.raises(RateLimited) as refused:
            take(THREE.of(ada))

        assert refused.value.headers == {
            "Retry-After": "12",
            "RateLimit-Policy": '"three";q=3;w=60',
            "RateLimit": '"three";r=0;t=12',
        }

    def test_tells_of_the_limit_that_takes_longest(self, store: redis.Redis, ada: str):
        short, long = Limit("short", quota=1, seconds=5), Limit("long", quota=1, seconds=500)
        take(short.of(ada), long.of(ada))

        with pytest.raises(RateLimited) as refused:
            take(short.of(ada), long.of(ada))

        assert refused.value.headers["RateLimit-Policy"] == '"long";q=1;w=500'


class TestGivingBack:
    def test_makes_room_again_also_after_refusals(self, store: redis.Redis, ada: str):
        shares = take(THREE.of(ada))
        taken(THREE.of(ada), times=9)

        give_back(shares)

        assert taken(THREE.of(ada), times=9) == 1

    def test_changes_nothing_in_a_later_window(self, store: redis.Redis, ada: str):
        shares = take(THREE.of(ada))
        store.pexpire(THREE.of(ada).key, 0)
        assert taken(THREE.of(ada), times=3) == 3
        # Both windows may have begun in one millisecond, which only a test can make happen.
        store.pexpireat(THREE.of(ada).key, shares[0].ends_at + 1)

        give_back(shares)

        assert taken(THREE.of(ada), times=3) == 0

    def test_after_the_window_leaves_nothing_behind(self, store: redis.Redis, ada: str):
        shares = take(THREE.of(ada))
        store.pexpire(THREE.of(ada).key, 0)

        give_back(shares)

        assert store.keys() == []

    def test_of_all_leaves_the_whole_quota(self, store: redis.Redis, ada: str):
        give_back([*take(THREE.of(ada)), *take(THREE.of(ada))])

        assert taken(THREE.of(ada), times=9) == 3

    def test_forgetting_forgives_all(self, store: redis.Redis, ada: str):
        taken(THREE.of(ada), times=3)

        forget(THREE.of(ada))

        assert taken(THREE.of(ada), times=9) == 3


class TestWithoutRedis:
    def test_that_is_gone_nothing_is_counted(self, settings: Any, ada: str):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        for call in (lambda: take(THREE.of(ada)), lambda: forget(THREE.of(ada))):
            with pytest.raises(Uncounted) as uncounted:
                call()
            assert isinstance(uncounted.value, Unavailable)

    def test_that_is_silent_one_waits_and_the_others_do_not(
        self, settings: Any, redis_url: str, ada: str, caplog: pytest.LogCaptureFixture
    ):
        with relayed(redis_url) as (relay, url):
            settings.REDIS_URL = url
            take(THREE.of(ada))

            relay.silent()
            for _ in range(100):
                with pytest.raises(Uncounted):
                    take(THREE.of(ada))
            waited = len(caplog.records)
            relay.up()

            assert waited < 10, "each second one asks, and only that one waits and tells"
            assert soon(lambda: take(THREE.of("grace"))[0].left) == 2

    def test_that_answers_with_an_error_nothing_is_counted(
        self, settings: Any, store: redis.Redis, ada: str
    ):
        store.set(THREE.of(ada).key, "not a number Redis could count with")

        with pytest.raises(Uncounted):
            take(THREE.of(ada))


def soon(ask: Any) -> Any:
    """What it answers once Redis is noticed to be back."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return ask()
        except Uncounted:
            assert time.monotonic() < deadline, "nobody noticed that Redis is back"
            time.sleep(0.05)
